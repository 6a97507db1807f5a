"""The settings under `report` in config.yaml appear in the case: number, background, proposal, place and signature."""

import docx
import pytest

from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def with_settings(desk: Desk, settings: str) -> None:
    path = desk.folder / "config.yaml"
    kept = path.read_text("utf-8").partition("report:\n  formats")[0]
    path.write_text(f"{kept}\nreport:\n{settings}", "utf-8")


def paragraphs(desk: Desk, *words: str) -> list[str]:
    (path,) = desk.run("report", "--date", "2025-05-21", *words)["files"]
    return [paragraph.text for paragraph in docx.Document(path).paragraphs]


def test_the_case_has_the_words_of_the_secretariat(desk: Desk) -> None:
    (desk.folder / "bakgrunn.md").write_text("Planen blei vedteken i 2024.\n\nNo ser vi på status.", "utf-8")
    with_settings(
        desk,
        "  case_number: 16/25\n  background: bakgrunn.md\n  proposal: Saka blir teken til orientering.\n"
        "  place: Gol\n  signatory: |\n    Kari Nordmann\n    Dagleg leiar\n",
    )
    said = paragraphs(desk)
    assert said[0].startswith("Sak 16/25 Regionplan for Hallingdal")
    assert "Planen blei vedteken i 2024." in said
    assert "No ser vi på status." in said
    assert said[-4:] == [
        "Saka blir teken til orientering.",
        "Gol, 21. mai 2025",
        "\t",
        "Kari Nordmann\nDagleg leiar",
    ]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Regionplan for Ytre Namdal", "Ytre Namdal, "),
        ("Regionplan for Nord-Troms", "Nord-Troms, "),
        ("Regionplan for Gol og Hemsedal", "Gol og Hemsedal, "),
        ("Handlingsplan for språk, klima og samferdsel", ""),
        ("Strategi for Helse 2030", ""),
        ("Regionplanen", ""),
    ],
)
def test_the_place_is_the_region_in_the_name_of_the_plan_and_never_its_subject(
    desk: Desk, name: str, place: str
) -> None:
    path = desk.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("Regionplan for Hallingdal", name), "utf-8")
    assert f"{place}21. mai 2025" in paragraphs(desk)[-4:]


def test_a_file_of_the_background_that_is_not_there_is_named_and_nothing_is_written(desk: Desk) -> None:
    with_settings(desk, "  background: bakgrun.md\n")
    told = desk.run("report")
    assert desk.status == 2
    assert "«bakgrun.md»" in str(told)
    assert not list((desk.folder / "workbooks").glob("reports/*"))


@pytest.mark.parametrize(
    ("name", "words"), [("bakgrun.md", "kan ikkje lesast"), ("Bakgrunn til saka.docx", "er eit dokument")]
)
def test_check_finds_a_text_for_the_case_that_the_report_would_stop_at(
    desk: Desk, name: str, words: str
) -> None:
    with_settings(desk, f"  background: {name}\n  proposal: Vi ser på planen.docx saman.\n")
    (found,) = [one for one in desk.run("check")["findings"] if one["code"] == "report-text"]
    assert (found["file"], found["column"]) == ("config.yaml", "report.background")
    assert f"«{name}» {words}" in found["what"]
    told = desk.run("report")
    assert desk.status == 2
    assert found["what"] in str(told)
    assert not list((desk.folder / "workbooks").glob("reports/*"))


def test_check_finds_a_text_and_a_letterhead_that_are_not_there_at_once(desk: Desk) -> None:
    with_settings(desk, "  proposal: framlegg.txt\n  template: brevark.docx\n")
    found = {one["column"] for one in desk.run("check")["findings"] if one["file"] == "config.yaml"}
    assert {"report.proposal", "report.template"} <= found
