"""Small documents of the same form as the status case, each with one oddity."""

from pathlib import Path

import pytest

from regionplan_xl.documents.example import example_actors
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.wording import Vocabulary, join_lines, sentence_case
from regionplan_xl.errors import Doubt, InputError, Problem
from regionplan_xl.plan.model import Measure
from tests.documents.read_text import asked, left_out, read_document, read_text

HEAD = """Sak 3-26 HANDLINGSPLAN - STATUS

KULTUR I FJELLET

Tiltak Tid Ansvar Involvering

Mål 1.1:

Folk syng meir

"""


def read(body: str) -> Imported:
    return read_text(HEAD + body, example_actors(), "sak.txt")


def said(doubt: Problem) -> str:
    return doubt.said if isinstance(doubt, Doubt) else ""


def one(body: str) -> tuple[Measure, list[str]]:
    imported = read(body)
    (measure,) = imported.plan.measures
    return measure, asked(imported)


def test_a_year_in_the_text_is_not_the_timeframe() -> None:
    measure, doubts = one(
        "1.1.1\nByggje scene til songfesten\n2030 i alle bygdene, etter plan 2024\n\n2026 Hol NAV\n"
    )
    assert measure.text == "Byggje scene til songfesten 2030 i alle bygdene, etter plan 2024"
    assert (measure.timeframe.written, measure.responsible, measure.involved) == ("2026", ("Hol",), ("NAV",))
    assert doubts == []


def test_commas_hold_a_column_together() -> None:
    measure, doubts = one("1.1.1\nSynge\n\n2026 Hol, Gol Regionråd, NAV\n")
    assert (measure.responsible, measure.involved) == (("Hol", "Gol"), ("Regionrådet", "NAV"))
    assert doubts == []


def test_cells_parted_by_tabs_are_columns() -> None:
    measure, doubts = one("1.1.1\tSynge i kor\t2026-2027\tHol\tGol\n")
    assert measure.text == "Synge i kor"
    assert (measure.timeframe.written, measure.responsible, measure.involved) == (
        "2026-2027",
        ("Hol",),
        ("Gol",),
    )
    assert doubts == []


def test_three_names_beside_the_year_may_be_two_columns_in_two_ways() -> None:
    measure, doubts = one("1.1.1\nSynge\n\n2026 Hol Gol NAV\n")
    assert (measure.responsible, measure.involved) == (("Hol",), ("Gol", "NAV"))
    assert doubts == ["The text does not show which column this is in."]


def test_three_blocks_of_names_are_two_columns_where_the_gap_is_widest_and_are_doubted() -> None:
    measure, doubts = one("1.1.1\nSynge\n\n2026 Hol\n\nNAV\n\n \n\nGol\nVINN\n")
    assert (measure.responsible, measure.involved) == (("Hol", "NAV"), ("Gol", "VINN"))
    assert doubts == ["The text does not show which column this is in."]


def test_a_measure_without_a_timeframe_is_kept_with_its_names() -> None:
    measure, doubts = one("1.1.1\nSynge i kor\n\nHol\n\nNAV\n")
    assert (measure.text, measure.responsible, measure.involved) == ("Synge i kor", ("Hol",), ("NAV",))
    assert any("no timeframe" in doubt for doubt in doubts)


def test_a_timeframe_that_is_not_understood_is_kept_as_printed() -> None:
    measure, doubts = one("1.1.1\nSynge i kor\n\nSnarast Hol NAV\n")
    assert (measure.timeframe.written, measure.timeframe.kind) == ("Snarast", "unclear")
    assert (measure.responsible, measure.involved) == (("Hol",), ("NAV",))
    assert any("«Snarast»" in doubt for doubt in doubts)


def test_a_measure_without_anybody_responsible_is_doubted() -> None:
    measure, doubts = one("1.1.1\nSynge i kor\n\n2026\n")
    assert (measure.timeframe.written, measure.responsible) == ("2026", ())
    assert doubts == ["Nobody is responsible for measure 1.1.1."]


