"""The result of `merge`, as data and as lines for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.actions.result import (
    Line,
    LineList,
    Result,
    TextTable,
    in_json,
    known_lines,
    left_lines,
    problem_data,
    problem_table,
    unknown_code_lines,
    waiting_lines,
)
from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.columns import LOG
from regionplan_xl.excel.common.display import (
    changed_by,
    changed_field,
    field_heading,
    indicator_heading,
    value_words,
)
from regionplan_xl.ledger.dispatch_lookup import has_unknown_code
from regionplan_xl.mailing.receipts.lines import receipt_lines, receipts_data, tried_data, tried_line
from regionplan_xl.mailing.receipts.sending import NO_RECEIPTS, SentReceipts
from regionplan_xl.mailing.receipts.tried_files import TriedFile
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Question
from regionplan_xl.plan.merging.sent_and_returned import Remark, Submission
from regionplan_xl.project.archive import Archived
from regionplan_xl.project.folder import Project
from regionplan_xl.project.submissions import ReadReturns
from regionplan_xl.text import Phrase, Translate, called, counted, phrase, writable

_DRY_RUN = "merge --dry-run"
_LONGEST_SHOWN = 400  # characters of a value on the terminal


@dataclass(frozen=True)
class Merged:
    """What a merge did. `number` is None if the master needed no change.

    `earlier_name` is the plan's former name, if the merge changed it.
    """

    outcome: MergeOutcome
    returns: ReadReturns
    number: int | None
    open_questions: int
    open_proposals: int
    open_remarks: int
    misread: tuple[Problem, ...] = ()
    left: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    statuses: tuple[Change, ...] = ()
    earlier_name: str = ""


def merge_result(
    project: Project,
    merged: Merged,
    dry_run: bool,
    receipts: SentReceipts = NO_RECEIPTS,
    tried: Sequence[TriedFile] = (),
    archived: Sequence[Archived] = (),
) -> Result:
    """Return the result of a merge, or of its preview, with receipts, tried-out files, and what was archived for it."""
    known = _known(merged.returns, archived)
    problems = (*merged.misread, *merged.outcome.problems)
    open_ = merged.open_questions or merged.open_proposals or merged.open_remarks
    waits = open_ or problems or merged.returns.held or merged.left or any(one.reason for one in tried)
    data = {
        **_data(project, merged, problems, dry_run),
        "receipts": receipts_data(receipts, project.messages),
        "tried": tried_data(tried, project.messages),
        "known": [{"file": file.name, "hash": file.hash} for file in known],
    }
    lines = [*_lines(project, merged, problems, dry_run), *receipt_lines(receipts)]
    lines.append(known_lines([file.name for file in known], project.display_path(project.archive)))
    lines.append(LineList(tried, tried_line, project.display_path(project.inbox)))
    return Result(data, lines, waits=bool(waits))


def _known(returns: ReadReturns, archived: Sequence[Archived]) -> list[Archived]:
    """Return the files that were received before and that this merge did not read, so that they said nothing new."""
    read = {one.source for one in returns.submissions} | {
        one.record.hash for one in (*returns.held, *returns.ignored)
    }
    return [file for file in archived if not file.new and file.hash not in read]


def _data(project: Project, merged: Merged, problems: tuple[Problem, ...], dry_run: bool) -> dict[str, Any]:
    translate, outcome, returns = project.messages, merged.outcome, merged.returns
    return {
        "merge": merged.number,
        "dry_run": dry_run,
        "returns": [
            {"file": s.file, "actor": s.dispatch.actor, "round": s.dispatch.round}
            for s in returns.submissions
        ],
        "changes": [_change_data(c) for c in outcome.changes],
        "not_taken": [_change_data(c) for c in outcome.not_taken],
        "conflicts": [_question_data(project, q) for q in outcome.questions],
        "held": [{"file": file.record.name, "reason": translate(file.reason)} for file in returns.held],
        "unknown_codes": _count_unknown_codes(returns),
        "settled": [{"key": s.key, "choice": s.choice} for s in outcome.settled],
        "problems": [problem_data(problem, translate) for problem in problems],
        "notices": [problem_data(notice, translate) for notice in merged.notices],
        "statuses": [_change_data(c) for c in merged.statuses],
        "hand_edits": [_change_data(c) for c in outcome.hand],
        "proposals": len(outcome.proposals),
        "settled_proposals": [
            {"choice": c, "text": t, "number": n} for c, t, n in _settled_proposals(outcome)
        ],
        "open_proposals": merged.open_proposals,
        "open_questions": merged.open_questions,
        "remarks": [_remark_data(project, remark) for remark in outcome.remarks],
        "open_remarks": merged.open_remarks,
        "renamed_from": merged.earlier_name or None,
        "left": [problem_data(problem, translate) for problem in merged.left],
    }


def _lines(project: Project, merged: Merged, problems: tuple[Problem, ...], dry_run: bool) -> list[Line]:
    translate, outcome, returns = project.messages, merged.outcome, merged.returns
    answers = [c for c in outcome.changes if c.kind in ("answer", "placed", "decision")]
    fields = counted("{count} field changed", "{count} fields changed", count=len(answers))
    read = len(returns.submissions)
    rest = in_json(_DRY_RUN) if dry_run else LOG
    lines: list[Line] = [
        counted(
            "Would merge {count} return: {fields}.",
            "Would merge {count} returns: {fields}.",
            count=read,
            fields=fields,
        )
        if dry_run
        else counted(
            "Merged {count} return: {fields}.", "Merged {count} returns: {fields}.", count=read, fields=fields
        )
    ]
    if answers:
        lines.append(_answer_table(project, answers, rest))
    lines.append(_late_returns(project, returns, rest))
    lines += _held_lines(returns, in_json(_DRY_RUN) if dry_run else project.display_path(project.held))
    if problems:
        lines.append(
            problem_table(problems, translate, phrase("Could not be carried out:"), in_json("check"))
        )
    lines += _decided_lines(project, outcome, rest)
    if merged.notices:
        lines.append(problem_table(merged.notices, translate, phrase("No room:")))
    lines += _texts_and_edits(project, merged)
    if merged.number is None and not dry_run:
        lines.append(phrase("The master needed no change."))
    elif not dry_run:
        what = phrase(
            "Merge number {number}. «regionplan undo» puts the master back as it was.", number=merged.number
        )
        lines.append(what)
    waiting = waiting_lines(
        merged.open_questions, merged.open_proposals, merged.open_remarks, project.translate
    )
    return [*lines, left_lines(merged.left), *waiting]


def _answer_table(project: Project, answers: Sequence[Change], rest: Phrase | str) -> TextTable:
    def row(change: Change) -> tuple[str, ...]:
        return (
            called(change.number, change.text),
            _answered_field(change, project.messages),
            _beginning(project, change.field, change.before),
            _beginning(project, change.field, change.after),
            change.actor,
        )

    headings = (phrase("Measure"), phrase("Field"), phrase("From"), phrase("To"), phrase("Who"))
    return TextTable(headings, answers, row=row, rest=rest)


def _answered_field(change: Change, translate: Translate) -> str:
    """Return the heading of an answer's field; for a result goal, with the year."""
    if is_indicator(change.measure):
        return indicator_heading(change.field, change.member, translate)
    return field_heading(change.field, translate)


def _held_lines(returns: ReadReturns, rest: str) -> Iterator[Line]:
    yield LineList(
        returns.held,
        lambda file: phrase("Held: {file}: {why}", file=file.record.name, why=file.reason),
        rest,
    )
    yield from unknown_code_lines(_count_unknown_codes(returns))


def _count_unknown_codes(returns: ReadReturns) -> int:
    return sum(has_unknown_code(file.reason) for file in returns.held)


def _late_returns(project: Project, returns: ReadReturns, rest: Phrase | str) -> LineList:
    latest = project.ledger.latest_round()
    late = [s for s in returns.submissions if latest is not None and s.dispatch.round != latest.name]

    def line(one: Submission) -> Phrase:
        return phrase("«{file}» answers an earlier round, {round}.", file=one.file, round=one.dispatch.round)

    return LineList(late, line, rest)


def _settled_proposals(outcome: MergeOutcome) -> Iterator[tuple[str, str, str]]:
    """Yield (choice, text, new number) of each settled proposal."""
    for change in outcome.changes:
        if change.kind == "proposal":
            accepted = change.after is not None
            yield "accept" if accepted else "decline", change.text, change.number


def _decided_lines(project: Project, outcome: MergeOutcome, rest: Phrase | str) -> Iterator[LineList]:
    """Yield the rejected values, the placements and the settled proposals; `rest` is where people find them all."""

    def given_way(change: Change) -> Phrase:
        return phrase(
            "{number} {field}: «{before}» gives way to «{after}» ({who}).",
            number=called(change.number, change.text) or change.file,
            field=changed_field(change, project.messages),
            before=_beginning(project, change.field, change.before),
            after=_beginning(project, change.field, change.after),
            who=changed_by(change),
        )

    def placed(change: Change) -> Phrase:
        decided = change.after or ""
        return phrase(
            "{file}: {decision} ({who}).", file=change.file, decision=decided, who=changed_by(change)
        )

    def settled(proposal: tuple[str, str, str]) -> Phrase:
        choice, text, number = proposal
        if choice == "accept" and not number:
            return phrase("The proposal «{text}» is accepted.", text=text)
        if choice == "accept":
            return phrase("The proposal «{text}» is accepted as {number}.", text=text, number=number)
        return phrase("The proposal «{text}» is declined.", text=text)

    yield LineList(outcome.not_taken, given_way, rest)
    yield LineList([change for change in outcome.changes if change.kind == "placement"], placed, rest)
    yield LineList(list(_settled_proposals(outcome)), settled, rest)


