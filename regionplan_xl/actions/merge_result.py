"""What `merge` did, as data and as lines for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from regionplan_xl.actions.result import (
    Line,
    Result,
    TextTable,
    left_lines,
    problem_data,
    problem_table,
    unknown_code_lines,
    waiting_lines,
)
from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.display import changed_by, changed_field, field_heading, value_words
from regionplan_xl.ledger.dispatch_lookup import has_unknown_code
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Question
from regionplan_xl.plan.merging.sent_and_returned import Remark
from regionplan_xl.project.folder import Project
from regionplan_xl.project.submissions import Returns
from regionplan_xl.text import Phrase, counted, phrase


@dataclass(frozen=True)
class Merged:
    """What a merge did. `number` is None if the master needed no change; `earlier_name` of the plan: as it was."""

    outcome: MergeOutcome
    returns: Returns
    number: int | None
    open_questions: int
    open_proposals: int
    open_remarks: int
    misread: tuple[Problem, ...] = ()
    left: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    statuses: tuple[Change, ...] = ()
    earlier_name: str = ""


def merge_result(project: Project, merged: Merged, dry_run: bool) -> Result:
    """Return the result of a merge, or of a preview of one."""
    problems = (*merged.misread, *merged.outcome.problems)
    open_ = merged.open_questions or merged.open_proposals or merged.open_remarks
    waits = open_ or problems or merged.returns.held or merged.left
    data = _data(project, merged, problems, dry_run)
    return Result(data, _lines(project, merged, problems, dry_run), waits=bool(waits))


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
        rows = [
            (
                c.number,
                field_heading(c.field, translate),
                _words(project, c.field, c.before),
                _words(project, c.field, c.after),
                c.actor,
            )
            for c in answers
        ]
        lines.append(
            TextTable((phrase("No."), phrase("Field"), phrase("From"), phrase("To"), phrase("Who")), rows)
        )
    lines += _late_returns(project, returns)
    lines += _held_lines(returns)
    if problems:
        lines.append(problem_table(problems, translate, phrase("Could not be carried out:")))
    lines += _decided_lines(project, outcome)
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
    return [*lines, *left_lines(merged.left), *waiting]


def _held_lines(returns: Returns) -> Iterator[Phrase]:
    for file in returns.held:
        yield phrase("Held: {file}: {why}", file=file.record.name, why=file.reason)
    yield from unknown_code_lines(_count_unknown_codes(returns))


def _count_unknown_codes(returns: Returns) -> int:
    return sum(has_unknown_code(file.reason) for file in returns.held)


def _late_returns(project: Project, returns: Returns) -> Iterator[Phrase]:
    latest = project.ledger.latest_round()
    for submission in returns.submissions:
        round_ = submission.dispatch.round
        if latest is not None and round_ != latest.name:
            yield phrase("«{file}» answers an earlier round, {round}.", file=submission.file, round=round_)


def _settled_proposals(outcome: MergeOutcome) -> Iterator[tuple[str, str, str]]:
    """Yield the choice, the text and the new number of each proposal that was settled."""
    for change in outcome.changes:
        if change.kind == "proposal":
            accepted = change.after is not None
            yield "accept" if accepted else "decline", change.text, change.number


def _decided_lines(project: Project, outcome: MergeOutcome) -> Iterator[Phrase]:
    """What was decided against a value, and what became of proposals."""
    for change in outcome.not_taken:
        yield phrase(
            "{number} {field}: «{before}» gives way to «{after}» ({who}).",
            number=change.number or change.file,
            field=changed_field(change, project.messages),
            before=_words(project, change.field, change.before),
            after=_words(project, change.field, change.after),
            who=changed_by(change),
        )
    for change in outcome.changes:
        if change.kind == "placement":
            decided = change.after or ""
            yield phrase(
                "{file}: {decision} ({who}).", file=change.file, decision=decided, who=changed_by(change)
            )
    for choice, text, number in _settled_proposals(outcome):
        if choice == "accept":
            yield phrase("The proposal «{text}» is accepted as {number}.", text=text, number=number)
        else:
            yield phrase("The proposal «{text}» is declined.", text=text)


def _texts_and_edits(project: Project, merged: Merged) -> Iterator[Phrase]:
    """What was found besides answers: statuses and name of the plan changed in config.yaml, texts, edits by hand."""
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
    if merged.earlier_name:
        yield phrase(
            "The master gets the plan's new name: «{before}» → «{after}».",
            before=merged.earlier_name,
            after=outcome.plan.name,
        )


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "number": change.number, "id": change.measure, "member": change.member, "field": change.field,
        "from": change.before, "to": change.after, "actor": change.actor, "file": change.file, "kind": change.kind,
    }  # fmt: skip


def _remark_data(project: Project, remark: Remark) -> dict[str, Any]:
    return {
        "actor": remark.actor, "round": remark.round, "number": remark.number, "id": remark.measure,
        "kind": project.messages(remark.kind), "written": remark.written, "file": remark.file,
        "sheet": remark.place.sheet, "row": remark.place.row, "column": remark.place.column,
    }  # fmt: skip


def _question_data(project: Project, question: Question) -> dict[str, Any]:
    field = question.field.value if question.field else ""
    return {
        "number": question.number, "id": question.measure, "member": question.member, "field": field,
        "base": question.base, "answer": _words(project, field, question.answer), "master": question.now,
        "actor": question.actor, "file": question.file, "row": question.place.row, "sheet": question.place.sheet,
        "reason": project.messages(question.reason),
    }  # fmt: skip


def _words(project: Project, field: str, value: object) -> str:
    return value_words(field, value, project.config.scale, project.messages)