def test_a_sentence_among_the_measures_is_not_lost() -> None:
    imported = read(
        "1.1.1\nSynge\n\n2026 Hol NAV\n\nHer må me sjå nærare på saka.\n\n1.1.2\nDanse\n\n2026 Gol\n"
    )
    assert [measure.number for measure in imported.plan.measures] == ["1.1.1", "1.1.2"]
    assert asked(imported) == []
    (doubt,) = (one for one in imported.doubts if "Her må me" in said(one))
    assert said(doubt) == "Her må me sjå nærare på saka."
    assert doubt.place.row == 16


@pytest.mark.parametrize(
    ("printed", "number", "mended"),
    [
        ("1.1.1", "1.1.1", False),
        ("1.1.1.", "1.1.1", False),
        ("1.1.1:", "1.1.1", False),
        ("Tiltak 1.1.1", "1.1.1", False),
        ("1.1..1", "1.1.1", True),
        ("1. 1.1", "1.1.1", True),
        ("1,1,1", "1.1.1", True),
        (".1.1.", "1.1.1", True),
        ("1.1.", "1.1.1", True),
    ],
)
def test_numbers_are_understood_and_a_mended_one_is_doubted(printed: str, number: str, mended: bool) -> None:
    measure, doubts = one(f"{printed}\nSynge\n\n2026 Hol\n")
    assert measure.number == number
    assert measure.text == "Synge"
    assert any("was understood as" in doubt for doubt in doubts) is mended


def test_numbers_in_a_sentence_and_dates_are_no_measures() -> None:
    measure, _ = one(
        "1.1.1\nSynge slik det står i\n2.3.1 om song, innan\n15.03.25 eller 2.5 år\n\n2026 Hol\n"
    )
    assert measure.text == "Synge slik det står i 2.3.1 om song, innan 15.03.25 eller 2.5 år"


def test_a_number_under_the_wrong_goal_a_gap_and_a_bodiless_goal_are_doubted() -> None:
    imported = read(
        "1.1.1\nSynge\n\n2026 Hol\n\n1.2.2\nDanse\n\n2026 Gol\n\n1.1.5\nLe\n\n2026 Ål\n\nMål 1.3\nTomt\n"
    )
    assert asked(imported) == ["Measure 1.2.2 is under goal 1.1.", "1.1.3 is missing before 1.1.5."]
    assert "Mål 1.3 Tomt" in left_out(imported)


def test_a_goal_of_an_area_whose_heading_is_gone_is_kept_and_doubted() -> None:
    imported = read("1.1.1\nSynge\n\n2026 Hol\n\nMål 2.1\nFolk dansar\n\n2.1.1\nDanse\n\n2026 Gol\n")
    assert [goal.number for goal in imported.plan.goals] == ["1.1", "2.1"]
    assert [measure.number for measure in imported.plan.measures] == ["1.1.1", "2.1.1"]
    assert asked(imported) == ["Goal 2.1 is in area 1."]


@pytest.mark.parametrize(
    "end",
    [
        "Forslag til vedtak:\nSaka blir teken til orientering\n\nHol, 3. mai 2026\nKari Nordmann\n",
        "Kommunedirektøren si vurdering av saka:\nDette er bra.\n",
        "Vedtak\n\n1. Planen blir godkjend.\n2. Saka blir send vidare.\n",
        "Hol, 3. mai 2026\n\nKari Nordmann\nDagleg leiar\n",
    ],
)
def test_what_comes_after_the_tables_is_kept_and_is_no_measure(end: str) -> None:
    imported = read(f"1.1.1\nSynge\n\n2026 Hol\n\nNAV\n \n\n \n\n \n{end}")
    (measure,) = imported.plan.measures
    assert (measure.responsible, measure.involved) == (("Hol",), ("NAV",))
    kept = " ".join(left_out(imported))
    for word in end.split():
        assert word in kept


def test_names_that_stand_alone_somewhere_are_known_in_the_whole_document() -> None:
    imported = read(
        "1.1.1\nSynge\n\n2026 Kystlaget Songarlaget\n\n"
        "1.1.2\nDanse\n\n2026 Kystlaget\n\n"
        "1.1.3\nLe\n\n2026 Kystlaget, NAV\n"
    )
    first, *_ = imported.plan.measures
    assert (first.responsible, first.involved) == (("Kystlaget",), ("Songarlaget",))
    assert asked(imported) == [
        "«Kystlaget» (measure 1.1.1) is not in the register and was added as a new actor.",
        "«Songarlaget» (measure 1.1.1) is not in the register and was added as a new actor.",
    ]
    assert imported.plan.actors[-1].kind == "organ"


