"""Drop-downs, checks and colours of the cells that hold an answer: status, progress, day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.common.cell_formats import CellFormats, status_symbol
from regionplan_xl.excel.common.cells import cell_at
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Translate, phrase

LONGEST_LIST = 255
"""Characters in a validation's inline list; it is split on commas whatever the user's settings."""

_LAST_DAY = date(2199, 12, 31)
_CHOOSE = phrase("Choose from the list. Empty means that nobody has reported.")
_NOT_A_STATUS = phrase(
    "Choose a word from the list. Other words are understood only if they are in config.yaml."
)
_NOT_A_DAY = phrase("Write a date with day, month and year, for example 31.12.2026.")


class AnswerCells:
    """Adds drop-downs, checks and colours to the answer columns of one new workbook.

    `labels_range` is the cells with the status labels (`=Oversikt!$D$4:$F$4`), for scales whose labels are too
    long for an inline list.
    """

    def __init__(
        self, scale: Scale, formats: CellFormats, translate: Translate, language: str, labels_range: str
    ) -> None:
        labels = [status.label(language) for status in scale.statuses]
        self._translate = translate
        self._labels: list[str] | str = labels if fits_inline(labels) else labels_range
        self._colours = [
            (
                _wordings(status.labels.values(), status.also),
                formats.status_overlay(status.colour, status_symbol(scale, status.key)),
            )
            for status in scale.statuses
        ]

    def status(self, sheet: Any, first: int, last: int, column: int, last_column: int | None = None) -> None:
        """Give status cells (from 0) the list to choose from and the colours."""
        end = column if last_column is None else last_column
        sheet.data_validation(
            first, column, last, end,
            {
                "validate": "list",
                "source": self._labels,
                "input_title": self._translate(phrase("Status")),
                "input_message": self._translate(_CHOOSE),
                "error_title": self._translate(phrase("Not a status of this plan")),
                "error_message": self._translate(_NOT_A_STATUS),
                # A synonym («gul», «i gang») is understood by the next merge, so it is not refused here.
                "error_type": "warning",
            },
        )  # fmt: skip
        self.status_colours(sheet, first, last, column, end)

    def status_colours(self, sheet: Any, first: int, last: int, column: int, last_column: int) -> None:
        """Colour each status, whatever language or synonym it is written in."""
        cell = cell_at(first, column)
        for words, colour in self._colours:
            alternatives = ",".join(f'TRIM({cell})="{word}"' for word in words)
            rule = {"type": "formula", "criteria": f"=OR({alternatives})", "format": colour}
            sheet.conditional_format(first, column, last, last_column, rule)

    def progress(self, sheet: Any, first: int, last: int, column: int) -> None:
        """Allow 0-100 %."""
        sheet.data_validation(
            first, column, last, column,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 1,
                "input_title": self._translate(phrase("Progress")),
                "input_message": self._translate(phrase("How much is done, from 0 % to 100 %.")),
                "error_title": self._translate(phrase("Not a percentage")),
                "error_message": self._translate(phrase("Write a percentage from 0 % to 100 %, for example 40 %.")),
            },
        )  # fmt: skip

    def expected(self, sheet: Any, first: int, last: int, column: int) -> None:
        """Allow a date."""
        sheet.data_validation(
            first, column, last, column,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": _LAST_DAY,
                "input_title": self._translate(phrase("Expected done")),
                "input_message": self._translate(phrase("The day you expect it to be done, for example 31.12.2026.")),
                "error_title": self._translate(phrase("Not a date")),
                "error_message": self._translate(_NOT_A_DAY),
            },
        )  # fmt: skip

    def choice(
        self, sheet: Any, first: int, last: int, column: int, words: Sequence[str], title: str
    ) -> None:
        """Offer a few words; others are accepted after a warning."""
        sheet.data_validation(
            first, column, last, column,
            {
                "validate": "list",
                "source": list(words),
                "error_title": title,
                "error_message": self._translate(phrase("Choose a word from the list.")),
                "error_type": "warning",
            },
        )  # fmt: skip


def fits_inline(labels: Sequence[str]) -> bool:
    """Return whether a validation can hold the labels itself."""
    return len(",".join(labels)) <= LONGEST_LIST and not any("," in label or '"' in label for label in labels)


def _wordings(*groups: "Sequence[str] | Any") -> list[str]:
    words = {word.casefold(): word for group in groups for word in group}
    return [word.replace('"', '""') for word in words.values()]
