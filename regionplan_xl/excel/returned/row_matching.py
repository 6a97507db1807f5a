"""Find the measure that a returned row belongs to, by its IDs and locked texts together."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from regionplan_xl.errors import Place
from regionplan_xl.excel.common.columns import MEASURE, NUMBER
from regionplan_xl.excel.parsing.grid import BLANK
from regionplan_xl.excel.returned.measure_table import LOOKS_LIKE_ID, ReturnedRow
from regionplan_xl.excel.returned.program_texts import recogniser, sent_texts
from regionplan_xl.excel.returned.rows_as_sent import NOT_AS_SENT, AsSent, Bands
from regionplan_xl.plan.merging.sent_and_returned import Answer, AnswerValue, Dispatch, SentRow
from regionplan_xl.plan.model import Field
from regionplan_xl.similarity import is_similar
from regionplan_xl.text import Phrase, comparison_key, phrase

# A measure's number within a sentence; «1.2» and «1.1.2026» may be anything.
_NUMBER_IN_TEXT = re.compile(r"(?<![\w.,])\d{1,2}\.\d{1,2}\.\d{1,2}[a-z]?(?!\w|[.,]\d)")
_SEPARATOR = re.compile(r":| [-–—] ")
_SHORTEST_NAME = 4  # letters; a shorter text does not name a measure
_LEAST_SIMILAR = 0.8  # share of equal letters in a text with a corrected typing error
_COMPARED_WITHIN = 2_000  # letters

NOT_SENT = phrase("This row's ID belongs to a measure that was not in the workbook that was sent.")
OTHER_TEXT = phrase("The row has the ID of measure {number}, but not its text.")
SEVERAL_MEASURES = phrase(
    "Parts of this row belong to measure {number}, others to another; it is not clear which one is answered."
)
UNKNOWN = phrase("It is not clear which measure this row belongs to.")


@dataclass(frozen=True)
class Unmatched:
    """Why it is not clear which measure a row belongs to, and the sent rows that it may belong to."""

    reason: Phrase
    candidates: tuple[SentRow, ...] = ()


@dataclass(frozen=True)
class MatchedRow:
    """A returned row, the sent row that it answers, its new answers, and which parts are as they were sent."""

    returned: ReturnedRow
    sent: SentRow
    place: Place
    answers: tuple[Answer, ...]
    as_sent: AsSent = NOT_AS_SENT

    @property
    def number(self) -> int:
        """Its row number on the sheet."""
        return self.returned.number

    @cached_property
    def values(self) -> dict[Field, AnswerValue]:
        """The answers by field."""
        return {answer.field: answer.value for answer in self.answers}


class RowMatcher:
    """Finds the sent row of each returned row of one dispatch.

    `sent`: the rows in the order of the workbook. `position`: the index of each measure's ID in that order. `known`:
    every text in the rows (and bands, unless `known` is given) as sent, folded.
    """

    def __init__(self, dispatch: Dispatch, known: frozenset[str] | None = None) -> None:
        self.dispatch = dispatch
        self._known = known
        self.sent = sorted(dispatch.rows, key=lambda row: not row.answerable)
        self.position = {row.measure: position for position, row in enumerate(self.sent)}
        self._by_id = {row.measure.upper(): row for row in dispatch.rows}
        self._by_exact_id = {row.measure: row for row in dispatch.rows if any(map(str.isalnum, row.text))}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every text that was sent, folded; computed when first needed."""
        return sent_texts(self.dispatch) if self._known is None else self._known

    @cached_property
    def is_ours(self) -> Callable[[str], bool]:
        """A function that returns whether the program wrote a text in this workbook."""
        return recogniser(self.dispatch)

    @cached_property
    def bands(self) -> Bands:
        """The texts of the bands."""
        return Bands(self.dispatch)

    @cached_property
    def _by_text(self) -> Mapping[str, Sequence[SentRow]]:
        return self._by(attrgetter("text"))

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[SentRow]]:
        return self._by(attrgetter("number"))

    def _by(self, name: Callable[[SentRow], str]) -> Mapping[str, Sequence[SentRow]]:
        found: dict[str, list[SentRow]] = defaultdict(list)
        for row in self.dispatch.rows:
            found[comparison_key(name(row))].append(row)
        return found

    def match(self, row: ReturnedRow) -> SentRow | Unmatched:
        """Return the sent row that `row` answers, or why that is not clear.

        The IDs and the text must agree. An ID outside (to the right of an ID beside the answers, say) may differ, since
        it was left behind when the rest was sorted.
        """
        exact = self._exactly(row)
        if exact is not None:
            return exact
        ids = row.ids()
        sent_by_column = {column: self._by_id[text] for column, text in ids.items() if text in self._by_id}
        if any(text not in self._by_id and LOOKS_LIKE_ID.fullmatch(text) for text in ids.values()):
            return Unmatched(NOT_SENT)
        if not sent_by_column:
            return self._match_text(row)
        first = next(iter(sent_by_column.values()))
        measures = {sent.measure: sent for sent in sent_by_column.values()}
        confirmed = {measure for measure, sent in measures.items() if self._has_texts_of(sent, row)}
        agreeing = {column: sent for column, sent in sent_by_column.items() if sent.measure in confirmed}
        if len(measures) == 1:
            if agreeing or (len(sent_by_column) > 1 and not row.text("text") and not row.text("number")):
                return first
            others = self._with_text(row)
            reason = SEVERAL_MEASURES if others else OTHER_TEXT
            return Unmatched(reason.with_values(number=first.number), (first, *others))
        if len(confirmed) == 1 and row.table.encloses_answers(agreeing, set(sent_by_column) - set(agreeing)):
            return next(iter(agreeing.values()))
        candidates = {sent.measure: sent for sent in (*measures.values(), *self._with_text(row))}
        return Unmatched(SEVERAL_MEASURES.with_values(number=first.number), tuple(candidates.values()))

    def _exactly(self, row: ReturnedRow) -> SentRow | None:
        """Return the sent row with exactly the same ID (in every ID column), text and number as `row`."""
        ids = {row.cells.get(column, BLANK).value for column in row.table.ids}
        sent = self._by_exact_id.get(ids.pop()) if len(ids) == 1 else None  # type: ignore[arg-type]
        is_exact = (
            sent is not None
            and row.cell(MEASURE.key).value == sent.text
            and row.cell(NUMBER.key).value == sent.number
        )
        return sent if is_exact else None

    def named_in(self, text: str) -> SentRow | None:
        """Return the sent row that `text` names: by ID, by number, or by its full text before a colon or dash."""
        for found in LOOKS_LIKE_ID.findall(text.upper()):
            if found in self._by_id:
                return self._by_id[found]
        for number in _NUMBER_IN_TEXT.findall(text):
            if rows := self._by_number.get(comparison_key(number)):
                return rows[0]
        for part in (text, _SEPARATOR.split(text, maxsplit=1)[0]):
            if len(part) >= _SHORTEST_NAME and (rows := self._by_text.get(comparison_key(part))):
                return rows[0]
        return None

    def _match_text(self, row: ReturnedRow) -> SentRow | Unmatched:
        text, number = comparison_key(row.text("text")), comparison_key(row.text("number"))
        found = self._with_text(row) if text else ()
        numbered = self._by_number.get(number, ()) if number else ()
        if len(found) == 1:
            if numbered and found[0] not in numbered:
                reason = SEVERAL_MEASURES.with_values(number=numbered[0].number)
                return Unmatched(reason, (*found, *numbered))
            return found[0]
        if (
            text
            and not found
            and len(numbered) == 1
            and _has_typing_error(text, comparison_key(numbered[0].text))
        ):
            return numbered[0]
        return Unmatched(UNKNOWN)

    def _has_texts_of(self, sent: SentRow, row: ReturnedRow) -> bool:
        """Return whether the row's text and number may be those of `sent`."""
        text, number = comparison_key(row.text("text")), comparison_key(row.text("number"))
        has_number = number == comparison_key(sent.number)
        if text and text == comparison_key(sent.text):
            # Among several measures with one text, the number decides.
            return has_number or not any(
                twin.number != sent.number and comparison_key(twin.number) == number
                for twin in self._by_text[text]
            )
        if not text and not sent.text.strip():
            return has_number
        if not text:
            return bool(number) and has_number and len(self._by_number[number]) == 1
        # Accept a corrected typing error if the number is right and no other measure has this text.
        return has_number and text not in self._by_text and _has_typing_error(text, comparison_key(sent.text))

    def _with_text(self, row: ReturnedRow) -> tuple[SentRow, ...]:
        """Return the sent rows with exactly this text; if several, those that also have this number."""
        found = self._by_text.get(comparison_key(row.text("text")), ())
        if len(found) > 1:
            number = comparison_key(row.text("number"))
            found = [sent for sent in found if comparison_key(sent.number) == number] or found
        return tuple(found)


def _has_typing_error(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _COMPARED_WITHIN:
        return False
    return is_similar(one, other, least=_LEAST_SIMILAR)
