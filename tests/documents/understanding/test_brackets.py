"""Bodies and times in brackets after the text of a measure."""

from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand


def draft_of(text: str) -> Draft:
    return understand(unfolded(read(text.encode(), "plan.md")))


def said(draft: Draft) -> list[tuple[str, str, str]]:
    return [(m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures]


def test_whom_and_when_are_taken_and_asked_about_and_the_text_is_kept() -> None:
    draft = draft_of(
        "# Trafikkplan\n\n## Skulevegar\n\n- Byggje gangveg frå Vik (Nordfylket, 2026)\n"
        "- Lage ein hjartesone (Oppvekst, FAU, hausten 2027)\n- Male opp att gangfelt (også dei ved kaia)\n"
    )
    assert said(draft) == [
        ("Byggje gangveg frå Vik (Nordfylket, 2026)", "Nordfylket", "2026"),
        ("Lage ein hjartesone (Oppvekst, FAU, hausten 2027)", "Oppvekst, FAU", "hausten 2027"),
        ("Male opp att gangfelt (også dei ved kaia)", "", ""),
    ]
    assert [bool(measure.timeframe.doubt) for measure in draft.measures] == [True, True, False]


def test_labels_in_the_brackets_of_one_item_show_that_its_list_is_of_measures() -> None:
    draft = draft_of(
        "# Trafikkplan\n\n## Haldningar\n\n- Kampanje for refleksbruk (ansvar: HR; frist: juni 2026)\n"
        "- Måle farten i sentrum\n\n## Vedlegg\n\n- Kart over kommunen\n"
    )
    assert said(draft) == [("Kampanje for refleksbruk", "HR", "juni 2026"), ("Måle farten i sentrum", "", "")]


def test_in_a_table_too() -> None:
    draft = draft_of(
        "| Nr | Tiltak |\n|---|---|\n| 1.1 | Byggje gangveg (Nordfylket, 2026) |\n"
        "| 1.2 | Måle farten (Teknisk, årleg) |\n"
        "| 1.3 | Setje opp skilt (ansvar: Teknisk, frist: 2027) |\n"
    )
    assert [row[1:] for row in said(draft)] == [
        ("Nordfylket", "2026"),
        ("Teknisk", "årleg"),
        ("Teknisk", "2027"),
    ]


def test_the_year_of_something_else_is_no_time() -> None:
    draft = draft_of(
        "| Tiltak | Ansvar |\n|---|---|\n| Følgje opp klimaplanen (2021) | Hol |\n| Byggje gangveg | Gol |\n"
        "| Plante skog | Ål |\n"
    )
    assert [row[2] for row in said(draft)] == ["", "", ""]


def test_a_list_of_what_was_read_is_of_no_measures() -> None:
    draft = draft_of(
        "# Trafikkplan\n\n## Skulevegar\n\n- Byggje gangveg (Hol, 2026)\n- Lage ein hjartesone (Gol, 2027)\n"
        "\n## Kjelder\n\n- Planen for Buskerud (Fylket, 2019)\n- Planen for Viken (Viken, 2020)\n"
    )
    assert [row[1] for row in said(draft)] == ["Hol", "Gol"]
