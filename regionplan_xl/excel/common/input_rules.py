"""Drop-downs, checks and colours of answer cells: status, progress, day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.common.cell_formats import CellFormats
from regionplan_xl.excel.common.cells import cell_at
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import Phrase, Translate, phrase

LONGEST_LIST = 255
"""Characters in a validation's inline list, which is split on commas whatever the user's locale."""

NOT_A_STATUS = phrase("Not a status of this plan")
"""The error title for a word that is not on the list; we recognise our drop-downs by it."""


class AnswerCells:
    """Adds drop-downs, checks and colours to the answer columns of one new workbook.

    `labels_range` is the range with the status labels (`=Oversikt!$D$4:$F$4`), for scales whose labels do not fit in an
    inline list.
    """

    def __init__(
        self, scale: Scale, formats: CellFormats, translate: Translate, language: str, labels_range: str
    ) -> None:
        labels = [status.label(language) for status in scale.statuses]
        self._translate = translate
        self._labels: list[str] | str = labels if fits_inline(labels) else labels_range
        self._colours = [(status, formats.status_overlay(status.colour)) for status in scale.statuses]

    def status(self, sheet: Any, first: int, last: int, column: int, last_column: int | None = None) -> None:
        """Give status cells (from 0) their drop-down and colours."""
        end = column if last_column is None else last_column
        # The next merge understands synonyms («gul», «i gang»), so they are not refused here.
        rule = {"validate": "list", "source": self._labels, "error_type": "warning"}
        self._add(
            sheet, (first, column, last, end), rule,
            input_title=phrase("Status"),
            input_message=phrase("Choose from the list. Empty means that nobody has reported."),
            error_title=NOT_A_STATUS,
            error_message=phrase(
                "Choose a word from the list. Other words are understood only if they are in config.yaml."
            ),
        )  # fmt: skip
        self.status_colours(sheet, first, last, column, end)

    def status_colours(self, sheet: Any, first: int, last: int, column: int, last_column: int) -> None:
        """Colour each status, in any language or synonym."""
        cell = cell_at(first, column)
        for status, colour in self._colours:
            rule = {"type": "formula", "criteria": f"={colour_condition(cell, status)}", "format": colour}
            sheet.conditional_format(first, column, last, last_column, rule)

    def progress(self, sheet: Any, first: int, last: int, column: int) -> None:
        """Allow 0-100 %."""
        self._add(
            sheet, (first, column, last, column), between("decimal", 0, 1),
            input_title=phrase("Progress"),
            input_message=phrase("How much is done, from 0 % to 100 %."),
            error_title=phrase("Not a percentage"),
            error_message=phrase("Write a percentage from 0 % to 100 %, for example 40 %."),
        )  # fmt: skip

    def expected(self, sheet: Any, first: int, last: int, column: int) -> None:
        """Allow a date."""
        self._add(
            sheet, (first, column, last, column), between("date", date(2000, 1, 1), date(2199, 12, 31)),
            input_title=phrase("Expected done"),
            input_message=phrase("The day you expect it to be done, for example 31.12.2026."),
            error_title=phrase("Not a date"),
            error_message=phrase("Write a date with day, month and year, for example 31.12.2026."),
        )  # fmt: skip

    def choice(
        self, sheet: Any, first: int, last: int, column: int, words: Sequence[str], title: Phrase
    ) -> None:
        """Offer a few words; others are accepted after a warning."""
        rule = {"validate": "list", "source": list(words), "error_type": "warning"}
        message = phrase("Choose a word from the list.")
        self._add(sheet, (first, column, last, column), rule, error_title=title, error_message=message)

    def _add(
        self, sheet: Any, cells: tuple[int, int, int, int], rule: Mapping[str, object], **messages: Phrase
    ) -> None:
        texts = {name: self._translate(message) for name, message in messages.items()}
        sheet.data_validation(*cells, {**rule, **texts})


def between(kind: str, least: object, most: object) -> dict[str, object]:
    """Return an XlsxWriter validation rule that allows `least` to `most`."""
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def fits_inline(labels: Sequence[str]) -> bool:
    """Return whether the labels fit in a validation's inline list."""
    return len(",".join(labels)) <= LONGEST_LIST and not any("," in label or '"' in label for label in labels)


def colour_condition(cell: str, status: Status) -> str:
    """Return the formula (without `=`) that is true if a cell has a label or synonym of the status."""
    words = {word.casefold(): word for word in (*status.labels.values(), *status.also)}
    alternatives = ",".join('TRIM({})="{}"'.format(cell, word.replace('"', '""')) for word in words.values())
    return f"OR({alternatives})"
