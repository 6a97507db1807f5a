"""Undo after edits by the secretariat: what it recognises, what it leaves, and what it reports."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import header, measure
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import look
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_rows_sorted_without_their_ids_get_back_their_own_values_and_no_others(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.run("merge")
    desk.edit("1.1.2", Status="Gjennomført", Kommentar="Skrive av Kari")
    book = load_workbook(desk.master)
    sheet = next(one for one in book.worksheets if one.title.startswith("Næringsutvikling"))
    _, columns = header(sheet)
    rows = {sheet.cell(r, columns["Nr"]).value: r for r in range(1, 40)}
    for column in range(1, sheet.max_column + 1):
        if column != columns["ID"]:
            one, other = sheet.cell(rows["1.1.2"], column), sheet.cell(rows["1.1.3"], column)
            one.value, other.value = other.value, one.value
    book.save(desk.master)
    assert desk.run("undo")["left"] == []
    assert desk.cell("1.1.3", "Status") is None
    assert (desk.cell("1.1.2", "Status"), desk.cell("1.1.2", "Kommentar")) == (
        "Gjennomført",
        "Skrive av Kari",
    )


def test_text_that_is_not_understood_is_shown_and_left(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført", Kommentar="Ferdig.")
    desk.run("merge")
    desk.edit("1.1.3", Status="tja, kanskje")
    (left,) = desk.run("undo")["left"]
    assert desk.status == 1
    assert "tja, kanskje" in left["what"]
    assert (desk.cell("1.1.3", "Status"), desk.cell("1.1.3", "Kommentar")) == ("tja, kanskje", None)


@pytest.mark.parametrize("owners", ["Hol, Ål", "Regionrådet"], ids=["still shared", "no longer shared"])
def test_the_answer_of_a_body_that_no_longer_shares_the_measure_is_undone_too(
    desk: Desk, owners: str
) -> None:
    desk.answer("Gol", "1.3.1", Status="Gjennomført", Kommentar="Ferdig hos oss.")
    desk.run("merge")
    desk.edit("1.3.1", Ansvar=owners)
    assert desk.run("undo")["left"] == []
    assert desk.status == 0
    assert desk.cell("1.3.1", "Ansvar") == owners
    assert "Ferdig hos oss." not in str(list(look(desk.master)["Delstatus"].values))
    assert {q["answer"] for q in desk.run("merge")["conflicts"]} == {"Gjennomført", "Ferdig hos oss."}


def test_what_was_empty_before_the_merge_is_to_be_emptied_and_no_word_is_to_be_written(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Kommentar="Ferdig.")
    desk.run("merge")
    desk.edit("1.1.3", Kommentar="Skrive av Kari")
    (left,) = desk.run("undo")["left"]
    assert left["fix"] == "La det stå, eller tøm cella, slik det var før samanslåinga."
    assert desk.cell("1.1.3", "Kommentar") == "Skrive av Kari"


def test_a_formula_with_the_same_result_is_left_and_told_of(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Kommentar="Alt er ferdig", Status="Gjennomført")
    desk.run("merge")
    with_formula(desk.master, "Alt er ferdig")
    (left,) = desk.run("undo")["left"]
    assert (left["column"], desk.cell("1.1.3", "Status")) == ("Kommentar", None)
    assert str(desk.cell("1.1.3", "Kommentar")).startswith("=")


def with_formula(master: Path, text: str) -> None:
    """Give the first cell with `text` a formula with that result, stored beside it as Excel does."""
    with zipfile.ZipFile(master) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    cell = re.compile(rf'<c (r="[A-Z]+\d+"(?: s="\d+")?) t="inlineStr"><is><t[^>]*>{text}</t></is></c>')
    formula = rf'<c \1 t="str"><f>"{text}"&amp;""</f><v>{text}</v></c>'
    sheets = sorted((name for name in parts if "/sheet" in name), key=lambda name: (len(name), name))
    name = next(name for name in sheets if cell.search(parts[name].decode()))
    parts[name] = cell.sub(formula, parts[name].decode()).encode()
    with zipfile.ZipFile(master, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)


def test_the_row_of_an_accepted_proposal_stays_and_is_told_of(desk: Desk) -> None:
    desk.propose("Gol", ("Sykkelveg",))
    desk.run("merge")
    desk.write("Framlegg", desk.rows("Framlegg")[0]["row"], Avgjerd="Gjer til tiltak", Under_mål="1.1")
    desk.run("merge")
    desk.edit("1.1.1", Merknad="Hand")
    (left,) = desk.run("undo")["left"]
    assert desk.status == 1
    assert "framlegg" in left["what"]
    assert "Framlegg" in left["fix"]
    assert left["row"]
    assert desk.run("status")["open_proposals"] == 1


def test_several_merges_of_which_one_cannot_be_undone_are_undone_down_to_that_one(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="Påstarta")
    desk.run("merge")
    desk.edit("1.1.1", Merknad="Hand")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    result = stopped_by(desk, "undo", "--steps", "2")
    assert desk.status == 1
    assert result["merges"] == [2]
    assert "1" in result["stopped"]["what"]
    assert desk.run("undo")["merges"] == [1]
    assert measure(desk.master, "1.1.3")["Status"] is None


def stopped_by(desk: Desk, *words: str) -> dict[str, Any]:
    """Return the message of a command when, after it first replaces the master, no backup can be written."""
    backups = desk.folder / "workbooks" / "backups"
    aside = backups.with_name("aside")
    original = Path.replace

    def replace(source: Path, target: Path) -> Path:
        done = original(source, target)
        if Path(target).name == desk.master.name and backups.is_dir():
            backups.rename(aside)
            backups.write_bytes(b"")
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        result: dict[str, Any] = desk.run(*words)
    backups.unlink()
    aside.rename(backups)
    return result


def test_answers_to_an_earlier_round_are_merged_again_after_an_undo(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.run("merge")
    desk.run("send", "--round", "2025-2")
    assert desk.run("undo")["waiting_returns"] == ["Regionrådet.xlsx"]
    assert desk.status == 0
    assert desk.run("merge")["held"] == []
    assert desk.cell("1.1.3", "Status") == "Gjennomført"
