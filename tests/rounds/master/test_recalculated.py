"""A viewer that does not calculate shows what LibreOffice computes: no figure in the master is stale."""

from pathlib import Path

from tests.libreoffice import LibreOffice
from tests.rounds.answers import ROUND, answer
from tests.rounds.as_excel import ExcelBook, cut_and_inserted, inserted_before
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.workbooks import load_workbook

ANSWERS: dict[str, dict[str, dict[str, object]]] = {
    "Næringsforum": {"1.1.1": {"Status": "Gjennomført"}, "1.1.2": {"Status": "Påstarta", "Framdrift": 0.4}},
    "Gol": {"4.2.1": {"Status": "Gjennomført"}, "1.3.1": {"Status": "Ikkje påstarta"}},
    "Hol": {"4.2.1": {"Status": "Påstarta"}},
    "KRU": {"6.1.1": {"Status": "Gjennomført", "Framdrift": 1.0}, "6.2.1": {"Status": "kanskje"}},
}


def formulas(master: Path) -> dict[tuple[str, str], object]:
    """Return every cell of a master with a formula, and the value stored with it."""
    cached = load_workbook(master, data_only=True)
    return {
        (sheet.title, f"{cell.row},{cell.column}"): cached[sheet.title][cell.coordinate].value
        for sheet in load_workbook(master).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def merged(project: Path) -> Path:
    """Return the master after a merge of the answers."""
    for actor, answers in ANSWERS.items():
        answer(project, actor, answers)
    assert regionplan("--json", "merge", folder=project).status == 1
    return project / "workbooks" / "master.xlsx"


def test_libreoffice_computes_the_figures_that_were_written_also_where_columns_have_moved(
    project: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    plain = tmp_path / "plain.xlsx"
    before = (project / "workbooks" / "master.xlsx").read_bytes()
    plain.write_bytes(merged(project).read_bytes())
    assert regionplan("undo", folder=project).status == 0
    assert (project / "workbooks" / "master.xlsx").read_bytes() == before
    book = ExcelBook(project / "workbooks" / "master.xlsx")
    book.move("Næringsutvikling", columns=inserted_before(6), rows=inserted_before(2))
    book.move("Klima og miljø", columns=cut_and_inserted(12, before=6))
    book.move("Oversikt", rows=inserted_before(3))
    book.save()
    moved = merged(project)

    seen = libreoffice.run("read.py", [str(plain), str(moved)])

    for master in (plain, moved):
        written = formulas(master)
        assert len(written) > 30
        computed = {(sheet, at): seen[str(master)][sheet]["cells"][at][0] for sheet, at in written}
        assert {place: _plain(value) for place, value in written.items()} == {
            place: _plain(value) for place, value in computed.items()
        }
        total = regionplan("--json", "status", folder=project).data["total"]
        assert set(total["statuses"].values()) <= set(map(_plain, written.values()))


def _plain(value: object) -> object:
    return round(value, 9) if isinstance(value, (int, float)) else value or ""
