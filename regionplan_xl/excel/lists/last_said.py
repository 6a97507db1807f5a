"""Rows of a list with error cells or formulas without a result: restore what they said before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from regionplan_xl.excel.lists.list_sheet import has_content
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader

_NAME = "name"

Texts = Mapping[str, str]


def rows_as_said(
    sheet: HeadedSheet, columns: Mapping[str, int], values: ReportReader, known: Sequence[Texts]
) -> list[HeadedRow]:
    """Return the rows with content in at least one of `columns`; `known` are the list's rows at the last reading.

    A cell without value is a problem; its row's last known text is used.
    """
    written = list(sheet.list_rows())
    read = [values.with_values(row, columns.values()) for row in written]
    if all(now is was for now, was in zip(read, written, strict=True)):
        return list(filter(has_content, read))
    listed = [
        (now, now is not was)
        for now, was in zip(read, written, strict=True)
        if now is not was or has_content(now)
    ]
    last = _LastTexts([row for row, _ in listed], columns, known)
    said = [
        values.with_texts(row, columns, last.of(row, at)) if lost else row
        for at, (row, lost) in enumerate(listed)
    ]
    return list(filter(has_content, said))


class _LastTexts:
    """Finds what a row said at the last reading; indexed once, since a whole column may be without values."""

    def __init__(self, rows: Sequence[HeadedRow], columns: Mapping[str, int], known: Sequence[Texts]) -> None:
        self._rows, self._columns, self._known = rows, columns, known

    def of(self, row: HeadedRow, at: int) -> Texts:
        """Return a row's last texts: those of the only row with its name, else in its place, else with its texts."""
        if name := row.line(_NAME):
            found: Sequence[Texts] = self._by_name.get(name, ())
        elif self._are_in_place:
            found = [self._known[at]]
        else:
            texts = {key: row.at(column).text.strip() for key, column in self._columns.items()}
            texts = {key: text for key, text in texts.items() if text}
            # Begin with the rarest of its texts, so that few rows are compared.
            near = min((self._unnamed.get(said, ()) for said in texts.items()), key=len, default=())
            found = [one for one in near if all(one.get(key) == texts[key] for key in texts)]
        return found[0] if len(found) == 1 else {}

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Texts]]:
        found: dict[str, list[Texts]] = defaultdict(list)
        for one in self._known:
            found[one.get(_NAME, "")].append(one)
        return dict(found)

    @cached_property
    def _are_in_place(self) -> bool:
        """Whether every row with a name has the name that was in its place at the last reading."""
        return len(self._rows) == len(self._known) and all(
            row.line(_NAME) in ("", one.get(_NAME)) for row, one in zip(self._rows, self._known, strict=True)
        )

    @cached_property
    def _unnamed(self) -> Mapping[tuple[str, str], Sequence[Texts]]:
        """Column key and text -> the last texts that contain it, if no row has their name now."""
        names = {row.line(_NAME) for row in self._rows}
        found: dict[tuple[str, str], list[Texts]] = defaultdict(list)
        for one in self._known:
            if one.get(_NAME) not in names:
                for said in one.items():
                    found[said].append(one)
        return dict(found)
