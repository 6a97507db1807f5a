"""How references in formulas and lists of areas follow when rows are inserted (ECMA-376 part 1 section 18.17)."""

import re
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW, Area, column_number

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')+'!|(?:\[\d+\])?[^\W\d][\w.?\\]*(?::[^\W\d][\w.?\\]*)?!)
    | (?P<structured>\[(?:[^\[\]]|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<cells>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?(?![\w(.!\\?]))
    | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w(.!]))
    | (?P<other>[\w.\\?$]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]+)")


class CannotInsert(Exception):  # noqa: N818  (a verdict on one insertion)
    """The rows cannot be inserted without doubt about what else would change."""


@dataclass(frozen=True)
class Insertion:
    """`count` new rows before row `before` of `sheet`, in the columns `left` to `right`; what is there goes down."""

    sheet: str
    before: int
    count: int
    left: int = 1
    right: int = LAST_COLUMN

    @property
    def whole_rows(self) -> bool:
        """Whether all columns go down."""
        return (self.left, self.right) == (1, LAST_COLUMN)

    def covers(self, column: int) -> bool:
        """Return whether a column goes down."""
        return self.left <= column <= self.right

    def moved(self, area: Area) -> Area:
        """Return where `area` is afterwards, longer if rows come into it; `CannotInsert` if only a part of it moves."""
        if area.bottom < self.before or area.right < self.left or self.right < area.left:
            return area
        if not (self.covers(area.left) and self.covers(area.right)):
            raise CannotInsert
        top = area.top + (self.count if area.top >= self.before else 0)
        if top > LAST_ROW:
            raise CannotInsert
        return Area(top, area.left, min(area.bottom + self.count, LAST_ROW), area.right)

    def moved_list(self, names: str) -> str:
        """Return a list of areas such as `A1:C5 E2` as it is afterwards."""
        return " ".join(self._moved_name(name) for name in names.split())

    def _moved_name(self, name: str) -> str:
        return self.moved_formula(name, on_sheet=True)

    def moved_formula(self, formula: str, *, on_sheet: bool) -> str:
        """Return a formula as it is afterwards; `on_sheet` if it is on the sheet itself."""
        out, here = [], on_sheet
        for token in _TOKEN.finditer(formula):
            text = token[0]
            if token.lastgroup == "sheet":
                here = self._is_sheet(text)
                out.append(text)
                continue
            if here and token.lastgroup in ("cells", "rows"):
                text = self._moved_reference(text)
            out.append(text)
            here = on_sheet
        return "".join(out)

    def _is_sheet(self, written: str) -> bool:
        name = written[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        if name.casefold() == self.sheet.casefold():
            return True
        if ":" in name:
            raise CannotInsert  # a reference to several sheets
        return False

    def _moved_reference(self, text: str) -> str:
        corners = [found for corner in text.split(":") if (found := _CORNER.fullmatch(corner))]
        rows = [int(corner[4]) for corner in corners]
        columns = [column_number(corner[2]) if corner[2] else 0 for corner in corners]
        if max(columns) > LAST_COLUMN or not all(1 <= row <= LAST_ROW for row in rows):
            return text  # a name such as ABC9999999
        if rows != sorted(rows):
            raise CannotInsert
        left, right = (min(columns), max(columns)) if all(columns) else (1, LAST_COLUMN)
        area = self.moved(Area(rows[0], left, rows[-1], right))
        ends = (area.top, area.bottom)[: len(corners)]
        return ":".join(f"{c[1]}{c[2]}{c[3]}{end}" for c, end in zip(corners, ends, strict=True))
