"""No word of a text is lost, however its lines are mixed: it is in the draft or listed as left out."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.kept_texts import texts_within
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.text import normalise

HEADINGS = ("Nr", "Tiltak", "Tid", "Ansvar", "Involvering", "Status", "Merknad")
LINES = (
    "1.1", "1.1.1", "2", "4", "A1.2", "2026", "Juni 2027", "årleg", "2026 Hol", "Hol", "Gol og Ål", "Vegkontoret",
    "Mål 1.1:", "Mål 1.2 Reinare luft", "KLIMA", "Byggje sykkelveg", "langs elva heile", "vegen", "Plante", "skog",
    "Meir", "Side 3", "Påstarta", "• Rydde sti", "Ansvar: Nes", "Forslag til vedtak:", "",
)  # fmt: skip
SAY_WHAT_IS_BELOW = {*map(normalise, HEADINGS), "mål", "side"}


def draft_of(text: str) -> Draft:
    return understand(unfolded(read(text.encode(), "plan.txt")))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", normalise(text)))


@given(
    st.permutations(HEADINGS[:5]),
    st.lists(st.sampled_from((*HEADINGS, "Nr Tiltak Tid Ansvar", *LINES, *LINES, *LINES)), max_size=40),
)
@settings(deadline=None, max_examples=200)
def test_every_word_is_in_the_draft_or_left_out(headings: list[str], lines: list[str]) -> None:
    text = "\n".join((*headings[:4], *lines))
    kept = set[str]().union(*map(words, texts_within(draft_of(text), but=("place", "doubt"))))
    assert words(text) - kept - SAY_WHAT_IS_BELOW == set()


def test_a_line_above_a_row_that_begins_with_an_empty_cell_is_not_lost() -> None:
    rows = [f"202{n}\nByggje gangveg langs elva til skule {n}\nHol" for n in range(6)]
    loose = "Dette er ei linje som ikkje høyrer til nokon stad"
    text = "\n".join(
        ("Tid\nTiltak\nAnsvar", *rows, loose, "\nKjøpe nye notar til alle kora\nKulturlaget", "")
    )
    draft = draft_of(text)
    assert [(m.text.text, m.timeframe.text, m.responsible.text) for m in draft.measures][-2:] == [
        ("Byggje gangveg langs elva til skule 5", "2025", "Hol"),
        ("Kjøpe nye notar til alle kora", "", "Kulturlaget"),
    ]
    assert loose in [area.name.text for area in draft.areas]


def test_a_goal_with_no_measure_below_it_is_named() -> None:
    text = (
        "Tiltak\nTid\nAnsvar\nByggje ei scene til alle\n2026\nHol\nKjøpe notar til kora\n2027\nGol\n\n"
        "Vedlegg\n\nMål 1.2:\n2\n2026\n"
    )
    assert "Mål 1.2:" in [value.text for value in draft_of(text).left_out]


def test_a_figure_beside_a_heading_is_listed_though_the_year_has_the_same_figure() -> None:
    text = "Nr\nTiltak\nTid\nAnsvar\nSide 3\n2026\n2\nlangs elva heile\nNr\n"
    assert "2 Nr" in [value.text for value in draft_of(text).left_out]


def test_a_goal_before_a_label_on_the_same_band_is_listed() -> None:
    text = "Nr\nTiltak\nTid\nAnsvar\nAnsvar: Nes\nMål 1.2 Reinare luft\nAnsvar: Nes\n1.1\n2\nNr\n"
    assert "Mål 1.2 Reinare luft Ansvar: Nes" in [value.text for value in draft_of(text).left_out]
