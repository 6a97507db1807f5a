"""The returns to resave: the workbooks of two bodies, filled in as by Excel."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from regionplan_xl.ooxml import Package, SheetChange, Workbook, changed

GREEN, YELLOW, RED = "FF00B050", "FFFFFF00", "FFFF0000"  # Excel's own standard colours
STANDARD_COLOURS = {GREEN: "done", YELLOW: "started", RED: "not_started"}
LONG = 'Møte på Ål i går: «snart ferdig» & klar; 3 < 4.\n- søknad sendt\n- svar "i haust", trur vi'
INDENTED = "   Ventar på fylket.\n   Ny prøve på nyåret."


@dataclass(frozen=True)
class Filled:
    """The answer for one measure: cells as typed, and the colour that the status cell was painted with."""

    status: str = ""
    means: str = ""
    paint: str = ""
    progress: float | None = None
    comment: str = ""
    expected: date | None = None

    def cells(self) -> dict[str, Any]:
        """Return heading -> value for the cells that were filled in."""
        typed = {
            "Status": self.status, "Framdrift": self.progress, "Kommentar": self.comment, "Venta ferdig": self.expected,
        }  # fmt: skip
        return {heading: value for heading, value in typed.items() if value not in ("", None)}


# actor -> number -> answer. «Gol» is one of six that answer for «Kommunane»; «KRU» answers for itself.
FILLED: Mapping[str, Mapping[str, Filled]] = {
    "Gol": {
        "1.2.3": Filled("Gjennomført", "done", progress=1.0, comment=LONG, expected=date(2025, 6, 30)),
        "1.3.1": Filled("i gang", "started", progress=0.4),
        "4.1.1": Filled(paint=GREEN),
        "4.1.2": Filled(paint=RED, comment=INDENTED),
        "4.1.5": Filled("Ikkje påstarta", "not_started", progress=0.0),
        "4.2.1": Filled("RAUD", "not_started", comment="Åtte ærfuglar – éin øydde støl"),
        "5.1.1": Filled(expected=date(2026, 12, 31)),
        "5.2.1": Filled(paint=YELLOW, progress=0.75),
        "6.3.3": Filled(comment="Sjå sak 14/25, punkt 1.10"),
    },
    "KRU": {
        "6.1.1": Filled("Påstarta", "started", progress=0.25, comment=INDENTED, expected=date(2027, 3, 4)),
        "6.1.2": Filled(paint=GREEN, comment=LONG),
        "6.2.1": Filled("grønn", "done"),
        "6.3.2": Filled(paint=RED),
    },
}

FieldAnswer = tuple[str, str, str, object]
"""(actor, number of the measure, field, value) as `merge --json` prints it."""


def filled_answers(*, with_paint: bool) -> set[FieldAnswer]:
    """Return every answer in the two returns; without paint, not those given only by a colour."""
    found: set[FieldAnswer] = set()
    for actor, answers in FILLED.items():
        for number, filled in answers.items():
            status = filled.means or (STANDARD_COLOURS[filled.paint] if filled.paint and with_paint else "")
            values: dict[str, object] = {
                "status": status or None,
                "progress": filled.progress,
                "comment": filled.comment or None,
                "expected": filled.expected.isoformat() if filled.expected else None,
            }
            found |= {(actor, number, field, value) for field, value in values.items() if value is not None}
    return found


def by_excel(source: Path, target: Path, answers: Mapping[str, Filled]) -> Path:
    """Write `source` with the answers to `target`, with everything else as sent."""
    book = source.read_bytes()
    cells: dict[tuple[int, int], Any] = {}
    paints: dict[str, str] = {}
    for (row, columns), filled in places(source, answers):
        cells |= {(row, columns[heading]): value for heading, value in filled.cells().items()}
        if filled.paint:
            paints[_letters(columns["Status"]) + str(row)] = filled.paint
    book, _ = changed(book, {"Tiltak": SheetChange(cells=cells)})
    target.write_bytes(painted(book, "Tiltak", paints))
    return target


def places(
    source: Path, answers: Mapping[str, Filled]
) -> Iterator[tuple[tuple[int, dict[str, int]], Filled]]:
    """Yield the place of each answer: (row, heading -> column), the first row with its number."""
    columns: dict[str, int] = {}
    wanted = dict(answers)
    for number, row in Workbook.open(source).rows("Tiltak"):
        texts = {str(cell.value): column for column, cell in row.items() if cell.value is not None}
        if {"Nr", "Status"} <= texts.keys():
            columns = texts
        elif columns and (cell := row.get(columns["Nr"])) and (filled := wanted.pop(str(cell.value), None)):
            yield (number, columns), filled
    assert not wanted, f"not in the workbook: {list(wanted)}"


def painted(book: bytes, sheet: str, paints: Mapping[str, str]) -> bytes:
    """Return the workbook with cells (`F5`) painted in a colour (`FFRRGGBB`), each with its own style."""
    package = Package.open(book)
    part = next(s.part for s in Workbook.open(book).sheets if s.name == sheet)
    assert part is not None
    styles_part = package.related(package.workbook_part, "styles")[0].target
    xml, styles = package.read(part).decode(), package.read(styles_part).decode()
    for cell, colour in paints.items():
        found = re.search(rf'<c r="{cell}"[^>]*? s="(\d+)"', xml)
        assert found, cell
        styles, style = _painted_style(styles, int(found[1]), colour)
        xml = xml.replace(found[0], found[0].replace(f's="{found[1]}"', f's="{style}"'))
    return changed(book, {}, parts={part: xml.encode(), styles_part: styles.encode()})[0]


def _painted_style(styles: str, style: int, colour: str) -> tuple[str, int]:
    """Return `styles` with an added style, which is `style` in that colour."""
    fills = re.search(r'<fills count="(\d+)">', styles)
    group = re.search(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', styles, re.DOTALL)
    assert fills and group
    formats = re.findall(r"<xf [^>]*/>|<xf [^>]*>.*?</xf>", group[2], re.DOTALL)
    fill, new = int(fills[1]), int(group[1])
    assert len(formats) == new
    one = re.sub(r'fillId="\d+"', f'fillId="{fill}"', formats[style], count=1)
    one = one if "applyFill" in one else one.replace("<xf ", '<xf applyFill="1" ', 1)
    styles = styles.replace(group[0], f'<cellXfs count="{new + 1}">{group[2]}{one}</cellXfs>')
    styles = styles.replace(fills[0], f'<fills count="{fill + 1}">')
    solid = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
    return styles.replace("</fills>", f"<fill>{solid}</fill></fills>"), new


def _letters(column: int) -> str:
    assert column <= 26
    return "@ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
