"""Tables of text that continue over pages with other column positions, and with columns narrower than some words."""

from regionplan_xl.documents.blocks import Table
from regionplan_xl.documents.sources.plain_text import read

FIRST = (
    "Nr              Åtgärd          Tid          Ansvarig         Samverkan\n"
    "2.1.1           Erbjud          2026         Näringslivsk     Biblioteket\n"
    "                rådgivning                   ontoret\n"
    "                varje torsdag\n"
    "2.1.2           Utred en        2028         Näringslivsk     Tekniska\n"
    "                gemensam                     ontoret          nämnden\n"
)
SECOND = (
    "\f        industripark\n"
    "        vid\n"
    "        järnvägen\n"
    "2.1.3   Halvera        2027   Byggnadsnä\n"
    "        handläggnin           mnden\n"
    "        gstiden för\n"
    "        bygglov\n"
)


def rows_of(text: str) -> list[list[str]]:
    tables = [block for block in read(text.encode(), "plan.txt").blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def test_a_cell_goes_on_on_the_next_page_where_its_column_is_further_to_the_left() -> None:
    assert rows_of(FIRST + SECOND)[2:] == [
        [
            "2.1.2",
            "Utred en gemensam industripark vid järnvägen",
            "2028",
            "Näringslivskontoret",
            "Tekniska nämnden",
        ],
        ["2.1.3", "Halvera handläggningstiden för bygglov", "2027", "Byggnadsnä mnden", ""],
    ]


def test_on_the_same_page_too() -> None:
    assert rows_of(FIRST)[1] == [
        "2.1.1", "Erbjud rådgivning varje torsdag", "2026", "Näringslivskontoret", "Biblioteket",
    ]  # fmt: skip


def test_a_time_that_fills_its_column_is_not_joined_to_the_time_of_the_row_above() -> None:
    text = (
        "Nr     Tiltak            Tid       Ansvar      Involvering\n"
        "1.1    Opne hytta for              Kulturlaget Gol\n"
        "       alle\n"
        "1.2    Halde kurs        2027-2028 Kulturlaget Gol\n"
        "1.3    Kjøpe nye notar   2026      Vegkontoret Gol\n"
        "1.4    Byggje gangveg              Vegkontoret Gol\n"
    )
    assert [row[2] for row in rows_of(text)] == ["Tid", "", "2027-2028", "2026", ""]
