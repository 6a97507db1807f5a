"""`collect`: archive the returned files in the inbox before acknowledging them."""

from collections.abc import Sequence
from typing import Any

from regionplan_xl.actions.result import Line, LineList, Result, known_lines, left_lines, problem_data
from regionplan_xl.excel.common.columns import REMARKS
from regionplan_xl.ledger.entries import ReceivedMailRecord
from regionplan_xl.mailing.mailboxes import collect_mailboxes, has_mailbox
from regionplan_xl.mailing.receipts.lines import tried_data, tried_line
from regionplan_xl.mailing.receipts.tried_files import answer_tried_files
from regionplan_xl.project.archive import Archived, Collected, collect_inbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.try_outs import TRY_OUT
from regionplan_xl.project.session import open_session
from regionplan_xl.text import counted, phrase


def collect(project: Project) -> Result:
    """Archive and record every file in the inbox, then remove it there; do the same with messages in the mailboxes.

    Messages stay in their mailbox. Raise `NotNow` if a mailbox cannot be reached; everything before that is recorded.
    """
    with open_session(project):
        collected = collect_inbox(project)
        # Before the first round there can be no answers, so leave people's other mail alone.
        is_early = project.ledger.latest_round() is None
        more = Collected() if is_early else collect_mailboxes(project)
        collected = Collected(collected.archived + more.archived, collected.left + more.left)
        tried = answer_tried_files(project)

    returns = returns_in(collected)
    new = [file for file in returns if file.new]
    known = [file for file in returns if not file.new]
    messages = list(
        {one.message.hash: one.message for one in collected.archived if one.message and one.new}.values()
    )
    data = {
        "received": [{"file": file.name, "hash": file.hash} for file in new],
        "known": [{"file": file.name, "hash": file.hash} for file in known],
        "tried": tried_data(tried, project.messages),
        "messages": [_message_data(message) for message in messages],
        "left": [problem_data(problem, project.messages) for problem in collected.left],
    }
    lines = _lines(project, collected, new, known, messages)
    lines.append(LineList(tried, tried_line, project.display_path(project.inbox)))
    if is_early and has_mailbox(project):
        lines.append(phrase("No round has been sent yet, so the mailbox was left alone."))
    if new:
        lines.append(phrase("Next: {command}", command="regionplan merge"))
    waits = collected.left or any(one.reason for one in tried) or any(one.kind == TRY_OUT for one in messages)
    return Result(data, tuple(lines), waits=bool(waits))


def returns_in(collected: Collected) -> list[Archived]:
    """Return the archived files without messages that bring no return."""
    without_returns = ("bounce", TRY_OUT)
    return [
        file
        for file in collected.archived
        if file.message is None or file.message.kind not in without_returns
    ]


def _lines(
    project: Project,
    collected: Collected,
    new: Sequence[Archived],
    known: Sequence[Archived],
    messages: Sequence[ReceivedMailRecord],
) -> list[Line]:
    lines: list[Line] = [counted("Received {count} new file.", "Received {count} new files.", count=len(new))]
    archive = project.display_path(project.archive)
    lines += [
        LineList(new, lambda file: f"  {file.name}", archive),
        known_lines([file.name for file in known], archive),
        LineList(
            [message for message in messages if message.kind == "auto_reply"],
            lambda one: phrase("  {file}: an automatic reply, which is no answer", file=one.name),
            REMARKS,
        ),
        LineList(
            [message for message in messages if message.kind == TRY_OUT],
            lambda one: phrase("  {file}: only tried out, and not recorded as an answer", file=one.name),
            archive,
        ),
        LineList(
            [message for message in messages if message.bounced],
            lambda one: phrase(
                "  E-mail to {addresses} came back undelivered.", addresses=", ".join(one.bounced)
            ),
            archive,
        ),
        left_lines(collected.left),
    ]
    return lines


def _message_data(message: ReceivedMailRecord) -> dict[str, Any]:
    return {
        "file": message.name,
        "hash": message.hash,
        "kind": message.kind,
        "sender": message.sender,
        "subject": message.subject,
        "bounced": message.bounced,
    }
