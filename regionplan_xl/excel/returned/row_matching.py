"""Which of the measures that were sent a returned row is about: by its IDs and locked text together."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from regionplan_xl.excel.returned.measure_table import LOOKS_LIKE_ID, TableRow
from regionplan_xl.plan.merging.exchange import Dispatch, SentRow
from regionplan_xl.text import Phrase, bare, fold, phrase

# A measure's number within a sentence; «1.2» and «1.1.2026» may be anything.
_A_NUMBER = re.compile(r"(?<![\w.,])\d{1,2}\.\d{1,2}\.\d{1,2}[a-z]?(?!\w|[.,]\d)")
_SEPARATOR = re.compile(r":| [-–—] ")
_LEAST_TEXT = 3  # letters; a shorter text names nothing
_CLOSE = 0.8  # share of the letters that are the same, for a text with a mended typo
_CLOSE_WITHIN = 2_000  # letters

NOT_SENT = phrase("This row's ID is of a measure that was not in the workbook that was sent.")
ANOTHER_TEXT = phrase("The row's ID is of measure {number}, but its text is not.")
TORN = phrase(
    "Parts of this row are of measure {number}, others of another; it is not clear whose the answers are."
)
UNKNOWN = phrase("It is not clear which measure this row is about.")


@dataclass(frozen=True)
class Doubt:
    """Why a row is not read, and the measures that it may be about."""

    reason: Phrase
    about: tuple[SentRow, ...] = ()


class Matcher:
    """Finds the sent row of each returned row of one dispatch."""

    def __init__(self, dispatch: Dispatch) -> None:
        self.sent = sorted(dispatch.rows, key=lambda row: not row.answerable)
        """The rows in the order that the workbook has them in."""
        self.order = {row.measure: place for place, row in enumerate(self.sent)}
        self._by_id = {row.measure.upper(): row for row in dispatch.rows}
        self._by_text: dict[str, list[SentRow]] = defaultdict(list)
        self._by_number: dict[str, list[SentRow]] = defaultdict(list)
        for row in dispatch.rows:
            self._by_text[_key(row.text)].append(row)
            self._by_number[_key(row.number)].append(row)

    def match(self, row: TableRow) -> SentRow | Doubt:
        """The sent row whose answers stand in `row`, or why that is not sure.

        The IDs and the text must say the same. An ID outside (to the right of an ID that stands beside the
        answers, say) may say otherwise: it was left behind when the rest was sorted.
        """
        written = row.ids()
        claimed = {column: self._by_id[text] for column, text in written.items() if text in self._by_id}
        if any(text not in self._by_id and LOOKS_LIKE_ID.fullmatch(text) for text in written.values()):
            return Doubt(NOT_SENT)
        if not claimed:
            return self._by_text_alone(row)
        distinct = {one.measure: one for one in claimed.values()}
        told = {measure for measure, one in distinct.items() if self._agrees(one, row)}
        agreeing = {column: sent for column, sent in claimed.items() if sent.measure in told}
        if len(agreeing) == len(claimed) == 1 or _same(claimed.values()):
            (sent, *_) = claimed.values()
            if agreeing or (len(claimed) > 1 and not row.text("text") and not row.text("number")):
                return sent
            meant = self._with_text(row)
            return Doubt(TORN.with_values(number=sent.number), (sent, *meant)) if meant else Doubt(
                ANOTHER_TEXT.with_values(number=sent.number), (sent,)
            )  # fmt: skip
        if _same(agreeing.values()) and row.table.encloses_answers(agreeing, set(claimed) - set(agreeing)):
            return next(iter(agreeing.values()))
        about = {sent.measure: sent for sent in (*claimed.values(), *self._with_text(row))}
        return Doubt(TORN.with_values(number=next(iter(claimed.values())).number), tuple(about.values()))

    def named(self, text: str) -> SentRow | None:
        """The sent row that `text` names: by ID, by number, or by its whole text before a colon or dash."""
        for found in LOOKS_LIKE_ID.findall(text.upper()):
            if found in self._by_id:
                return self._by_id[found]
        for number in _A_NUMBER.findall(text):
            if rows := self._by_number.get(_key(number)):
                return rows[0]
        for part in (text, _SEPARATOR.split(text, maxsplit=1)[0]):
            if len(part) > _LEAST_TEXT and (rows := self._by_text.get(_key(part))):
                return rows[0]
        return None

    def _by_text_alone(self, row: TableRow) -> SentRow | Doubt:
        text, number = _key(row.text("text")), _key(row.text("number"))
        found = self._with_text(row) if text else ()
        numbered = self._by_number.get(number, []) if number else []
        if len(found) == 1:
            if numbered and found[0] not in numbered:
                return Doubt(TORN.with_values(number=numbered[0].number), (*found, *numbered))
            return found[0]
        if text and not found and len(numbered) == 1 and _close(text, _key(numbered[0].text)):
            return numbered[0]
        return Doubt(UNKNOWN)

    def _agrees(self, sent: SentRow, row: TableRow) -> bool:
        text, number = _key(row.text("text")), _key(row.text("number"))
        if text and text == _key(sent.text):
            # Of several measures with one text, the number says which.
            return number == _key(sent.number) or not any(
                twin.number != sent.number and _key(twin.number) == number for twin in self._by_text[text]
            )
        same_number = number == _key(sent.number)
        if not text and not sent.text.strip():
            return same_number
        if not text:
            return bool(number) and same_number and len(self._by_number[number]) == 1
        # A mended typo: the number still says so, and it is no other measure's text.
        return same_number and text not in self._by_text and _close(text, _key(sent.text))

    def _with_text(self, row: TableRow) -> tuple[SentRow, ...]:
        """The sent rows with just this text; of several, those with this number too."""
        found = self._by_text.get(_key(row.text("text")), [])
        if len(found) > 1:
            number = _key(row.text("number"))
            found = [sent for sent in found if _key(sent.number) == number] or found
        return tuple(found)


def _same(rows: Collection[SentRow]) -> bool:
    return len({row.measure for row in rows}) == 1


def _key(text: str) -> str:
    """What a locked text is compared by; a text of signs alone still counts."""
    return bare(text) or fold(text)


def _close(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _CLOSE_WITHIN:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE
