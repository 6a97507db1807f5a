"""`merge`: fold the returned workbooks into the master."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from regionplan_xl.actions.collect import returns_in
from regionplan_xl.actions.merge_result import Merged, merge_result
from regionplan_xl.actions.result import Result
from regionplan_xl.engine.freed_memory import return_freed_memory
from regionplan_xl.errors import InputError, NotNow, Place, Problem, system_reason
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.unparsed_cells import unparsed_reasons
from regionplan_xl.mailing.receipts.owed import plan_receipts
from regionplan_xl.mailing.receipts.sending import send_receipts
from regionplan_xl.mailing.receipts.tried_files import answer_tried_files
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.project.archive import (
    Collected,
    Preview,
    archive_files,
    collect_inbox,
    preview_files,
    waiting_files,
)
from regionplan_xl.project.commit import WrittenMerge, commit, rehearse
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.received_files import GIVEN, ReceivedFile
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.merge_decisions import decide_outcome, decide_returns
from regionplan_xl.project.recovery import refuse_restored_copy
from regionplan_xl.project.replace_master import write_what_fits
from regionplan_xl.project.session import open_session
from regionplan_xl.project.submissions import (
    ReadAhead,
    ReadReturns,
    read_placements,
    read_returns,
    reading_ahead,
)
from regionplan_xl.text import counted, phrase, sentences

GivenFile = tuple[Path, bytes]
_MANY = 100  # after more returns than this, the processes that read them hold much memory


def merge(project: Project, files: tuple[Path, ...], dry_run: bool) -> Result:
    """Fold every waiting return (or only `files`) into the master, and record why."""
    given = [(path, _read_file(path)) for path in files]
    with open_session(project):
        project.open_engine()  # first, so that nothing is changed if it cannot be reached
        if dry_run:
            preview = preview_files(project, given)
            merged = _preview_merge(project, preview)
            return merge_result(project, merged, dry_run, archived=preview.received)
        with reading_ahead(project) as ahead:
            collected = _archive(project, given, ahead)
            hashes = tuple(one.hash for one in collected.archived) if given else None
            # Check the master only now, so that the files are archived even if it is in use.
            with _waiting_files_in_error(project):
                refuse_if_in_use(project.master_path)
                merged = merge_waiting(project, hashes, collected.left, ahead)
            tried = answer_tried_files(project)
            receipts = send_receipts(project, merged.outcome.plan, merged.returns.submissions)
        return merge_result(project, merged, dry_run, receipts, tried, returns_in(collected))


def merge_waiting(
    project: Project,
    hashes: Sequence[str] | None,
    left: Sequence[Problem] = (),
    ahead: ReadAhead | None = None,
) -> Merged:
    """Fold the waiting returns (only `hashes`, if given) into the master. The project must be locked.

    `left` are the problems of files left in the inbox; `ahead` reads the returns in the background.
    """
    files = waiting_files(project, hashes)
    if ahead is not None:
        files = [ahead.begun(*file) for file in files]
    return_freed_memory()  # after collecting
    master = project.read_master()
    refuse_restored_copy(project, master)
    placements = read_placements(project, master)
    return_freed_memory()  # after reading the master and the ledger, while other processes read the returns
    returns = read_returns(project, files, placements, ahead, plan=master.plan)
    if len(files) > _MANY:
        project.open_reader().rest()
    del files  # they have been read; updating the master needs the memory

    outcome, written = write_what_fits(
        lambda unwritable: decide_outcome(project, master, returns, unwritable),
        lambda outcome: _commit(project, master, outcome, returns),
        unparsed_reasons(master),
    )

    ledger = project.ledger
    return Merged(
        outcome,
        returns,
        written.number,
        len(ledger.open_questions()),
        len(ledger.proposals()),
        len(ledger.remarks()),
        _misread(master),
        _left(project, left),
        written.notices,
        written.statuses,
        master.earlier_name,
    )


def _commit(project: Project, master: Master, outcome: MergeOutcome, returns: ReadReturns) -> WrittenMerge:
    """Record the receipts that a merge owes, then commit it."""
    plan_receipts(project, master.plan, returns, outcome)
    return commit(project, master, outcome, decide_returns(project, outcome, returns))


def _preview_merge(project: Project, preview: Preview) -> Merged:
    """Decide like `merge_waiting`, but write nothing."""
    master = project.read_master()
    refuse_restored_copy(project, master)
    placements = read_placements(project, master)
    returns = read_returns(project, preview.files, placements, plan=master.plan, messages=preview.messages)

    outcome, written = write_what_fits(
        lambda unwritable: decide_outcome(project, master, returns, unwritable),
        lambda outcome: rehearse(project, master, outcome, decide_returns(project, outcome, returns)),
        unparsed_reasons(master),
    )

    ledger = project.ledger
    questions = len(ledger.open_questions()) + len(outcome.questions) - len(outcome.settled)
    new = ledger.new_proposals(outcome.proposals)
    proposals = len(ledger.proposals()) + len(new) - len(outcome.settled_proposals)
    remarks = len(ledger.remarks()) + len(outcome.remarks) - len(outcome.read_remarks)
    return Merged(
        outcome,
        returns,
        None,
        questions,
        proposals,
        remarks,
        _misread(master),
        _left(project),
        written.notices,
        written.statuses,
        master.earlier_name,
    )


def _read_file(path: Path) -> bytes:
    try:
        # Reading a pipe could block forever.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise InputError(
                phrase("That is not an ordinary file."), phrase("Save it as a file."), Place(file=str(path))
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            phrase("There is no such file."), phrase("Check the name."), Place(file=str(path))
        ) from None
    except IsADirectoryError:
        raise InputError(
            phrase("That is a folder."), phrase("Name the files in it."), Place(file=str(path))
        ) from None
    except OSError as error:
        raise NotNow(
            phrase("The file cannot be read now ({why}).", why=system_reason(error)),
            phrase("Close it and try again."),
            Place(file=str(path)),
        ) from error


def _archive(project: Project, given: Sequence[GivenFile], ahead: ReadAhead) -> Collected:
    """Archive the given files, or else the inbox."""
    if not given:
        return collect_inbox(project, ahead.begin)
    files = [ReceivedFile(path.name, data, GIVEN) for path, data in given]
    return Collected(tuple(archive_files(project, files, project.open_reader(), ahead.begin)))


@contextmanager
def _waiting_files_in_error(project: Project) -> Iterator[None]:
    """Add to a `NotNow` the number of received files that wait for the next merge."""
    try:
        yield
    except NotNow as error:
        waiting = len(project.ledger.returns("waiting"))
        if not waiting:
            raise
        stored = counted(
            "{count} received file is in the archive, and the next merge reads it.",
            "{count} received files are in the archive, and the next merge reads them.",
            count=waiting,
        )
        raise type(error)(error.what, sentences(error.fix, stored), error.place) from error


def _left(project: Project, collecting: Sequence[Problem] = ()) -> tuple[Problem, ...]:
    """Return the problems of files left in the inbox, including those that only collecting has found."""
    found = {problem.place.file: problem for problem in (*project.channel.left(), *collecting)}
    return tuple(found.values())


def _misread(master: Master) -> tuple[Problem, ...]:
    """Return the problems of decisions that were not understood; `check` lists the master's other problems."""
    sheets = {
        place.sheet for place in (master.conflicts, master.proposals, master.carry_over) if place is not None
    }
    return tuple(problem for problem in master.problems if problem.place.sheet in sheets)
