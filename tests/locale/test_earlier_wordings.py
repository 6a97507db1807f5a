"""Wordings that were changed in the catalogs: workbooks made with the earlier ones are still understood."""

from pathlib import Path

import openpyxl
import pytest

from regionplan_xl.excel.common.columns import ACTOR_COLUMNS, LOG_COLUMNS, find_columns
from regionplan_xl.excel.common.display import value_words
from regionplan_xl.excel.returned.program_texts import is_program_text
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.text import phrase
from tests.rounds.commands import open_round
from tests.rounds.desk import Desk


@pytest.mark.parametrize("heading", ["Fletting nr.", "Samanslåing nr.", "Sammenslåing nr.", "Merge no."])
def test_the_log_is_known_by_the_earlier_heading_too(heading: str) -> None:
    assert find_columns({1: heading}, LOG_COLUMNS) == {"merge": 1}


@pytest.mark.parametrize("heading", ["Kortnamn", "Kortnavn", "Short name"])
def test_a_short_name_is_read_below_the_earlier_heading_too(heading: str) -> None:
    assert find_columns({1: heading}, ACTOR_COLUMNS) == {"short": 1}


def test_a_merge_goes_on_in_a_log_with_the_earlier_heading(tmp_path: Path) -> None:
    desk = Desk(open_round(tmp_path / "plan"))
    book = openpyxl.load_workbook(desk.master)
    [cell] = [c for row in book["Endringslogg"].iter_rows() for c in row if c.value == "Samanslåing nr."]
    cell.value = "Fletting nr."
    book["Endringslogg"].tables["ChangeLog"].tableColumns[cell.column - 1].name = "Fletting nr."
    book.save(desk.master)
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    assert {row["Fletting nr."] for row in desk.log()} == {"1"}


@pytest.mark.parametrize(
    "text",
    [
        "Lagre fila og send henne som vedlegg, som svar på e-posten ho kom med, innan fristen. "
        "Namnet på fila har ingenting å seie.",
        "Lagre fila og send ho som vedlegg, som svar på e-posten ho kom med, innan fristen. "
        "Namnet på fila har ingenting å seie.",
        "Rettleiing",
        "12 tiltak; til orientering òg 3 tiltak som de er involverte i",
    ],
)
def test_the_guide_of_a_workbook_that_is_out_is_still_the_programs_text(text: str) -> None:
    assert is_program_text(text)


@pytest.mark.parametrize(
    "text", ["Ingenting er endra; vi ventar på fylket.", "dette", "Sjekk namnet.", "Fjern det."]
)
def test_what_only_the_terminal_says_is_an_actors_own_words_in_a_workbook(text: str) -> None:
    assert not is_program_text(text)


@pytest.mark.parametrize(("language", "words"), [("nn", "16,7 %"), ("nb", "16,7 %"), ("en", "16.7 %")])
def test_a_share_has_the_decimal_sign_of_the_language(language: str, words: str) -> None:
    assert value_words("progress", 0.1667, STANDARD, catalog(language)) == words


def test_every_wording_has_the_earlier_ones_last() -> None:
    assert every_wording(phrase("Short name")) == ("Kortnamn", "Kortnavn", "Short name")
    assert every_wording(phrase("Merge no.")) == (
        "Samanslåing nr.", "Sammenslåing nr.", "Merge no.", "Fletting nr.",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_the_catalogs_keep_to_the_words_that_were_chosen(language: str) -> None:
    """The glossary in CONTRIBUTING.md."""
    avoided = {
        "nn": {"vert", "verte", "vart", "henne", "fletting", "flettinga", "fletta"},
        "nb": {"kortnamn", "arbeidsboka", "fila", "fremdrift", "fletting", "flettingen", "flettede"},
    }[language]
    found = catalog(language)
    wordings = [*found.messages.values(), *(form for forms in found.plurals.values() for form in forms)]
    assert [text for text in wordings if avoided & set(text.lower().replace(".", " ").split())] == []
