"""The counts over time and the history of a measure say what the master said, whatever was edited and undone."""

import json
import os
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regionplan_xl.ooxml import SheetChange, changed
from tests.rounds.answers import measure, measures
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure, look
from tests.workbooks import load_workbook

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

LABELS = {"not_started": "Ikkje påstarta", "started": "Påstarta", "done": "Gjennomført"}
ASKED = (("Næringsforum", "1.1.1"), ("KRU", "6.1.1"), ("Gol", "1.3.1"))
TYPED = (*LABELS.values(), None)
statuses, asked = st.sampled_from(TYPED), st.sampled_from(ASKED)
edits = st.one_of(
    st.tuples(st.just("Status"), statuses),
    st.tuples(st.just("Kommentar"), st.sampled_from(["Kari", "Ferdig", None])),
    st.tuples(st.just("Merknad"), st.sampled_from(["Sjå budsjettet", "Ny", None])),
)
merges = st.fixed_dictionaries(
    {}, optional={"edit": st.tuples(asked, edits), "answer": st.tuples(asked, st.sampled_from(TYPED[:3]))}
)
steps = st.one_of(merges, merges, merges, st.just("undo"), st.just("undo"), st.just("round"))


def counts_in(master: Path) -> dict[str, int]:
    """The number of measures with each status, counted here from the cells."""
    found = Counter(row["Status"] for row in measures(master).values())
    return {key: found[label] for key, label in LABELS.items()}


def counts_over_time(desk: Desk) -> list[dict[str, int]]:
    """The counts of the whole plan before the first round and at the end of each, by the report as data."""
    (file,) = desk.run("report", "--format", "json")["files"]
    return [
        one["total"]["counts"]["by_status"]
        for one in json.loads(Path(file).read_text(encoding="utf-8"))["trend"]
    ]


def type_in(desk: Desk, number: str, heading: str, value: str | None) -> None:
    """Change one cell of a measure in the master by hand, and leave every stored figure, as Excel does."""
    sheet, row, columns = find_measure(look(desk.master), number)
    change = {sheet.title: SheetChange(cells={(row, columns[heading]): value})}
    desk.master.write_bytes(changed(desk.master.read_bytes(), change)[0])


def in_force(desk: Desk, number: str, field: str) -> list[tuple[str, Any]]:
    """The changes of a value of the measure itself that are not undone: their kinds and new values."""
    changes = [one for one in desk.history(number) if one["field"] == field and not one["member"]]
    return [(one["kind"], one["to"]) for one in changes if not one["undone"]]


def test_before_the_first_round_the_plan_has_its_measures_also_where_a_new_row_got_its_id_by_the_sending(
    project: Path,
) -> None:
    desk = Desk(project)
    book = load_workbook(desk.master)
    sheet, row, columns = find_measure(book, "2.1.1")
    book[sheet.title].cell(row, columns["ID"]).value = None
    book.save(desk.master)
    desk.run("send", "--round", "2025-1", "--deadline", "2099-12-31")
    desk.answer("Næringsforum", "1.1.1", Status="Påstarta")
    desk.run("merge")
    desk.run("send", "--round", "2025-2", "--deadline", "2099-12-31")
    (file,) = desk.run("report", "--format", "json")["files"]
    first, second, _ = json.loads(Path(file).read_text("utf-8"))["trend"]
    assert [first["round"], first["total"]["counts"]["total"], first["total"]["counts"]["without"]] == [
        "",
        68,
        68,
    ]
    assert (second["total"]["counts"]["total"], second["total"]["counts"]["by_status"]["started"]) == (68, 1)
    assert first["total"]["overdue"] == second["total"]["overdue"]


def test_an_undone_answer_counts_at_no_time_also_where_its_row_was_edited_and_merged_before_the_undo(
    desk: Desk,
) -> None:
    desk.run("send", "--new")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    type_in(desk, "6.1.1", "Merknad", "Sjå budsjettet")
    assert desk.run("merge")["merge"] is None
    desk.run("undo")
    desk.run("send", "--new")
    nothing = dict.fromkeys(LABELS, 0)
    assert counts_over_time(desk) == [nothing] * 4
    assert desk.run("merge")["hand_edits"] == []
    assert counts_over_time(desk) == [nothing, nothing, nothing, {**nothing, "done": 1}]
    assert in_force(desk, "6.1.1", "remark") == [("hand", "Sjå budsjettet")]
    assert in_force(desk, "6.1.1", "status") == [("answer", "done")]


