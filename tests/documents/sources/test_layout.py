"""Tables of text laid out with spaces, as by `pdftotext -layout`."""

from regionplan_xl.documents.blocks import Heading, Table
from regionplan_xl.documents.sources.plain_text import read
from tests.documents.read_text import read_text


def tables_of(text: str) -> list[list[list[str]]]:
    """Return the tables of a text; of cells merged to the left, only the first counts."""
    document = read(text.encode(), "plan.txt")
    return [
        [[cell.text for cell in row.cells if not cell.continues] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


HEADINGS = "Action                             When      Lead              Partners\n"


def test_tables_below_the_same_headings_have_columns_of_their_own() -> None:
    text = (
        "Roads\n"
        "Action                             When      Lead              Partners\n"
        "Build a cycle path                 2026      City Works        County\n"
        "Open the parking figures           2027      Digital Unit\n"
        "\n\nHarbour\n"
        "Action               When   Lead      Partners\n"
        "Survey the sea wall  2026   Harbour   Works\n"
        "Raise the station    2028   Works     Harbour\n"
    )
    assert tables_of(text) == [
        [
            ["Action", "When", "Lead", "Partners"],
            ["Build a cycle path", "2026", "City Works", "County"],
            ["Open the parking figures", "2027", "Digital Unit", ""],
        ],
        [
            ["Action", "When", "Lead", "Partners"],
            ["Survey the sea wall", "2026", "Harbour", "Works"],
            ["Raise the station", "2028", "Works", "Harbour"],
        ],
    ]
    titles = [block.text for block in read(text.encode(), "plan.txt").blocks if isinstance(block, Heading)]
    assert titles == ["Roads", "Harbour"]


def test_a_row_goes_on_below_the_headings_of_the_next_page() -> None:
    text = (
        HEADINGS
        + "Build a cycle path along the       2026      City Works        County\n"
        + "river from the mill\n"
        + "Plant trees along the roads that   2027      Parks             Schools\n"
        + "\fAction                                  When      Lead              Partners\n"
        + "lead to the school                                Roads Office\n"
        + "Trial a night bus                       2028      North Bus         County\n"
    )
    assert tables_of(text) == [
        [
            ["Action", "When", "Lead", "Partners"],
            ["Build a cycle path along the river from the mill", "2026", "City Works", "County"],
            ["Plant trees along the roads that lead to the school", "2027", "Parks\nRoads Office", "Schools"],
            ["Trial a night bus", "2028", "North Bus", "County"],
        ]
    ]


def test_the_text_of_a_measure_and_of_a_goal_may_be_below_their_numbers() -> None:
    text = (
        "Tiltak                             Tid       Ansvar            Involvering\n"
        "Mål 1.1:\n"
        "Fleire bur i bygda\n"
        "1.1.1.                             2026      Kommunen          Fylket\n"
        "Byggje bustader\n"
        "Mål 1.2:\n"
        "Bygda har eit tilbod av kultur for alle som bur her, heile året og i alle grender\n"
        "som finst.\n"
        "1.2.1.                             2027      Kulturhuset\n"
        "Opne huset om kvelden                                          Songlaget\n"
        "1.2.2.                             2029      Songlaget         Kulturhuset\n"
        "Syngje\n"
    )
    assert tables_of(text)[0][1:] == [
        ["Mål 1.1: Fleire bur i bygda"],
        ["1.1.1.\nByggje bustader", "2026", "Kommunen", "Fylket"],
        [
            "Mål 1.2: Bygda har eit tilbod av kultur for alle som bur her, heile året og i alle grender som finst."
        ],
        ["1.2.1.\nOpne huset om kvelden", "2027", "Kulturhuset", "Songlaget"],
        ["1.2.2.\nSyngje", "2029", "Songlaget", "Kulturhuset"],
    ]


def test_columns_may_move_from_line_to_line() -> None:
    text = (
        HEADINGS
        + "Build a cycle path                 2026      City Works        County\n"
        + "Trial a very long night bus line        2027      Bus               Police\n"
        + "on Fridays                                        Roads             Taxis\n"
        + "Plant trees                           2028      Parks and Gardens All of the schools\n"
    )
    assert tables_of(text)[0][1:] == [
        ["Build a cycle path", "2026", "City Works", "County"],
        ["Trial a very long night bus line on Fridays", "2027", "Bus\nRoads", "Police\nTaxis"],
        ["Plant trees", "2028", "Parks and Gardens", "All of the schools"],
    ]


def test_a_name_that_fills_its_column_has_a_single_space_before_the_next() -> None:
    text = (
        HEADINGS
        + "Build a cycle path                 2026      City Works        County\n"
        + "Trial a night bus                  2027      Transport Office  Police\n"
        + "Plant trees                        2028      Sustainabilities Schools\n"
    )
    assert tables_of(text)[0][-1] == ["Plant trees", "2028", "Sustainabilities", "Schools"]


def test_a_cell_over_several_rows_keeps_its_lines_together() -> None:
    text = (
        "Goal                    ID      Action                  Lead             When\n"
        "LIVING\n"
        "Old people can live     M-01    Hand out alarms         Home care        2026\n"
        "at home                 M-02    Build homes             Property         2027\n"
        "                        M-03    Teach the staff         Schools          2028\n"
        "                        M-04    Visit the oldest        Home care        2028\n"
        "Nobody is lonely        M-05    Open a café             Culture          2029\n"
    )
    assert tables_of(text)[0][1:4] == [
        ["LIVING"],
        ["Old people can live at home", "M-01", "Hand out alarms", "Home care", "2026"],
        ["", "M-02", "Build homes", "Property", "2027"],
    ]
    assert tables_of(text)[0][-1][0] == "Nobody is lonely"


def test_a_heading_may_stand_over_several_columns() -> None:
    text = (
        "No.     Action                Lead          2025                State\n"
        "                                            Q1   Q2   Q3   Q4   Not       Done\n"
        "                                                                started\n"
        "1.1 The town is green\n"
        "1.1.1   Plant trees           Parks              x    x         X\n"
        "1.1.2   Open the yards        Schools       x                             X\n"
        "1.2 The bay is clean\n"
        "1.2.1   Test the water        Health        x    x    x    x    X\n"
    )
    table = next(block for block in read(text.encode(), "plan.txt").blocks if isinstance(block, Table))
    assert [(cell.text, cell.continues) for cell in table.rows[0].cells[3:]] == [
        ("2025", ""),
        *[("2025", "left")] * 3,
        ("State", ""),
        ("State", "left"),
    ]
    assert [cell.text for cell in table.rows[1].cells[3:]] == ["Q1", "Q2", "Q3", "Q4", "Not started", "Done"]
    assert tables_of(text)[0][2:4] == [
        ["1.1 The town is green"],
        ["1.1.1", "Plant trees", "Parks", "", "x", "x", "", "X", ""],
    ]


def test_a_word_in_capitals_that_had_no_room_is_no_heading() -> None:
    text = (
        HEADINGS
        + "Keep the jobs at the factory of    2026      Council           Unions\n"
        + "NORTHMEAT\n"
        + "HARBOUR\n"
        + "Raise the wall                     2027      Works             Council\n"
        + "Dredge                             2028      Harbour\n"
    )
    assert tables_of(text)[0][1:4] == [
        ["Keep the jobs at the factory of NORTHMEAT", "2026", "Council", "Unions"],
        ["HARBOUR"],
        ["Raise the wall", "2027", "Works", "Council"],
    ]


def test_a_text_that_may_be_a_row_of_its_own_is_unsure() -> None:
    text = (
        HEADINGS
        + "Offer courses in all the villages  2026      College           Council\n"
        + "Bring students and firms together\n"
        + "Open a night school                2027      Council           College\n"
    )
    table = next(block for block in read(text.encode(), "plan.txt").blocks if isinstance(block, Table))
    assert [row.cells[0].guessed for row in table.rows] == [False, True, False]


def test_a_sentence_between_rows_is_outside_the_table_that_goes_on() -> None:
    text = (
        HEADINGS
        + "Build a cycle path                 2026      City Works        County\n"
        + "Plant trees                        2028      Parks             Schools\n"
        + "This table goes on below the picture on page 12.\n\n"
        + "Trial a night bus                  2027      North Bus         Police\n"
        + "Open the yards                     2027      Schools           Parks\n"
    )
    first, second = tables_of(text)
    assert [row[0] for row in first] == ["Action", "Build a cycle path", "Plant trees"]
    assert [row[0] for row in second] == ["Action", "Trial a night bus", "Open the yards"]
    assert "picture" in " ".join(
        block.text for block in read(text.encode(), "plan.txt").blocks if not isinstance(block, Table)
    )


def test_a_plan_of_one_measure_is_a_table_if_its_headings_are_those_of_plans() -> None:
    text = (
        "Handlingsplan\n\n"
        "Nr   Tiltak                          Ansvar         Frist    Status\n"
        "1    Bygge fortau fra skolen til     Vegvesenet     2026     Påbegynt\n"
        "     bussholdeplassen\n"
    )
    assert tables_of(text) == [
        [
            ["Nr", "Tiltak", "Ansvar", "Frist", "Status"],
            ["1", "Bygge fortau fra skolen til bussholdeplassen", "Vegvesenet", "2026", "Påbegynt"],
        ]
    ]


def test_the_lines_between_the_parts_of_a_table_are_the_areas_of_the_measures_below() -> None:
    heads = "No.         Action          Lead        When        Status\n"
    first = (
        "1.1         Waymark         Parks       2025        Done\n            the detour\n"
        "1.2         Agree           Forum       2026        Started\n            access\n"
    )
    second = (
        "2.1         Open a          Bus         2026        Started\n            night bus\n"
        "2.2         Make a          Tourism     2027        Done\n            guide\n"
    )
    text = f"Coastal Path Plan\n\n{heads}A safe path\n\n\n{first}Easy to reach\n\n\n{second}"
    plan = read_text(text).plan
    assert [(area.name, [m.text for goal in area.goals for m in goal.measures]) for area in plan.areas] == [
        ("A safe path", ["Waymark the detour", "Agree access"]),
        ("Easy to reach", ["Open a night bus", "Make a guide"]),
    ]
