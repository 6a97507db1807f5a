"""The workbook that is sent back with a receipt, with exactly the cells that the actor must correct marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionplan_xl.delivery.mail.message import Attachment, workbook_attachment
from regionplan_xl.excel.common.actor_marks import CORRECT
from regionplan_xl.excel.common.columns import INDICATORS, MEASURES
from regionplan_xl.excel.common.display import field_heading
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.receipts.content import Addresses, is_for_sender
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.questions import as_value
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.folder import Project

if TYPE_CHECKING:
    from regionplan_xl.sandbox.formats.marked_file import WantedCell


@dataclass(frozen=True)
class ReturnedBook:
    """The cells that the questions about a file concern, and the workbook to correct (none if nothing can be marked).

    `fresh`: the workbook is a new copy of the one sent, not the returned file.
    """

    addresses: Addresses
    files: tuple[Attachment, ...] = ()
    fresh: bool = False


@dataclass(frozen=True)
class BookMarker:
    """Marks the cells that an actor must correct: in its returned file, or else in a fresh copy of its workbook."""

    project: Project
    plan: Plan

    def mark(
        self, name: str, data: bytes, questions: Sequence[Question], actor: Actor, sent: Dispatch
    ) -> ReturnedBook:
        """Return the cells that the questions concern in a returned file, and the workbook with marks."""
        language = actor.language or self.project.language
        note = catalog(language)(CORRECT)
        reader = self.project.open_reader()
        found, book = reader.mark(name, data, [_in_file(one, note) for one in questions])
        addresses = {
            question.place: cell_name(*place)
            for question, place in zip(questions, found, strict=True)
            if place is not None
        }
        asked = [question for question in questions if is_for_sender(question)]
        fresh = bool(asked and not book and sent.rows)
        if fresh:
            book = self._fresh_copy(asked, actor, sent, language, note)
        files = (workbook_attachment(actor.name, sent.round, book),) if asked and book else ()
        return ReturnedBook(addresses, files, fresh and bool(files))

    def _fresh_copy(
        self, asked: Sequence[Question], actor: Actor, sent: Dispatch, language: str, note: str
    ) -> bytes:
        """Return the workbook as sent, with the cells marked; b"" if they cannot be marked."""
        project, plan = self.project, self.plan
        # Import the writers of workbooks only when one is needed.
        from regionplan_xl.excel.actor.workbook import WHEN_IT_SUITS
        from regionplan_xl.excel.actor.workbook_task import STAMP
        from regionplan_xl.mailing.round_books import RoundBooks
        from regionplan_xl.sandbox.formats.marked_file import WantedCell

        round_ = project.ledger.round(sent.round)
        translate = catalog(language)
        has_deadline = translate(WHEN_IT_SUITS) not in sent.texts
        books = RoundBooks.of(project, round_, plan.name, plan.scale, has_deadline=has_deadline)
        fresh = STAMP.here(books.to_stamp(actor, sent))()
        cells = [
            WantedCell(
                sheet=translate(INDICATORS if is_indicator(one.measure) else MEASURES),
                row=0,
                heading=field_heading(str(one.field), translate),
                measure=one.measure,
                year=one.member if is_indicator(one.measure) else "",
                note=note,
                in_copy=True,
            )
            for one in asked
        ]
        return project.open_reader().mark("", fresh, cells)[1]


def _in_file(question: Question, note: str) -> WantedCell:
    from regionplan_xl.sandbox.formats.marked_file import WantedCell

    return WantedCell(
        sheet=question.place.sheet,
        row=question.place.row or 0,
        heading=question.place.column,
        written=str(as_value(question.answer) or ""),
        note=note if is_for_sender(question) else "",
    )
