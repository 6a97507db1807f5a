"""A whole round with LibreOffice as the actors' program."""

import zipfile
from pathlib import Path

from tests.libreoffice import LibreOffice
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.workbooks import cell_values, load_workbook

ROUND = "2025-1"
COMMENT = "Møte på Ål i går.\nNeste steg: søknad om støtte – «snart ferdig» & klar."
# actor -> number -> (status, comment, progress)
ANSWERS: dict[str, dict[str, tuple[str, str, float | None]]] = {
    "Næringsforum": {"1.1.1": ("Gjennomført", COMMENT, 1.0), "1.1.2": ("Påstarta", "", 0.4)},
    "Regionrådet": {"1.1.3": ("Påstarta", "", None), "5.3.2": ("Gjennomført", "Messa var i mars.", None)},
    "Gol": {"1.3.1": ("Gjennomført", "", None), "5.2.1": ("Påstarta", COMMENT, None)},
    "Hemsedal": {"2.4.1": ("Påstarta", "", 0.5), "5.2.1": ("Ikkje påstarta", "", None)},
    "Ål": {"4.2.1": ("Ikkje påstarta", "Ventar på fylket.", None)},
    "Hol": {"4.2.1": ("Påstarta", "", None)},
    "Flå": {"4.2.1": ("Ikkje påstarta", "", None)},
    "Nesbyen": {"4.2.1": ("Gjennomført", "", None)},
    "KRU": {"6.1.1": ("Påstarta", "Utkast er på høyring.", 0.25)},
    "IKT Hallingdal": {"6.4.2": ("Gjennomført", "", 1.0)},
}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def area_row(path: Path, number: str) -> dict[str, object]:
    """Return the row of a measure in the master: heading -> value."""
    for sheet in load_workbook(path, data_only=True).worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        header = next((row for row in rows[:20] if "Ansvar" in row and "Status" in row), None)
        if header is None:
            continue
        for row in rows:
            if row[header.index("Nr")] == number and str(row[header.index("ID")]).startswith("M-"):
                return dict(zip([str(h) for h in header], row, strict=False))
    raise AssertionError(f"{number} is not in the master")


def test_ten_bodies_answer_in_libreoffice_and_the_master_says_just_that(
    project: Path, libreoffice: LibreOffice
) -> None:
    master = project / "workbooks" / "master.xlsx"
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    jobs = [
        {
            "source": str(project / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"),
            "target": str(project / "workbooks" / "inbox" / f"{actor} - svar.xlsx"),
            "answers": [
                {"number": n, "status": s, "comment": c, **({} if p is None else {"progress": p})}
                for n, (s, c, p) in answers.items()
            ],
        }
        for actor, answers in ANSWERS.items()
    ]
    libreoffice.run("fill.py", jobs)
    before, before_bytes, cells_before = parts(master), master.read_bytes(), cell_values(master)

    merged = regionplan("--json", "merge", folder=project)

    assert merged.status == 0, merged.out + merged.err
    assert merged.data["conflicts"] == []
    assert len(merged.data["returns"]) == 10

    row = area_row(master, "1.1.1")
    assert (row["Status"], row["Kommentar"], row["Framdrift"]) == ("Gjennomført", COMMENT, 1)
    assert row["Rapportert av"] == "Næringsforum"
    shared = area_row(master, "4.2.1")
    assert shared["Status"] == "Påstarta"
    assert shared["Rapportert av"] == "4 av 6 har svart"

    after = parts(master)
    assert after.keys() == before.keys()
    touched = {name for name in after if after[name] != before[name]}
    # Seven sheets were written to, the log's table grew, and the chart on Oversikt has new figures; the rest is
    # byte for byte as it was.
    assert all(
        name.startswith(("xl/worksheets/sheet", "xl/tables/table", "xl/charts/chart"))
        or name == "xl/workbook.xml"
        for name in touched
    )

    expected = {n for answers in ANSWERS.values() for n in answers}
    cells_after = cell_values(master)
    changed = {
        place
        for place in cells_before.keys() | cells_after.keys()
        if cells_before.get(place) != cells_after.get(place)
    }
    area_sheets = {sheet for sheet, _ in changed} - {
        "Oversikt",
        "Delstatus",
        "Endringslogg",
        "Utvikling over tid",
    }
    numbers = {
        cells_after[sheet, f"A{''.join(filter(str.isdigit, cell))}"]
        for sheet, cell in changed
        if sheet in area_sheets
    }
    assert numbers == expected

    told = regionplan("--json", "history", "1.1.1", folder=project)
    (measure,) = told.data["measures"]
    status = next(c for c in measure["changes"] if c["field"] == "status")
    assert (status["actor"], status["from"], status["to"]) == ("Næringsforum", None, "done")
    assert status["file"] == "Næringsforum - svar.xlsx"
    assert status["at"]

    once = master.read_bytes()
    again = regionplan("--json", "merge", folder=project)
    assert again.status == 0
    assert master.read_bytes() == once

    undone = regionplan("undo", folder=project)
    assert undone.status == 0, undone.err
    assert master.read_bytes() == before_bytes

    redone = regionplan("--json", "merge", folder=project)
    assert len(redone.data["returns"]) == 10
    assert area_row(master, "1.1.1")["Status"] == "Gjennomført"
