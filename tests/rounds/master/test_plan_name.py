"""A new plan name in config.yaml reaches every workbook; texts of the secretariat stay."""

import re
import zipfile
from pathlib import Path

import pytest
from docx import Document

from regionplan_xl.ooxml import changed
from tests.ooxml.compare import packed
from tests.rounds.commands import regionplan_in_process
from tests.workbooks import load_workbook

OLD = "Regionplan for Hallingdal"
NAMES = ("Regionplan for Hallingdal 2025–2028", "Plan <A> & «B»", "2028-planen")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    regionplan_in_process("init", tmp_path / "p")
    return tmp_path / "p"


def rename(folder: Path, name: str) -> None:
    config = folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert f'name: "{OLD}"' in text
    config.write_text(text.replace(f'name: "{OLD}"', f"name: '{name}'"), encoding="utf-8")


def edit(folder: Path, cell: str = "", text: str = "", title: str = "") -> None:
    master = folder / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    if cell:
        book["Oversikt"][cell].value = text
    if title:
        book.properties.title = title
    book.save(master)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_name_reaches_master_workbooks_and_report(folder: Path, name: str) -> None:
    rename(folder, name)
    merged = regionplan_in_process("--json", "merge", folder=folder)
    assert merged.status == 0, merged.err
    book = load_workbook(folder / "workbooks" / "master.xlsx")
    assert book["Oversikt"]["A1"].value == name
    assert book.properties.title == name
    texts = [sheet.oddFooter.left.text for sheet in book.worksheets if sheet.oddFooter is not None]
    assert {str(text).strip() for text in texts if text} == {name.replace("&", "&&")}

    regionplan_in_process("send", "--round", "R1", "--actor", "Gol", folder=folder)
    gol = load_workbook(folder / "workbooks/outbox/R1/Gol.xlsx")
    assert name in [cell.value for row in gol.worksheets[0].iter_rows() for cell in row]
    assert str(gol.properties.title).startswith(name)
    (report,) = regionplan_in_process("--json", "report", folder=folder).data["files"]
    assert any(name in paragraph.text for paragraph in Document(report).paragraphs)


def footers(master: Path) -> dict[str, bytes]:
    """Return the sheets with a footer, by part."""
    with zipfile.ZipFile(master) as book:
        return {name: data for name in book.namelist() if b"<oddFooter>" in (data := book.read(name))}


def test_a_master_made_earlier_whose_footers_are_smaller_gets_the_new_name_too(folder: Path) -> None:
    master = folder / "workbooks" / "master.xlsx"
    parts = {part: data.replace(b"&amp;11", b"&amp;9") for part, data in footers(master).items()}
    assert len(parts) > 6
    master.write_bytes(changed(master.read_bytes(), {}, parts=parts)[0])
    rename(folder, NAMES[2])
    regionplan_in_process("merge", folder=folder)
    named = {
        found for data in footers(master).values() for found in re.findall(b"<oddFooter>(.*?)&amp;C", data)
    }
    assert named == {b"&amp;L&amp;9 2028-planen"}


def test_only_what_says_the_name_is_changed_and_only_once(folder: Path) -> None:
    master = folder / "workbooks" / "master.xlsx"
    before = packed(master.read_bytes())
    rename(folder, NAMES[0])
    regionplan_in_process("merge", folder=folder)
    after = packed(master.read_bytes())
    assert before.keys() == after.keys()
    changed = {part for part in before if before[part] != after[part]}
    assert all(part.startswith(("xl/worksheets/", "docProps/core", "xl/workbook")) for part in changed)
    assert regionplan_in_process("--json", "merge", folder=folder).data["merge"] is None
    assert packed(master.read_bytes()) == after


def test_a_title_that_the_secretariat_wrote_on_oversikt_stays(folder: Path) -> None:
    edit(folder, "A1", "Vår eigen overskrift")
    rename(folder, NAMES[0])
    regionplan_in_process("merge", folder=folder)
    assert (
        load_workbook(folder / "workbooks" / "master.xlsx")["Oversikt"]["A1"].value == "Vår eigen overskrift"
    )


def test_a_title_that_the_secretariat_gave_the_file_stays(folder: Path) -> None:
    edit(folder, title="Statusark for møtet")
    assert regionplan_in_process("--json", "merge", folder=folder).data["renamed_from"] is None
    rename(folder, NAMES[0])
    regionplan_in_process("merge", folder=folder)
    assert load_workbook(folder / "workbooks" / "master.xlsx").properties.title == "Statusark for møtet"


def test_undo_after_a_new_name_puts_the_old_master_back(folder: Path) -> None:
    master = folder / "workbooks" / "master.xlsx"
    before = master.read_bytes()
    rename(folder, NAMES[0])
    regionplan_in_process("merge", folder=folder)
    assert regionplan_in_process("undo", folder=folder).status == 0
    assert master.read_bytes() == before


def without_title(folder: Path) -> None:
    """Save the master without file properties, as some programs do."""
    master = folder / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    book.properties.title = None
    book.save(master)


@pytest.mark.parametrize("name", NAMES)
def test_a_master_that_has_lost_its_title_gets_the_new_name_too(folder: Path, name: str) -> None:
    without_title(folder)
    rename(folder, name)
    merged = regionplan_in_process("--json", "merge", folder=folder)
    assert merged.data["renamed_from"] == OLD
    book = load_workbook(folder / "workbooks" / "master.xlsx")
    assert book["Oversikt"]["A1"].value == name
    texts = [sheet.oddFooter.left.text for sheet in book.worksheets if sheet.oddFooter is not None]
    assert {str(text).strip() for text in texts if text} == {name.replace("&", "&&")}
    again = regionplan_in_process("--json", "merge", folder=folder).data
    assert (again["merge"], again["renamed_from"]) == (None, None)


def test_a_file_with_a_title_of_its_own_keeps_that_and_gets_the_new_name_everywhere_else(
    folder: Path,
) -> None:
    edit(folder, title="Statusark for møtet")
    rename(folder, NAMES[0])
    regionplan_in_process("merge", folder=folder)
    book = load_workbook(folder / "workbooks" / "master.xlsx")
    assert book.properties.title == "Statusark for møtet"
    assert book["Oversikt"]["A1"].value == NAMES[0]


def test_without_title_a_heading_and_footers_of_the_secretariats_own_stay(folder: Path) -> None:
    without_title(folder)
    edit(folder, "A1", "Vår eigen overskrift")
    rename(folder, NAMES[0])
    assert regionplan_in_process("--json", "merge", folder=folder).data["renamed_from"] is None
    master = folder / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    assert book["Oversikt"]["A1"].value == "Vår eigen overskrift"
    for number, sheet in enumerate(book.worksheets):
        assert sheet.oddFooter is not None
        sheet.oddFooter.left.text = f"Utkast {number % 2}"
    book["Oversikt"]["A1"].value = "Utkast 0"
    book.save(master)
    assert regionplan_in_process("--json", "merge", folder=folder).data["renamed_from"] is None


def test_merge_says_that_it_gave_the_master_the_plans_new_name(folder: Path) -> None:
    rename(folder, NAMES[0])
    said = f"Masteren får det nye namnet på planen: «{OLD}» → «{NAMES[0]}»."
    for words in (("merge", "--dry-run"), ("merge",)):
        assert said in " ".join(regionplan_in_process(*words, folder=folder).out.split())
    assert "nye namnet" not in regionplan_in_process("merge", folder=folder).out
