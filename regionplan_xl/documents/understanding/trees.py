"""Tables in which each row names the row that it belongs to: areas, the measures in them, and what is said of those."""

from collections.abc import Mapping
from dataclasses import dataclass

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.text import fold

_PARENT = frozenset((
    "parent", "parent id", "parent_id", "parentid", "forelder", "overordna", "overordnet", "høyrer til", "hører til",
    "förälder", "hör till", "överordnad", "tilhører", "übergeordnet", "gehört zu", "eltern", "ouder", "hoort bij",
    "padre", "pertenece a", "appartient à", "belongs to", "part of",
))  # fmt: skip
_DIFFERENT = 0.7  # share of the texts of measures that are unlike the others


@dataclass(frozen=True)
class Tree:
    """How deep each row of a table is below others (by its place), and how deep the measures are."""

    depths: Mapping[str, int]
    of_measures: int

    def relation(self, row: Row) -> str:
        """Return whether a row is "above" the measures, one of them ("") or "below" one."""
        depth = self.depths.get(str(row.place), self.of_measures)
        return "above" if depth < self.of_measures else "below" if depth > self.of_measures else ""

    def depth(self, row: Row) -> int:
        """Return how deep a row is; 0 if it belongs to none."""
        return self.depths.get(str(row.place), 0)


def tree_of(table: Table, header: Header) -> Tree | None:
    """Return how the rows of a table belong to each other; None if no column says so."""
    parent = next((at for at, one in enumerate(header.columns) if fold(one.heading) in _PARENT), None)
    number, text = header.at("number"), header.at("text")
    if parent is None or not number or not text:
        return None
    rows = [row for row in table.rows[header.end :] if row.cells[number[0]].text.strip()]
    above = {fold(row.cells[number[0]].text): fold(row.cells[parent].text) for row in rows}
    if not any(above[name] in above for name in above):
        return None
    depths = {name: _depth(name, above) for name in above}
    titles: dict[int, list[str]] = {}
    for row in rows:
        titles.setdefault(depths[fold(row.cells[number[0]].text)], []).append(fold(row.cells[text[0]].text))
    # What is said of every measure has the same few titles («Status 2024»).
    own = [depth for depth, texts in titles.items() if len(set(texts)) >= _DIFFERENT * len(texts)]
    places = {str(row.place): depths[fold(row.cells[number[0]].text)] for row in rows}
    return Tree(places, max(own, default=0))


def _depth(name: str, above: Mapping[str, str]) -> int:
    passed = {name}
    while (name := above.get(name, "")) in above and name not in passed:
        passed.add(name)
    return len(passed) - 1
