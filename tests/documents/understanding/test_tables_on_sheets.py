"""Several tables on a sheet, and the name of the sheet."""

from dataclasses import replace

from regionplan_xl.documents.blocks import Table
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import drafted, shown, table


def on_sheet(drawn: str) -> Table:
    """Return a table of a sheet; «-» is an empty row."""
    made = table(drawn.replace("-\n", " | | | \n"))
    rows = tuple(replace(row, place=replace(row.place, sheet="Plan")) for row in made.rows)
    return replace(made, rows=rows, place=Place("Plan"), title="Plan")


def test_tables_below_each_other_on_a_sheet_are_read_each_for_itself() -> None:
    draft = drafted(
        on_sheet(
            """
            INNSATSOMRÅDE: Kultur | | |
            Delmål 1.1: Folk syng | | |
            Tiltak  | Frist | Ansvar |
            Synge   | 2026  | Hol    |
                    |       |        |
                    |       |        |
            Delmål 1.2: Folk dansar | | |
            Tiltak  | Frist | Ansvar |
            Danse   | 2027  | Gol    |
                    |       |        |
                    |       |        |
            Budsjett | 2026 | 2027   |
            Scene   | 10000 | 20000  |
            """
        )
    )
    assert [(goal, text) for _, goal, _, text in shown(draft)] == [
        ("Folk syng", "Synge"),
        ("Folk dansar", "Danse"),
    ]
    assert [area.name.text for area in draft.areas] == ["Kultur"]
    assert any("10000" in value.text for value in draft.left_out)


def test_a_sheet_is_called_as_its_first_line_has_the_name_in_full() -> None:
    drawn = table("Plan for kultur og idrett |\nTiltak | Ansvar\nByggje scene | Hol\nLeige sal | Gol")
    rows = tuple(replace(row, place=replace(row.place, sheet="Plan for kultur")) for row in drawn.rows)
    draft = drafted(replace(drawn, rows=rows, place=Place("Plan for kultur"), title="Plan for kultur"))
    assert draft.areas[0].name.text == "Plan for kultur og idrett"
    assert draft.left_out == ()


def test_the_title_above_each_of_several_tables_on_a_sheet_is_its_area() -> None:
    draft = drafted(
        on_sheet(
            "Housing | | | \nAction | Owner | Deadline | RAG\nConvert the old mill | Estates | 2026 | Green\n"
            "License short lets | Legal | 2027 | Amber\n-\n-\nJobs | | | \nAction | Owner | Deadline | RAG\n"
            "Open a workshop | College | 2026 | Red\nMap vacant shops | Centre | 2027 | Amber"
        )
    )
    assert [(area, text) for area, _, _, text in shown(draft)] == [
        ("Housing", "Convert the old mill"),
        ("Housing", "License short lets"),
        ("Jobs", "Open a workshop"),
        ("Jobs", "Map vacant shops"),
    ]


def test_a_narrow_table_of_figures_below_the_measures_is_left_out_by_name() -> None:
    draft = drafted(
        on_sheet(
            "Action | Owner | Deadline | RAG\nConvert the old mill | Estates | 2026 | Green\n"
            "License short lets | Legal | 2027 | Amber\n-\nBudget | | | \nYear | Amount | | \n2025 | 1000 | | \n"
            "2026 | 2000 | | "
        )
    )
    assert [text for *_, text in shown(draft)] == ["Convert the old mill", "License short lets"]
    assert {"Budget", "Year | Amount", "2025 | 1000"} <= {value.text for value in draft.left_out}
