"""The drop-down of an actor's status cells, and the input rules of its other answer cells."""

from datetime import datetime
from typing import Any

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.input_rules import between, fits_inline
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase


def add_input_rules(sheet: Any, translate: Catalog, scale: Scale, labels_range: str) -> None:
    """Add a rule to each answer column of Tiltak except the comment; every rule only warns or informs.

    `labels_range`: the formula of the cells with the status labels, for labels that do not fit in an inline list.
    """
    labels = [status.label(translate.language) for status in scale.statuses]
    empty = translate(actor_marks.CLEAR)

    def add(column: columns.Column, rule: dict[str, object], title: Phrase, **messages: Phrase) -> None:
        number = layout.column_number(column) - 1
        texts = {name: translate(message) for name, message in messages.items()}
        options = {"ignore_blank": True, **rule, "input_title": translate(title), **texts}
        sheet.data_validation(layout.FIRST_ROW - 1, number, layout.LAST_ROW - 1, number, options)

    add(
        columns.STATUS,
        # Only an information message: words that are not on the list are understood too.
        {
            "validate": "list",
            "source": labels if fits_inline(labels) else labels_range,
            "error_type": "information",
        },
        phrase("Status"),
        input_message=phrase("Choose from the list."),
        error_title=phrase("Not on the list"),
        error_message=phrase(
            "We understand other words too, but the list is the surest. Keep what you wrote?"
        ),
    )
    add(
        columns.PROGRESS,
        between("decimal", 0, 1) | {"error_type": "warning"},
        phrase("Progress"),
        input_message=phrase("0 % to 100 %, for example 40 %."),
        error_title=phrase("Progress in per cent"),
        error_message=phrase(
            "Write a number from 0 % to 100 %, for example 40 %, or «{empty}» to empty the cell.", empty=empty
        ),
    )
    add(
        columns.EXPECTED,
        between("date", datetime(2000, 1, 1), datetime(2099, 12, 31)) | {"error_type": "warning"},
        columns.EXPECTED.heading,
        input_message=phrase("A day, for example 31.12.2026."),
        error_title=phrase("A day is asked for"),
        error_message=phrase(
            "Write a day, for example 31.12.2026, or «{empty}» to empty the cell.", empty=empty
        ),
    )
