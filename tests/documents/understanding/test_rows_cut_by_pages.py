"""Rows that the end of a page has cut, and rows that only look so."""

from tests.documents.drawn_tables import drafted, shown, table


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
    assert (last.involved.text, last.status.text) == ("Pårørande,\npensjonistlaget", "Ikkje starta")
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


def test_a_card_that_the_end_of_a_page_has_cut_is_whole_and_that_is_asked_about() -> None:
    draft = drafted(
        table("A1 | Radwege bauen\nVerantwortlich | Bauamt\nZeitraum | 2026", page=1),
        table("Priorität | hoch\nKosten | offen\nUmsetzungsstand | begonnen", page=2),
        table("A2 | Bänke aufstellen\nVerantwortlich | Ortsbeirat\nZeitraum | 2027", page=2, number=2),
    )
    first, second = draft.measures
    assert (first.status.text, first.priority.text) == ("begonnen", "hoch")
    assert [(heading, value.text) for heading, value in first.own] == [("Kosten", "offen")]
    assert first.status.doubt
    assert not second.status
    assert draft.left_out == ()


HEADINGS = "Nr | Tiltak | Tid | Ansvar"


def test_measures_above_headings_that_are_only_repeated_further_down_a_page_are_read() -> None:
    draft = drafted(
        table(f"{HEADINGS}\nMål 1.1 Trygge rammer | < | < | <\n1.1.1 | Male bru | 2026 | Hol", page=1),
        table(
            "1.1.2 | Byggje veg | 2027 | Gol\nMål 1.2 Gode rammer | < | < | <\n1.2.1 | Rydde sti | 2026 | Ål\n"
            f"{HEADINGS}\n1.2.2 | Merkje løype | 2027 | Nes",
            page=2,
        ),
    )
    assert [(goal, number) for _, goal, number, _ in shown(draft)] == [
        ("Trygge rammer", "1.1.1"), ("Trygge rammer", "1.1.2"), ("Gode rammer", "1.2.1"), ("Gode rammer", "1.2.2"),
    ]  # fmt: skip
    assert draft.left_out == ()


def test_the_rest_of_a_text_above_repeated_headings_belongs_to_the_measure_and_is_no_goal() -> None:
    draft = drafted(
        table(f"{HEADINGS}\nMål 1.1 Trygge rammer | < | < | <\n1.1.1 | Male bru i Vik | 2026 | Hol", page=1),
        table(f" | (ved skulen) | | \n{HEADINGS}\n1.1.2 | Byggje veg | 2027 | Gol", page=2),
    )
    assert [(goal, text) for _, goal, _, text in shown(draft)] == [
        ("Trygge rammer", "Male bru i Vik\n(ved skulen)"),
        ("Trygge rammer", "Byggje veg"),
    ]


def test_the_rest_of_a_list_within_a_measure_is_no_measure_of_its_own() -> None:
    draft = drafted(
        table(f"{HEADINGS}\n1.1 | Styrkje beredskapen med\\n• felles planar, | 2026 | Hol", page=1),
        table(" | • eit møte i året\\n• ei øving kvar haust | | \n1.2 | Byggje veg | 2027 | Gol", page=2),
    )
    assert [measure.number.text for measure in draft.measures] == ["1.1", "1.2"]
    assert "ei øving kvar haust" in draft.measures[0].text.text