def _texts_and_edits(project: Project, merged: Merged) -> Iterator[Phrase]:
    """Yield what was found besides answers: changes of config.yaml, texts, hand edits and carried-over measures."""
    outcome = merged.outcome
    for change in merged.statuses:
        statuses = str(change.after)
        yield phrase("The master follows the statuses of config.yaml: {statuses}.", statuses=statuses)
    if outcome.remarks:
        sheet = project.translate(phrase("Remarks"))
        yield counted(
            "{count} text outside the cells for answers is listed on the sheet «{sheet}».",
            "{count} texts outside the cells for answers are listed on the sheet «{sheet}».",
            count=len(outcome.remarks),
            sheet=sheet,
        )
    if outcome.hand:
        yield counted(
            "{count} edit by hand since the last merge is recorded.",
            "{count} edits by hand since the last merge are recorded.",
            count=len(outcome.hand),
        )
    carried = [change for change in outcome.changes if change.kind == "carried_over"]
    if carried:
        yield counted(
            "{count} decision about what goes on from the former plan is carried out.",
            "{count} decisions about what goes on from the former plan are carried out.",
            count=len(carried),
        )
    if merged.earlier_name:
        yield phrase(
            "The master gets the plan's new name: «{before}» → «{after}».",
            before=merged.earlier_name,
            after=outcome.plan.name,
        )


def _year(measure: str, member: str) -> int | None:
    """Return the year if the change is about a result goal; None if it is about a measure."""
    return int(member) if is_indicator(measure) and member.isdigit() else None


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "number": change.number, "id": change.measure, "text": change.text, "member": change.member,
        "year": _year(change.measure, change.member), "field": change.field,
        "from": change.before, "to": change.after, "actor": change.actor, "file": change.file, "kind": change.kind,
    }  # fmt: skip


def _remark_data(project: Project, remark: Remark) -> dict[str, Any]:
    return {
        "actor": remark.actor, "round": remark.round, "number": remark.number, "id": remark.measure,
        "text": remark.text, "kind": project.messages(remark.kind), "written": remark.written, "file": remark.file,
        "sheet": remark.place.sheet, "row": remark.place.row, "column": remark.place.column,
    }  # fmt: skip


def _question_data(project: Project, question: Question) -> dict[str, Any]:
    field = question.field.value if question.field else ""
    return {
        "number": question.number, "id": question.measure, "text": question.text, "member": question.member,
        "year": _year(question.measure, question.member), "field": field,
        "base": question.base, "answer": _words(project, field, question.answer), "master": question.now,
        "actor": question.actor, "file": question.file, "row": question.place.row, "sheet": question.place.sheet,
        "reason": project.messages(question.reason),
    }  # fmt: skip


def _beginning(project: Project, field: str, value: object) -> str:
    """Return a value in words; of a long text, its beginning and its length. The log and the data have all of it."""
    return writable(_words(project, field, value), _LONGEST_SHOWN)


def _words(project: Project, field: str, value: object) -> str:
    return value_words(field, value, project.config.scale, project.messages)
