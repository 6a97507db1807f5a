"""`merge`: what came back is folded into the master."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionplan_xl.actions import Progress, Result, Table
from regionplan_xl.actions.collect import keep, raw_path, take_in
from regionplan_xl.delivery import Received
from regionplan_xl.errors import InputError, NotNow, Place
from regionplan_xl.excel.master import Master
from regionplan_xl.excel.words import shown_value
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.plan.fold import Rules, fold
from regionplan_xl.plan.outcome import Change, Outcome, Question
from regionplan_xl.project import Project
from regionplan_xl.records.entries import ReturnRecord, Verdict, shown
from regionplan_xl.submissions import Read, TurnedAway, read_returns


@dataclass(frozen=True)
class Merged:
    """What a merge did. `number` is None where the master needed no change."""

    outcome: Outcome
    read: Read
    number: int | None
    open_questions: int


def merge(project: Project, files: tuple[Path, ...], dry_run: bool, progress: Progress[Any]) -> Result:
    """Fold every waiting return (or only `files`) into the master, and record why."""
    del progress
    given = [(path, _read_file(path)) for path in files]
    with project.locked():
        merged = _rehearse(project, given) if dry_run else _merge(project, given)
        return _result(project, merged, dry_run)


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("There is no such file.", "Check the name.", Place(file=str(path))) from None
    except IsADirectoryError:
        raise InputError("That is a folder.", "Name the files in it.", Place(file=str(path))) from None
    except OSError as error:
        raise NotNow(
            f"The file cannot be read now ({error.strerror}).",
            "Close it and try again.",
            Place(file=str(path)),
        ) from error


def _merge(project: Project, given: Sequence[tuple[Path, bytes]]) -> Merged:
    project.refuse_if_in_use()
    if given:
        hashes = tuple(keep(project, path.name, data, "file").hash for path, data in given)
        return fold_waiting(project, hashes)
    take_in(project)
    return fold_waiting(project, None)


def fold_waiting(project: Project, hashes: Sequence[str] | None) -> Merged:
    """Fold the waiting returns (those in `hashes`, where given) into the master. The project is locked."""
    master = project.read_master()
    records = [r for r in project.ledger.returns("waiting") if hashes is None or r.hash in hashes]
    raw = [(record, _raw(project, record)) for record in records]

    read = read_returns(raw, project.ledger, project.config.scale)
    outcome = _decide(project, master, read)

    number = project.commit(master, outcome, _verdicts(read))
    _show_files(project, raw, read)
    return Merged(outcome, read, number, len(project.ledger.open_questions()))


def _rehearse(project: Project, given: Sequence[tuple[Path, bytes]]) -> Merged:
    """The same decisions, with nothing written."""
    master = project.read_master()
    files = (
        [(path.name, data) for path, data in given]
        if given
        else [(f.name, f.data) for f in project.channel.fetch() if isinstance(f, Received)]
    )
    known = {r.hash: r for r in project.ledger.returns()}
    fresh = {fingerprint(data): (name, data) for name, data in files}
    raw = [
        (_unrecorded(project, digest, name), data)
        for digest, (name, data) in fresh.items()
        if digest not in known
    ]
    waiting = [r for r in known.values() if r.state == "waiting" and (not given or r.hash in fresh)]
    raw += [(record, _raw(project, record)) for record in waiting]

    read = read_returns(raw, project.ledger, project.config.scale)
    outcome = _decide(project, master, read)
    return Merged(outcome, read, None, len(project.ledger.open_questions()) + len(outcome.questions))


def _decide(project: Project, master: Master, read: Read) -> Outcome:
    round_ = project.ledger.latest_round()
    rules = Rules(
        today=project.today(),
        policy=project.config.merge.conflicts,
        said=project.said,
        shown=shown(project.ledger.snapshot()),
        settled=project.ledger.settled_answers(round_.name) if round_ else frozenset(),
    )
    outcome = fold(master.plan, read.submissions, rules, project.ledger.open_questions(), master.decisions)
    return outcome.with_questions(_waiting_whole(project, turned) for turned in read.turned_away)


def _waiting_whole(project: Project, turned: TurnedAway) -> Question:
    """A file that could not be read, as a question on the sheet Konfliktar."""
    return Question(
        reason=turned.reason,
        actor=turned.dispatch.actor if turned.dispatch else "",
        file=turned.record.name,
        source=turned.record.hash,
        asked=turned.record.received,
        place=Place(file=turned.record.name),
        round=turned.dispatch.round if turned.dispatch else "",
    )


def _verdicts(read: Read) -> tuple[Verdict, ...]:
    taken = [Verdict(hash=s.source, state="merged", dispatch=s.dispatch.code) for s in read.submissions]
    held = [
        Verdict(
            hash=t.record.hash, state="held", reason=t.reason, dispatch=t.dispatch.code if t.dispatch else ""
        )
        for t in read.turned_away
    ]
    return (*taken, *held)


def _raw(project: Project, record: ReturnRecord) -> bytes:
    try:
        return (project.folder / record.path).read_bytes()
    except FileNotFoundError:
        return b""


def _unrecorded(project: Project, digest: str, name: str) -> ReturnRecord:
    from regionplan_xl.records.entries import NO_REASON

    return ReturnRecord(
        hash=digest, name=name, received=project.now(), channel="file", sender="",
        path=str(raw_path(project, digest, name)), state="waiting", reason=NO_REASON,
        dispatch="", round="", actor="",
    )  # fmt: skip


def _show_files(project: Project, raw: Sequence[tuple[ReturnRecord, bytes]], read: Read) -> None:
    """Copies for people: merged returns in archive/<round>/, those that wait in held/ with the reason beside."""
    data = {record.hash: content for record, content in raw}
    for submission in read.submissions:
        folder = project.archive / submission.dispatch.round
        write_atomically(_free(folder, submission.file, data[submission.source]), data[submission.source])
    for turned in read.turned_away:
        path = _free(project.held, turned.record.name, data[turned.record.hash])
        write_atomically(path, data[turned.record.hash])
        reason = project.said(turned.reason)
        write_atomically(path.with_name(path.name + ".txt"), f"{turned.record.name}\n\n{reason}\n".encode())


def _free(folder: Path, name: str, data: bytes) -> Path:
    """A path in `folder` for a file of that name which is free, or already holds just these bytes."""
    path = folder / name
    number = 2
    while path.exists() and path.read_bytes() != data:
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


def _result(project: Project, merged: Merged, dry_run: bool) -> Result:
    said, outcome, read = project.said, merged.outcome, merged.read
    answers = [c for c in outcome.changes if c.kind in ("answer", "decision")]
    data = {
        "merge": merged.number,
        "dry_run": dry_run,
        "returns": [
            *(
                {"file": s.file, "actor": s.dispatch.actor, "round": s.dispatch.round}
                for s in read.submissions
            ),
        ],
        "changes": [_change_data(c) for c in outcome.changes],
        "conflicts": [_question_data(project, q) for q in outcome.questions],
        "held": [{"file": t.record.name, "reason": said(t.reason)} for t in read.turned_away],
        "settled": [{"key": s.key, "choice": s.choice} for s in outcome.settled],
        "open_questions": merged.open_questions,
    }
    verb = "Would merge" if dry_run else "Merged"
    lines: list[str | Table] = [f"{verb} {len(read.submissions)} returns: {len(answers)} fields changed."]
    if answers:
        lines.append(
            Table(
                ("No.", "Field", "From", "To", "Who"),
                [(c.number, c.field, _words(project, c.field, c.before), _words(project, c.field, c.after),
                  c.actor) for c in answers],
            )
        )  # fmt: skip
    lines += [f"Held: {t.record.name}: {said(t.reason)}" for t in read.turned_away]
    if merged.number is None and not dry_run:
        lines.append("The master needed no change.")
    elif not dry_run:
        lines.append(f"Merge number {merged.number}. «regionplan undo» puts the master back as it was.")
    if merged.open_questions:
        lines.append(
            f"{merged.open_questions} questions wait for a person on the sheet Konfliktar of the master."
        )
    return Result(data, tuple(lines), waits=merged.open_questions > 0 or bool(read.turned_away))


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "number": change.number, "id": change.measure, "member": change.member, "field": change.field,
        "from": change.before, "to": change.after, "actor": change.actor, "file": change.file, "kind": change.kind,
    }  # fmt: skip


def _question_data(project: Project, question: Question) -> dict[str, Any]:
    field = question.field.value if question.field else ""
    return {
        "number": question.number, "id": question.measure, "member": question.member, "field": field,
        "base": question.base, "answer": _words(project, field, question.answer), "master": question.now,
        "actor": question.actor, "file": question.file, "row": question.place.row, "sheet": question.place.sheet,
        "reason": project.said(question.reason),
    }  # fmt: skip


def _words(project: Project, field: str, value: object) -> str:
    return shown_value(field, value, project.config.scale, project.said)
