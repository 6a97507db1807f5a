"""Several measures in one cell, and one measure with steps."""

from tests.documents.drawn_tables import drafted, table


def test_measures_numbered_in_one_cell_are_several_and_have_the_lines_beside_them() -> None:
    draft = drafted(
        table(
            "Mål | Tiltak | Ansvarleg | Når\n"
            "Reint vatn | 1. Lage gjødselplan\\n2. Setje opp gjerde\\nmot beite | Landbrukskontoret | 2026\n"
            "Trygt vatn | 3. Flytte inntaket\\n4. Måle trykket | Vassverket\\nHol | 2026\\n2025"
        )
    )
    assert [(m.number.text, m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("1", "Lage gjødselplan", "Landbrukskontoret", "2026"),
        ("2", "Setje opp gjerde\nmot beite", "Landbrukskontoret", "2026"),
        ("3", "Flytte inntaket", "Vassverket", "2026"),
        ("4", "Måle trykket", "Hol", "2025"),
    ]
    assert all(measure.text.doubt for measure in draft.measures)


def test_so_are_those_with_their_numbers_below_each_other_in_the_cell_of_the_numbers() -> None:
    draft = drafted(
        table(
            "Nr | Tiltak | Ansvar | Frist\n1.1\\n1.2 | Bu lenger\\nBu betre | Hol | 2026\n1.3 | Flytte | Gol | 2027"
        )
    )
    assert [(m.number.text, m.text.text) for m in draft.measures] == [
        ("1.1", "Bu lenger"),
        ("1.2", "Bu betre"),
        ("1.3", "Flytte"),
    ]


def test_a_measure_with_steps_below_it_is_one() -> None:
    draft = drafted(table("Tiltak | Ansvar | Frist\nByggje bru\\n1. Teikne\\n2. Byggje | Hol | 2026"))
    assert [m.text.text for m in draft.measures] == ["Byggje bru\n1. Teikne\n2. Byggje"]
