"""A plan answered by many bodies, with its first round sent and their workbooks filled in by editing the XML."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan
from tests.poison.packages import stored_text
from tests.rounds.answers import ROUND
from tests.rounds.any_plan import identity
from tests.rounds.commands import regionplan_in_process

GUIDE, MEASURES, PROPOSALS = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
FIRST, SECOND = 5, 6  # the rows of a body's two measures in its workbook
IN_A_GOAL = 25  # bodies


@dataclass(frozen=True)
class Body:
    """A body with two measures, and its workbook as it was sent."""

    number: int
    sent: Path

    @property
    def name(self) -> str:
        return body_name(self.number)

    @property
    def ids(self) -> tuple[str, str]:
        """The IDs of its measures."""
        return identity("M", 2 * self.number), identity("M", 2 * self.number + 1)

    @property
    def comments(self) -> tuple[str, str]:
        """Its answers about its measures, which no other body gives."""
        return f"Svar frå {self.name} om det første", f"Svar frå {self.name} om det andre"

    @property
    def code(self) -> str:
        """The code of its workbook."""
        with zipfile.ZipFile(self.sent) as book:
            found = re.search(r"Kode: ([0-9A-Z-]+)", book.read(MEASURES).decode())
        assert found
        return found[1]


def body_name(number: int) -> str:
    """The name of the body with that number."""
    return f"Organ {number:03}"


def open_large_round(folder: Path, count: int) -> None:
    """Make a project with `count` bodies in `folder` and send its first round."""
    (folder / "workbooks").mkdir(parents=True)
    (folder / "config.yaml").write_text("plan: {name: Prøveplan, locale: nn}\n", encoding="utf-8")
    goals = tuple(_goal(number, count) for number in range(1, -(-count // IN_A_GOAL) + 1))
    actors = tuple(Actor(body_name(number), email="post@example.org") for number in range(count))
    plan = Plan("Prøveplan", (FocusArea("1", "Bygdeliv", goals),), actors, language="nn")
    (folder / "workbooks" / "master.xlsx").write_bytes(write_master(plan, today=date.today()))
    run = regionplan_in_process("send", "--round", ROUND, folder=folder)
    assert run.status == 0, run.err


def _goal(number: int, count: int) -> Goal:
    first = IN_A_GOAL * (number - 1)
    measures = tuple(
        Measure(
            identity("M", 2 * body + which),
            f"1.{number}.{2 * (body - first) + which + 1}",
            f"Tiltak {which + 1} for {body_name(body)}",
            responsible=(body_name(body),),
        )
        for body in range(first, min(first + IN_A_GOAL, count))
        for which in (0, 1)
    )
    return Goal(identity("G", number), f"1.{number}", f"Mål {number}", measures)


def bodies(folder: Path, count: int) -> list[Body]:
    """Return the bodies of such a project."""
    outbox = folder / "workbooks" / "outbox" / ROUND
    return [Body(number, outbox / f"{body_name(number)}.xlsx") for number in range(count)]


def type_in(source: Path, target: Path, cells: Mapping[tuple[str, str], str | float], rows: str = "") -> None:
    """Copy a workbook with `cells` (part of the sheet, cell) typed in, and XML `rows` below those of Tiltak."""
    with zipfile.ZipFile(source) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    for (part, cell), value in cells.items():
        parts[part] = _typed(parts[part], cell, value)
    parts[MEASURES] = parts[MEASURES].replace("</sheetData>", f"{rows}</sheetData>")
    write_parts(target, parts)


def write_parts(target: Path, parts: Mapping[str, str]) -> None:
    """Write the parts of a workbook as a file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, xml in parts.items():
            book.writestr(name, xml)


def cell_xml(cell: str, value: str | float, more: str = "") -> str:
    """A cell as XML with an inline text."""
    if isinstance(value, str):
        text = f'<t xml:space="preserve">{stored_text(value)}</t>'
        return f'<c r="{cell}"{more} t="inlineStr"><is>{text}</is></c>'
    return f'<c r="{cell}"{more}><v>{value!r}</v></c>'


def _typed(xml: str, cell: str, value: str | float) -> str:
    found = re.search(rf'<c r="{cell}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', xml)
    if found:
        return xml[: found.start()] + cell_xml(cell, value, found[1] or "") + xml[found.end() :]
    number = re.sub("[A-Z]", "", cell)
    row = re.search(rf'<row r="{number}"(?: [^>]*[^/])?>', xml)
    if row is None:
        return xml.replace("</sheetData>", f'<row r="{number}">{cell_xml(cell, value)}</row></sheetData>')
    end = xml.index("</row>", row.end())  # new cells come to the right of all others
    return xml[:end] + cell_xml(cell, value) + xml[end:]


def good_return(body: Body, target: Path, more: str = "") -> None:
    """Write an ordinary return, whose comments end in `more`."""
    first, second = body.comments
    cells: dict[tuple[str, str], str | float] = {
        (MEASURES, f"E{FIRST}"): "Gjennomført",
        (MEASURES, f"F{FIRST}"): 0.37,
        (MEASURES, f"G{FIRST}"): first + more,
        (MEASURES, f"E{SECOND}"): "Påstarta",
        (MEASURES, f"G{SECOND}"): second + more,
    }
    type_in(body.sent, target, cells)
