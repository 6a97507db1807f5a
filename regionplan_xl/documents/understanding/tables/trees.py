"""Tables in which each row names its parent row: areas, their measures, and details of those."""

from collections.abc import Mapping
from dataclasses import dataclass

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.text import normalise

_PARENT = frozenset((
    "parent", "parent id", "parent_id", "parentid", "forelder", "overordna", "overordnet", "høyrer til", "hører til",
    "förälder", "hör till", "överordnad", "tilhører", "übergeordnet", "gehört zu", "eltern", "ouder", "hoort bij",
    "padre", "pertenece a", "appartient à", "belongs to", "part of",
))  # fmt: skip
_DIFFERENT = 0.7  # share of distinct texts in a column of measures


@dataclass(frozen=True)
class Tree:
    """The depth of each row in the hierarchy (by place), and the depth of the measures."""

    depths: Mapping[str, int]
    of_measures: int

    def relation(self, row: Row) -> str:
        """Return whether a row is "above" the measures, one of them ("") or "below" one."""
        depth = self.depths.get(str(row.place), self.of_measures)
        return "above" if depth < self.of_measures else "below" if depth > self.of_measures else ""

    def depth(self, row: Row) -> int:
        """Return the depth of a row; 0 if it has no parent."""
        return self.depths.get(str(row.place), 0)


def tree_of(table: Table, header: Header) -> Tree | None:
    """Return the hierarchy of a table's rows; None if no column names a parent."""
    parent = next((at for at, one in enumerate(header.columns) if normalise(one.heading) in _PARENT), None)
    number, text = header.at("number"), header.at("text")
    if parent is None or not number or not text:
        return None
    rows = [row for row in table.rows[header.end :] if row.cells[number[0]].text.strip()]
    above = {normalise(row.cells[number[0]].text): normalise(row.cells[parent].text) for row in rows}
    if not any(above[name] in above for name in above):
        return None
    depths = {name: _depth(name, above) for name in above}
    titles: dict[int, list[str]] = {}
    for row in rows:
        titles.setdefault(depths[normalise(row.cells[number[0]].text)], []).append(
            normalise(row.cells[text[0]].text)
        )
    # Details of measures have the same few titles («Status 2024»).
    own = [depth for depth, texts in titles.items() if len(set(texts)) >= _DIFFERENT * len(texts)]
    places = {str(row.place): depths[normalise(row.cells[number[0]].text)] for row in rows}
    return Tree(places, max(own, default=0))


def _depth(name: str, above: Mapping[str, str]) -> int:
    passed = {name}
    while (name := above.get(name, "")) in above and name not in passed:
        passed.add(name)
    return len(passed) - 1
