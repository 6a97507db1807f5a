"""Find workbooks in the outbox in which somebody has written, before `send` writes over them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from regionplan_xl.errors import NotNow, Place, Problem, Rejected
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.plan.merging.questions import answers_by_field
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.project.folder import Project
from regionplan_xl.project.submissions import reading_rules
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.return_protocol import ReturnedFile
from regionplan_xl.text import Phrase, phrase

_WRITTEN_IN = phrase("Somebody has written in this workbook; sending again would write over it.")
_NOT_AS_SENT = phrase("This is not the workbook as it was sent; sending again would write over it.")


def written_in(project: Project, round_: str, actors: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each of the actors' workbooks in the outbox that says something that was not sent.

    Nothing of a file that has been received too would be lost. The channel names files that cannot be opened. Raise
    `NotNow` if one cannot be looked into now.
    """
    known = project.ledger.hashes()
    paths: list[Path] = []
    files: list[ReturnedFile] = []
    for path in project.channel.to_write_over(round_, actors):
        with suppress(OSError):
            data = path.read_bytes()
            if (digest := fingerprint(data)) not in known:
                paths.append(path)
                files.append(ReturnedFile(path.name, digest, data, project.now()))
    if not files:
        return
    lookup = DispatchLookup(project.ledger)
    read = project.open_reader().returns(
        files, reading_rules(project), lambda file, clues: lookup.identify(file.name, clues)
    )
    with project.progress(
        phrase("Looking into the workbooks in the outbox"), read, len(files)
    ) as looked_into:
        yield from _problems(project, zip(paths, looked_into, strict=True))


def _problems(project: Project, read: Iterable[tuple[Path, Submission | Rejected]]) -> Iterator[Problem]:
    for path, found in read:
        if isinstance(found, Rejected) and found.reason == rejections.NOT_NOW:
            what = phrase(
                "It could not be checked whether somebody has written in the workbook in the outbox."
            )
            raise NotNow(what, phrase("Run the command again."), Place(file=project.display_path(path)))
        if isinstance(found, Rejected):
            yield _problem(project, path, _NOT_AS_SENT)
        elif _says_something(found):
            yield _problem(project, path, _WRITTEN_IN)


def _says_something(found: Submission) -> bool:
    return bool(answers_by_field([found]) or found.held or found.proposals or found.remarks)


def _problem(project: Project, path: Path, what: Phrase) -> Problem:
    fix = phrase(
        "If it is an answer, move it to {inbox} and run «regionplan merge»; otherwise delete it. Then send again.",
        inbox=project.display_path(project.inbox),
    )
    return Problem(Place(file=project.display_path(path)), what, fix)
