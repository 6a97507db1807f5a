"""`merge`: what came back is folded into the master."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from regionplan_xl.actions import Progress, Result, Table, problem_data, problem_table
from regionplan_xl.actions.collect import Raw, keep, raw_path, take_in
from regionplan_xl.delivery import Received
from regionplan_xl.delivery.names import shown_name
from regionplan_xl.errors import InputError, NotNow, Place, Problem
from regionplan_xl.excel.common.display import value_words
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.common.unwritable import UnwritableValues
from regionplan_xl.excel.master.unparsed_cells import unparsed_reasons
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import ReturnDecision, ReturnRecord, overruled, shown
from regionplan_xl.plan.merging.fold import Rules, Unwritable, fold
from regionplan_xl.plan.merging.hand_edits import hand_changes
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Question, Settled
from regionplan_xl.plan.merging.proposals import judge, proposed
from regionplan_xl.project.commit import refuse_if_put_back_by_hand
from regionplan_xl.project.folder import Project
from regionplan_xl.project.submissions import LOST, Read, TurnedAway, read_returns, unseen
from regionplan_xl.sandbox import open_reader


@dataclass(frozen=True)
class Merged:
    """What a merge did. `number` is None where the master needed no change."""

    outcome: MergeOutcome
    read: Read
    number: int | None
    open_questions: int
    open_proposals: int
    misread: tuple[Problem, ...] = ()


def merge(project: Project, files: tuple[Path, ...], dry_run: bool, progress: Progress[Any]) -> Result:
    """Fold every waiting return (or only `files`) into the master, and record why."""
    given = [(path, _read_file(path)) for path in files]
    with project.locked():
        merged = _rehearse(project, given, progress) if dry_run else _merge(project, given, progress)
        return _result(project, merged, dry_run)


def _read_file(path: Path) -> bytes:
    try:
        # A pipe would be waited for without end.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise InputError("That is not an ordinary file.", "Save it as a file.", Place(file=str(path)))
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


def _merge(project: Project, given: Sequence[tuple[Path, bytes]], progress: Progress[Any]) -> Merged:
    hashes = _keep(project, given) if given else None
    if hashes is None:
        take_in(project)
    # Only now: what came back is in safe keeping also where the master is busy.
    with _kept_meanwhile(project):
        project.refuse_if_in_use()
        return fold_waiting(project, hashes, progress)


def _keep(project: Project, given: Sequence[tuple[Path, bytes]]) -> tuple[str, ...]:
    with open_reader(project.config.engine) as reader:
        raw = [Raw(path.name, data, "file") for path, data in given]
        return tuple(kept.hash for one in raw for kept in keep(project, one, reader))


@contextmanager
def _kept_meanwhile(project: Project) -> Iterator[None]:
    """What cannot be done now also tells how much waits in safe keeping."""
    try:
        yield
    except NotNow as error:
        waiting = len(project.ledger.returns("waiting"))
        if not waiting:
            raise
        kept = f"{waiting} received files are in safe keeping, and the next merge takes them up."
        raise NotNow(error.what, f"{error.fix} {kept}".lstrip(), error.place) from error


def fold_waiting(project: Project, hashes: Sequence[str] | None, progress: Progress[Any] = unseen) -> Merged:
    """Fold the waiting returns (those in `hashes`, where given) into the master. The project is locked."""
    master = project.read_master()
    refuse_if_put_back_by_hand(project, master)
    records = [r for r in project.ledger.returns("waiting") if hashes is None or r.hash in hashes]
    raw = [(record, _raw(project, record)) for record in records]

    read = read_returns(raw, project.ledger, project.config.scale, project.config.engine, progress)
    outcome, number = _decide_and(project.commit, project, master, read)
    ledger = project.ledger
    return Merged(
        outcome, read, number, len(ledger.open_questions()), len(ledger.proposals()), _misread(master)
    )


def _rehearse(project: Project, given: Sequence[tuple[Path, bytes]], progress: Progress[Any]) -> Merged:
    """The same decisions, with nothing written."""
    master = project.read_master()
    refuse_if_put_back_by_hand(project, master)
    files = (
        [(path.name, data) for path, data in given]
        if given
        else [(f.name, f.data) for f in project.channel.fetch() if isinstance(f, Received)]
    )
    known = {r.hash: r for r in project.ledger.returns()}
    with open_reader(project.config.engine) as reader:
        unpacked = [file for name, data in files for file in reader.files_in(name, data)]
    fresh = {fingerprint(data): (name, data) for name, data in unpacked}
    raw = [
        (_unrecorded(project, digest, shown_name(name)), data)
        for digest, (name, data) in fresh.items()
        if digest not in known
    ]
    waiting = [r for r in known.values() if r.state == "waiting" and (not given or r.hash in fresh)]
    raw += [(record, _raw(project, record)) for record in waiting]

    read = read_returns(raw, project.ledger, project.config.scale, project.config.engine, progress)
    outcome, _ = _decide_and(project.rehearse, project, master, read)
    ledger = project.ledger
    questions = len(ledger.open_questions()) + len(outcome.questions) - len(outcome.settled)
    new = ledger.new_proposals(outcome.proposals)
    proposals = len(ledger.proposals()) + len(new) - len(outcome.judged)
    return Merged(outcome, read, None, questions, proposals, _misread(master))


def _misread(master: Master) -> tuple[Problem, ...]:
    """Decisions that were not understood; the rest of what is odd about the master, `check` tells."""
    sheets = {place.sheet for place in (master.conflicts, master.proposals) if place is not None}
    return tuple(problem for problem in master.problems if problem.place.sheet in sheets)


def _decide_and(
    write: Callable[[Master, MergeOutcome, Sequence[ReturnDecision]], int | None],
    project: Project,
    master: Master,
    read: Read,
) -> tuple[MergeOutcome, int | None]:
    """What is decided and what `write` makes of it; what the master has no room for becomes a question."""
    unwritable = dict(unparsed_reasons(master))
    while True:
        outcome = _decide(project, master, read, unwritable)
        try:
            return outcome, write(master, outcome, (*_verdicts(read), *_put_aside(project, outcome, read)))
        except UnwritableValues as found:
            if found.fields.keys() <= unwritable.keys():
                raise
            unwritable |= found.fields


def _decide(project: Project, master: Master, read: Read, unwritable: Unwritable) -> MergeOutcome:
    if master.actors is None and read.submissions:
        raise InputError(
            "The master has no sheet with the actors, so it is not known who owns the answers.",
            "Copy the sheet back from the master in workbooks/backups. The answers are kept meanwhile.",
            Place(file=project.shown(project.master_path)),
        )
    ledger = project.ledger
    round_, snapshot = ledger.latest_round(), ledger.snapshot()
    rules = Rules(
        today=project.today(),
        policy=project.config.merge.conflicts,
        translate=project.translate,
        shown=shown(snapshot),
        overruled=overruled(snapshot),
        written=ledger.written(),
        settled=ledger.settled_answers(round_.name) if round_ else frozenset(),
        unwritable=unwritable,
    )
    outcome = fold(master.plan, read.submissions, rules, ledger.open_questions(), master.decisions)
    judgement = judge(
        outcome.plan, ledger.proposals(), master.proposal_decisions, ledger.known_ids(), project.translate
    )
    outcome = replace(
        outcome,
        plan=judgement.plan,
        changes=(*outcome.changes, *judgement.changes),
        hand=hand_changes(master.plan, snapshot),
        proposals=proposed(read.submissions),
        judged=judgement.judged,
        problems=(*outcome.problems, *judgement.problems),
        settled=(*outcome.settled, *_found_again(outcome, read, ledger.open_questions())),
    )
    return outcome.with_questions(_waiting_whole(project, turned) for turned in read.turned_away)


def _found_again(outcome: MergeOutcome, read: Read, questions: Sequence[Question]) -> Iterator[Settled]:
    """Files that were lost and are read now, so that nobody need decide about them."""
    sources = {submission.source for submission in read.submissions}
    decided = {settled.key for settled in outcome.settled}
    for question in questions:
        if question.reason == LOST and question.source in sources and question.key not in decided:
            yield Settled(question.key, "keep")


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


def _verdicts(read: Read) -> tuple[ReturnDecision, ...]:
    taken = [
        ReturnDecision(hash=s.source, state="merged", dispatch=s.dispatch.code) for s in read.submissions
    ]
    held = [
        ReturnDecision(
            hash=t.record.hash, state="held", reason=t.reason, dispatch=t.dispatch.code if t.dispatch else ""
        )
        for t in read.turned_away
        if t.reason != LOST  # it waits, and is taken up when the file is there again
    ]
    return (*taken, *held)


def _put_aside(project: Project, outcome: MergeOutcome, read: Read) -> tuple[ReturnDecision, ...]:
    """Held or lost files of which the secretariat has decided that nothing more comes."""
    settled = {one.key for one in outcome.settled}
    questions = project.ledger.open_questions()
    still = {question.source for question in questions if question.key not in settled}
    held = {record.hash: record for record in project.ledger.returns("held")}
    held |= {t.record.hash: replace(t.record, reason=LOST) for t in read.turned_away if t.reason == LOST}
    done = dict.fromkeys(question.source for question in questions if question.key in settled)
    return tuple(
        ReturnDecision(hash=one, state="ignored", reason=held[one].reason)
        for one in done
        if one in held and one not in still
    )


def _raw(project: Project, record: ReturnRecord) -> bytes:
    try:
        return (project.folder / record.path).read_bytes()
    except FileNotFoundError:
        return b""


def _unrecorded(project: Project, digest: str, name: str) -> ReturnRecord:
    from regionplan_xl.ledger.entries import NO_REASON

    return ReturnRecord(
        hash=digest, name=name, received=project.now(), channel="file", sender="",
        path=str(raw_path(project, digest, name)), state="waiting", reason=NO_REASON,
        dispatch="", round="", actor="",
    )  # fmt: skip


def _result(project: Project, merged: Merged, dry_run: bool) -> Result:
    translate, outcome, read = project.translate, merged.outcome, merged.read
    answers = [c for c in outcome.changes if c.kind in ("answer", "decision")]
    problems = (*merged.misread, *outcome.problems)
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
        "held": [{"file": t.record.name, "reason": translate(t.reason)} for t in read.turned_away],
        "settled": [{"key": s.key, "choice": s.choice} for s in outcome.settled],
        "problems": [problem_data(problem, translate) for problem in problems],
        "hand_edits": [_change_data(c) for c in outcome.hand],
        "proposals": len(outcome.proposals),
        "open_proposals": merged.open_proposals,
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
    lines += [f"Held: {t.record.name}: {translate(t.reason)}" for t in read.turned_away]
    if problems:
        lines.append(problem_table(problems, translate, "Could not be carried out:"))
    if outcome.hand:
        lines.append(f"{len(outcome.hand)} edits by hand since the last merge are on record.")
    if merged.number is None and not dry_run:
        lines.append("The master needed no change.")
    elif not dry_run:
        lines.append(f"Merge number {merged.number}. «regionplan undo» puts the master back as it was.")
    if merged.open_questions:
        lines.append(f"Waiting for you on the sheet Konfliktar of the master: {merged.open_questions}.")
    if merged.open_proposals:
        lines.append(f"Waiting for you on the sheet Framlegg of the master: {merged.open_proposals}.")
    waits = merged.open_questions or merged.open_proposals or problems or read.turned_away
    return Result(data, tuple(lines), waits=bool(waits))


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
        "reason": project.translate(question.reason),
    }  # fmt: skip


def _words(project: Project, field: str, value: object) -> str:
    return value_words(field, value, project.config.scale, project.translate)
