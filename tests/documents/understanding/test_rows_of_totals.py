"""Rows of totals are no measures and say nothing of them; letters above numbers are headings."""

from tests.documents.drawn_tables import drafted, shown, table


def test_a_sum_in_the_column_of_the_area_or_the_number_is_left_out_and_ends_no_measure() -> None:
    draft = drafted(
        table(
            "Område | Nr | Tiltak | Ansvar | Frist | Kostnad\nVeg | 1 | Ny bru | Hol | 2026 | 200\n"
            "Sum veg | | | | | 200\nKultur | 2 | Ny scene | Gol | 2027 | 90\nTotalt | | 2 tiltak | | | 290"
        )
    )
    assert [(measure.text.text, measure.own[0][1].text) for measure in draft.measures] == [
        ("Ny bru", "200"),
        ("Ny scene", "90"),
    ]
    assert [value.text for value in draft.left_out] == ["Sum veg | 200", "Totalt | 2 tiltak | 290"]


def test_a_letter_that_begins_the_numbers_below_it_is_the_number_of_a_heading() -> None:
    draft = drafted(
        table(
            "Nr | Tiltak | Ansvar | Frist\nA | Vegar | |\nA1 | Breiddeutviding | Fylket | 2026\n"
            "A2 | Rassikring | Fylket | 2028\nB | Ferjer | |\nB1 | Ny ferje | Hol | 2027"
        )
    )
    assert shown(draft) == [
        ("Vegar", "", "A1", "Breiddeutviding"),
        ("Vegar", "", "A2", "Rassikring"),
        ("Ferjer", "", "B1", "Ny ferje"),
    ]
