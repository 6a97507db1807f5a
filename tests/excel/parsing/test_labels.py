"""A label accepted in config.yaml is understood when returned letter for letter."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regionplan_xl.config.group import InvalidValue
from regionplan_xl.config.statuses import Labels, StatusSettings, scale_from
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.report_cells import read_status
from regionplan_xl.plan.status import DONE, NOT_STARTED, Scale, Status

WORDS = st.sampled_from(
    [
        "I gang",
        "Ferdig",
        "ikkje",
        "nesten",
        "100 %",
        "50+",
        "&",
        "→ 2027",
        "⏸",
        "✔",
        "(tøm)",
        "Avslutta",
        "i 2024",
    ]
)
LABELS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20),
)


def scale_with(label: str) -> Scale:
    return Scale((NOT_STARTED, Status("started", "#FFC000", {"nn": label}), DONE))


@pytest.mark.parametrize(
    "label",
    [
        "Drift & vedlikehald",
        "På vent ⏸",
        "Påstarta ✔",
        "I gang → 2027",
        "I gang (50+ %)",
        "(tøm)",
        "Ikkje 100 %",
    ],
)
def test_a_label_with_signs_is_understood(label: str) -> None:
    assert read_status(GridCell(label), None, scale_with(label)) == "started"
    assert read_status(GridCell(label.upper()), "done", scale_with(label)) == "started"
    assert read_status(GridCell(label), "started", scale_with(label)) is None


@settings(max_examples=150)
@given(LABELS)
def test_every_label_that_config_accepts_is_read_as_its_status_or_config_refuses_it(label: str) -> None:
    given_ = {"not_started": StatusSettings(), "done": StatusSettings()}
    try:
        started = StatusSettings(label=Labels(nn=label))
        scale = scale_from({"not_started": given_["not_started"], "started": started, "done": given_["done"]})
    except (InvalidValue, ValueError):
        assume(False)
    assert read_status(GridCell(scale["started"].label("nn")), None, scale) == "started"
