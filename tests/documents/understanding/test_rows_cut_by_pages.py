"""Rows that the end of a page has cut, and rows that only look so."""

from tests.documents.drawn_tables import drafted, table


def test_a_row_without_a_number_goes_on_from_the_page_before_whatever_is_in_it() -> None:
    draft = drafted(
        table(
            "Nr | Tiltak | Tid | Ansvar | Samarbeid | Status\n1.1 | Male | 2026 | Hol | Gol | I gang\n"
            "1.2 | Etablere | 2027 | Ål | Pårørande, | Ikkje",
            page=1,
        ),
        table(" | «ventevenn»-ordning | | | pensjonistlaget | starta", page=2),
    )
    assert [measure.number.text for measure in draft.measures] == ["1.1", "1.2"]
    last = draft.measures[1]
    assert last.text.text == "Etablere\n«ventevenn»-ordning"
    assert (last.involved.text, last.status.text) == ("Pårørande,\npensjonistlaget", "Ikkje\nstarta")
    assert last.text.doubt and last.involved.doubt and last.status.doubt


def test_a_whole_row_at_the_top_of_a_page_is_a_measure() -> None:
    draft = drafted(
        table("Nr | Tiltak | Tid | Ansvar\n1.1 | Male bru | 2026 | Hol", page=1),
        table(" | Byggje veg | 2027 | Gol", page=2),
    )
    assert [measure.text.text for measure in draft.measures] == ["Male bru", "Byggje veg"]


def test_a_counted_item_or_a_plan_in_small_letters_does_not_go_on() -> None:
    for one, other in (("c) Kartleggje behov", "d) Tilby fagbrev"), ("kartleggje behov", "tilby fagbrev")):
        draft = drafted(
            table(f"Tiltak | Tid | Ansvar\n{one} | 2026 | Hol", page=1),
            table(f"Tiltak | Tid | Ansvar\n{other} | 2027 | Gol", page=2),
        )
        assert [measure.text.text for measure in draft.measures] == [one, other]
