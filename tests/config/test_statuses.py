"""The scale of statuses, which the secretariat may change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from regionplan_xl.config import read_config
from regionplan_xl.errors import InputError
from regionplan_xl.plan.status import STANDARD, Scale

DROPPED = 'dropped: {colour: "#7F7F7F", label: {nn: Avslutta}}'


@pytest.fixture
def scale(tmp_path: Path) -> Callable[..., Scale]:
    def read(*statuses: str) -> Scale:
        path = tmp_path / "config.yaml"
        path.write_text(
            "plan: {name: X}\nstatuses:\n" + "".join(f"  {s}\n" for s in statuses), encoding="utf-8"
        )
        return read_config(path).scale

    return read


@pytest.fixture
def complaint(scale: Callable[..., Scale]) -> Callable[..., str]:
    def complain(*statuses: str) -> str:
        with pytest.raises(InputError) as caught:
            scale(*statuses)
        return str(caught.value)

    return complain


def test_what_is_left_out_is_as_in_the_standard(scale: Callable[..., Scale]) -> None:
    assert scale("not_started: {}", "started:", "done: {label: {}}") == STANDARD


def test_the_order_written_is_the_order_of_severity(scale: Callable[..., Scale]) -> None:
    keys = scale(DROPPED, "not_started: {}", "started: {}", "done: {}").keys()
    assert keys == ("dropped", "not_started", "started", "done")


def test_a_status_may_be_added(scale: Callable[..., Scale]) -> None:
    dropped = scale("not_started:", "started:", "done:", DROPPED)["dropped"]
    assert (dropped.colour, dropped.label("nn"), dropped.label("en")) == ("#7F7F7F", "Avslutta", "Avslutta")


def test_another_label_keeps_the_words_people_know(scale: Callable[..., Scale]) -> None:
    changed = scale(
        "not_started:", "started:", "done: {label: {nn: Ferdigstilt}, also: [i mål], colour: '#00b050'}"
    )
    assert changed["done"].label("nn") == "Ferdigstilt"
    assert changed["done"].label("nb") == "Gjennomført"
    assert changed["done"].colour == "#00B050"
    words = changed.words()
    assert {words[w] for w in ("ferdigstilt", "imål", "gjennomført", "ferdig", "grøn", "done")} == {"done"}


def test_a_standard_word_gives_way_to_a_status_that_claims_it(scale: Callable[..., Scale]) -> None:
    words = scale("not_started:", "started:", 'under_way: {colour: "#FFFF00", label: {nn: I gang}}', "done:")
    assert words.words()["igang"] == "under_way"
    assert words.words()["påstarta"] == "started"


def test_no_two_statuses_ever_have_the_same_label(scale: Callable[..., Scale]) -> None:
    changed = scale(
        "not_started:", "started:", "done:", 'ended: {colour: "#7F7F7F", label: {nn: Gjennomført}}'
    )
    assert changed["ended"].label("nn") == "Gjennomført"
    assert changed["done"].labels == {"en": "Done"}


def test_one_colour_without_quotation_marks_is_told(complaint: Callable[..., str]) -> None:
    assert "quotation marks" in complaint("not_started:\n    colour: #C00000", "started:", "done:")
    assert '"#C00000"' in complaint("not_started: {colour: #C00000, label: {nn: Nei}}", "started:", "done:")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("dropped: {label: {nn: Avslutta}}", ["statuses.dropped", "needs a colour"]),
        ('dropped: {colour: "#7F7F7F"}', ["statuses.dropped", "needs a label"]),
        ('dropped: {colour: "#7F7F7F", label: {nn: Avslutta, se: Loahpa}}', ["«se»", "nn, nb, en"]),
        ('dropped: {colour: "#7F7F7F", label: {nn: Avslutta}, also: [stopp, ferdig.]}', []),
        ("dropped: {colour: grå, label: {nn: Avslutta}}", ["«grå»", '"#C00000"']),
        ('dropped: {colour: "#00a650", label: {nn: Avslutta}}', ["«done» has this colour"]),
        ('Dropped-1: {colour: "#7F7F7F", label: {nn: Avslutta}}', ["«Dropped-1»", "small letters"]),
        ('dropped: {colour: "#7F7F7F", label: {nn: "Avslutta, stoppa"}}', ["without commas"]),
        ('dropped: {colour: "#7F7F7F", label: {nn: "=1+1"}}', ["not beginning with ="]),
        ('dropped: {colour: "#7F7F7F", label: {nn: "???"}}', ["no letter or digit"]),
        ('dropped: {colour: "#7F7F7F", label: {nn: ' + 32 * "a" + "}}", ["at most 31"]),
        (
            'dropped: {colour: "#7F7F7F", label: {nn: Not started}}',
            ["statuses.dropped.label.nn", "«not_started»"],
        ),
        ('dropped: {color: "#7F7F7F", label: {nn: Avslutta}}', ["Did you mean «colour»?"]),
        ('dropped: {colour: "#7F7F7F", label: Avslutta}', ["a word per language"]),
    ],
)
def test_a_status_that_cannot_be_is_told(
    scale: Callable[..., Scale], complaint: Callable[..., str], status: str, words: list[str]
) -> None:
    if not words:
        assert scale("not_started:", "started:", "done:", status).words()["ferdig"] == "dropped"
        return
    said = complaint("not_started:", "started:", "done:", status)
    for word in words:
        assert word in said


def test_a_word_that_two_statuses_claim_is_told_where_it_stands(complaint: Callable[..., str]) -> None:
    said = complaint(
        "not_started: {also: [stopp]}", "started: {also: [Stopp!]}", "done: {label: {nb: STOPP}}"
    )
    assert "line 4, statuses.started.also: this word means «not_started» already" in said
    assert "line 5, statuses.done.label.nb" in said


def test_the_three_that_every_plan_has_cannot_be_left_out(complaint: Callable[..., str]) -> None:
    said = complaint(DROPPED, "done:")
    assert "«not_started» is missing" in said
    assert "«started» is missing" in said


def test_there_are_no_more_statuses_than_a_drop_down_holds(complaint: Callable[..., str]) -> None:
    added = [f'extra_{n}: {{colour: "#12345{n}", label: {{nn: Ekstra {n}}}}}' for n in range(6)]
    assert "9 statuses" in complaint("not_started:", "started:", "done:", *added)


@pytest.mark.parametrize("label", ["100 %", "2027", "mars 2026", "2. mai 26", "SANN", "1e5", "12:30"])
def test_a_label_that_excel_makes_something_else_of_is_refused(
    complaint: Callable[..., str], label: str
) -> None:
    said = complaint("not_started:", f'started: {{label: {{nn: "{label}"}}}}', "done:")
    assert "statuses.started.label.nn" in said
    assert "a number, a date or a truth value" in said


@pytest.mark.parametrize("label", ["I gang*", "På veg?", "~ halvvegs", "I gang <50", "Ferdig > 2026"])
def test_a_label_that_a_formula_cannot_count_is_refused(complaint: Callable[..., str], label: str) -> None:
    said = complaint("not_started:", f'started: {{label: {{nn: "{label}"}}}}', "done:")
    assert "cannot be counted" in said


@pytest.mark.parametrize(
    "label", ["Marsjert ut", "Mai-planen", "Drift & vedlikehald", "Sanne ord", "50 % ferdig"]
)
def test_a_label_that_only_begins_like_a_day_or_a_number_is_used(
    scale: Callable[..., Scale], label: str
) -> None:
    assert (
        scale("not_started:", f'started: {{label: {{nn: "{label}"}}}}', "done:")["started"].label("nn")
        == label
    )