def test_oversikt_and_the_counts_over_time_in_the_master_forget_an_answer_undone_in_the_next_round(
    desk: Desk,
) -> None:
    desk.answer("Næringsforum", "1.1.1", Status="Påstarta")
    desk.run("merge")
    desk.run("send", "--round", "2025-2")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    desk.run("send", "--round", "2025-3")
    assert shown_over_time(desk.master) == {"2025-1": (1, 0), "2025-2": (1, 1)}
    type_in(desk, "6.1.1", "Merknad", "Sjå budsjettet")
    assert desk.run("undo")["cell_by_cell"] == [2]
    assert shown_over_time(desk.master) == {"2025-1": (1, 0), "2025-2": (1, 0), "2025-3": (1, 0)}
    desk.run("merge")
    assert shown_over_time(desk.master) == {"2025-1": (1, 0), "2025-2": (1, 0), "2025-3": (1, 1)}


def shown_over_time(master: Path) -> dict[str, tuple[int, int]]:
    """How many measures are begun and done at the end of each round, by the sheet Utvikling over tid."""
    sheet: Any = load_workbook(master)["Utvikling over tid"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if "Dato" in row)
    found: dict[str, tuple[int, int]] = {}
    for row in rows[top + 1 :]:
        cells = dict(zip(rows[top], row, strict=True))
        if cells["Runde"]:
            begun, done = found.get(cells["Runde"], (0, 0))
            found[cells["Runde"]] = begun + cells["Påstarta"], done + cells["Gjennomført"]
    return found


def test_an_edit_merged_with_answers_is_still_made_when_these_are_undone(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.edit("1.1.1", Status="Påstarta")
    desk.edit("6.1.1", Merknad="Sjå budsjettet")
    assert len(desk.run("merge")["hand_edits"]) == 2
    desk.run("undo")
    assert in_force(desk, "1.1.1", "status") == [("hand", "started")]
    desk.run("send", "--new")
    assert counts_over_time(desk)[1] == counts_in(desk.master) == {"not_started": 0, "started": 1, "done": 0}
    assert desk.run("merge")["hand_edits"] == []
    assert in_force(desk, "6.1.1", "remark") == [("hand", "Sjå budsjettet")]
    logged = [row for row in desk.log() if row["Til"] in ("Påstarta", "Sjå budsjettet")]
    assert len(logged) == 2, "the master of before the merge did not have them in its log"


def test_a_value_edited_after_the_answer_that_is_undone_is_on_record_once(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Kommentar="Ferdig i mai")
    desk.run("merge")
    type_in(desk, "6.1.1", "Kommentar", "Ikkje ferdig")
    assert desk.run("merge")["merge"] is None
    desk.run("undo")
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert [(one["field"], one["master"]) for one in merged["conflicts"]] == [("comment", "Ikkje ferdig")]
    assert in_force(desk, "6.1.1", "comment") == [("hand", "Ikkje ferdig")]


@settings(
    max_examples=100 if SOAK else 4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(steps, min_size=3, max_size=10 if SOAK else 6))
def test_whatever_is_merged_edited_and_undone_each_round_ends_with_what_the_master_said(
    sent: Path, steps: list[Any]
) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(shutil.copytree(sent, Path(folder) / "plan")))
        ends = [counts_in(desk.master)]
        can_undo = 0  # merges of this round: what an earlier round ended with is what it was then
        for at, step in enumerate(steps):
            if step == "round":
                ends.append(counts_in(desk.master))
                desk.run("send", "--new")
                can_undo = 0
            elif step == "undo":
                if can_undo:
                    desk.run("undo")
                    can_undo -= 1
            else:
                can_undo += taken(desk, at, step)
            assert desk.status in (0, 1)
        assert counts_over_time(desk) == [*ends, counts_in(desk.master)]
        desk.run("merge")
        assert desk.run("merge")["hand_edits"] == []
        for _, number in ASKED:
            row = measure(desk.master, number)
            for field, heading in (("status", "Status"), ("comment", "Kommentar"), ("remark", "Merknad")):
                told = in_force(desk, number, field)
                last = told[-1][1] if told else None
                assert LABELS.get(str(last), last) == row[heading]
                assert not any(one == other and one[0] == "hand" for one, other in pairwise(told))


def taken(desk: Desk, at: int, step: dict[str, Any]) -> int:
    """Edit, answer and merge; return how many merges wrote the master."""
    if "edit" in step:
        (_, number), (heading, value) = step["edit"]
        type_in(desk, number, heading, value)
    if "answer" in step:
        (actor, number), status = step["answer"]
        desk.answer(actor, number, f"{actor} {at}", Status=status, Kommentar=f"Svar {at}")
    return desk.run("merge")["merge"] is not None