def test_names_above_a_sentence_are_still_names() -> None:
    imported = read(
        "1.1.1\nSynge\n\n2026 Hol NAV\nTeam 2\nDette er ei setning, ikkje eit namn.\n\n1.1.2\nLe\n\n2026 Ål\n"
    )
    first, _ = imported.plan.measures
    assert (first.responsible, first.involved) == (("Hol",), ("NAV", "Team 2"))
    assert first.text == "Synge Dette er ei setning, ikkje eit namn."
    assert "The text does not show which column this is in." in asked(imported)


def test_another_municipality_is_not_taken_for_all_of_them() -> None:
    measure, doubts = one("1.1.1\nSynge\n\n2026 Vinje\nkommune\n\nGol kommune\n")
    assert (measure.responsible, measure.involved) == (("Vinje kommune",), ("Gol",))
    assert len(doubts) == 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["arbeid i Halling-", "dal og"], "arbeid i Hallingdal og"),
        (["tilskot og støtte-", "ordningar"], "tilskot og støtteordningar"),
        (["eit godt bu-", "og arbeidsliv"], "eit godt bu- og arbeidsliv"),
        (["bruke KI-", "verktøy"], "bruke KI-verktøy"),
        (["vegen til Nord-", "Noreg"], "vegen til Nord-Noreg"),
        (["sende e-", "post"], "sende e-post"),
        (["ein bu- utdannings", "og arbeidsregion"], "ein bu- utdannings og arbeidsregion"),
        (["Bergensbanen -", "si forkorting"], "Bergensbanen - si forkorting"),
        (["ein klima\u00ad", "koordinator"], "ein klimakoordinator"),
        (["gjer dette:", "• ein ting", "til", "• to"], "gjer dette:\n• ein ting til\n• to"),
    ],
)
def test_lines_are_joined_as_a_person_would_have_typed_them(lines: list[str], text: str) -> None:
    assert join_lines(lines, Vocabulary(())) == text


def test_the_rest_of_the_document_tells_whether_a_hyphen_stays() -> None:
    known = Vocabulary(["Ho gjekk til sør-fylket i går."])
    assert join_lines(["til sør-", "fylket"], known) == "til sør-fylket"


def test_a_heading_in_capitals_is_written_as_the_document_writes_its_words() -> None:
    known = Vocabulary(["Om IKT i Hallingdal, og om KI og kultur."])
    assert sentence_case("KULTUR, IKT OG KI I HALLINGDAL", known) == "Kultur, IKT og KI i Hallingdal"
    assert sentence_case("BU-OG BLILYST", known) == "Bu- og blilyst"
    assert sentence_case("Klima og miljø", known) == "Klima og miljø"


def test_the_legend_says_what_a_colour_means_whatever_it_is_elsewhere() -> None:
    lines = (
        "GRØN Merking betyr at tiltaket ikkje er påstarta\nGul: gjennomført\nBlå: kaldt\nBakgrunn: påstarta\n"
    )
    rows = "1.1.1\nSynge\n2026\nHol\nGrøn\n1.1.2\nDanse\n2026\nHol\nGul\n1.1.3\nLe\n2026\nHol\nBlå\n"
    imported = read_text(f"Plan for Nes\n\n{lines}\nNr\nTiltak\nTid\nAnsvar\nStatus\n{rows}")
    assert [one.report.status for one in imported.plan.measures] == ["not_started", "done", None]
    assert [colour for colour, _ in imported.legend] == ["green", "yellow"]


def test_a_file_that_cannot_be_read_says_why_and_what_can(tmp_path: Path) -> None:
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "binary.txt").write_bytes(b"PK\x03\x04\0\0")
    (tmp_path / "empty.txt").write_bytes(b"")
    for name, why in (
        ("none.txt", "cannot be read"),
        ("dir.txt", "cannot be read"),
        ("binary.txt", "no document that can be read|damaged|cannot be"),
        ("empty.txt", "empty"),
    ):
        with pytest.raises(InputError, match=why):
            read_document(tmp_path / name)
