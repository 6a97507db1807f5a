"""A return is read alike whatever program saved it, and never as that of another body."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.resaves.filled import FILLED, FieldAnswer, filled_answers, places
from tests.resaves.programs import WAYS, Programs, Way, filled_by_node
from tests.rounds.answers import ROUND, measures
from tests.rounds.commands import Run
from tests.rounds.commands import regionplan_in_process as regionplan


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_every_answer_is_found_and_its_body_known_whatever_program_saved_it(
    way: Way, sent: Path, returns: dict[str, Path], programs: Programs
) -> None:
    inbox = sent / "workbooks" / "inbox"
    # The name does not identify the actor.
    way.save(programs, {file: inbox / f"svar {n}{way.suffix}" for n, file in enumerate(returns.values())})

    run = regionplan("--json", "merge", folder=sent)

    _says_just_this(run, with_paint=way.keeps_paint, asks=way.asks)


@pytest.mark.parametrize("script", ["resave_sheetjs.cjs", "resave_exceljs.cjs"])
def test_answers_that_a_script_wrote_into_the_workbook_are_all_found(
    script: str, sent: Path, programs: Programs
) -> None:
    for actor, answers in FILLED.items():
        source = sent / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
        cells = {
            f"{'ABCDEFGHIJKLM'[columns[heading] - 1]}{row}": value
            for (row, columns), filled in places(source, answers)
            for heading, value in filled.cells().items()
        }
        filled_by_node(
            programs, script, source, sent / "workbooks" / "inbox" / f"frå {actor} skjema.xlsx", cells
        )

    run = regionplan("--json", "merge", folder=sent)

    _says_just_this(run, with_paint=False)


@pytest.mark.parametrize("file", ["master.xlsx", f"outbox/{ROUND}/Gol.xlsx", f"outbox/{ROUND}/KRU.xlsx"])
def test_what_exceljs_saves_again_has_nothing_that_excel_repairs(
    file: str, sent: Path, programs: Programs, tmp_path: Path
) -> None:
    saved = tmp_path / "lagra.xlsx"
    programs.node("resave_exceljs.cjs", sent / "workbooks" / file, saved, "xlsx")
    with zipfile.ZipFile(saved) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert [name for name, data in parts.items() if b"[object Object]" in data] == []
    assert parts["xl/styles.xml"].count(b"<dxf>") >= 3


@pytest.mark.parametrize(("actor", "name"), [("Gol", "Gol (1).xlsx"), ("KRU", "skjema.xlsx")])
def test_a_return_whose_codes_are_gone_is_held_with_the_likely_body_named(
    sent: Path, returns: dict[str, Path], actor: str, name: str
) -> None:
    book: Any = openpyxl.load_workbook(returns[actor])
    for sheet_name in set(book.sheetnames) - {"Tiltak"}:
        del book[sheet_name]
    sheet = book["Tiltak"]
    sheet.delete_rows(1, 2)
    for prop in list(book.custom_doc_props.names):
        del book.custom_doc_props[prop]
    book.save(sent / "workbooks" / "inbox" / name)
    master = sent / "workbooks" / "master.xlsx"
    before = measures(master)

    run = regionplan("--json", "merge", folder=sent)

    assert run.status == 1, run.err
    assert run.data["returns"] == []
    assert [held["file"] for held in run.data["held"]] == [name]
    assert actor in run.data["held"][0]["reason"]
    assert measures(master) == before


def _says_just_this(run: Run, *, with_paint: bool, asks: frozenset[str] = frozenset()) -> None:
    """Assert that the merge took exactly the filled-in answers, each from its own body.

    Only fields in `asks` may be asked about instead.
    """
    assert run.status in (0, 1), run.err
    found: set[FieldAnswer] = {
        (change["actor"], change["number"], change["field"], change["to"])
        for change in run.data["changes"]
        if change["kind"] == "answer"
    }
    asked = {(one["actor"], one["number"], one["field"]) for one in run.data["conflicts"]}
    assert run.data["held"] == []
    assert {r["actor"] for r in run.data["returns"]} == set(FILLED)
    assert found <= filled_answers(with_paint=True), (
        f"answered by nobody: {found - filled_answers(with_paint=True)}"
    )
    lost = filled_answers(with_paint=with_paint) - found
    assert {one for one in lost if one[:3] not in asked} == set(), f"asked about: {asked}"
    assert {field for _, _, field in asked} <= asks, asked
    assert all(change["member"] in ("", change["actor"]) for change in run.data["changes"] if change["actor"])
