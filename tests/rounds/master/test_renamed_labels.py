"""A label renamed in config.yaml: the records in Endringslogg and `history`, and how the old word is read."""

import re

import pytest

from tests.rounds.desk import Desk
from tests.rounds.one_figure import counted

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
CLOSED = (
    '  closed:\n    colour: "#7F7F7F"\n    label: {nn: Avlyst – ikkje aktuelt, nb: Avlyst, en: Closed}\n\n'
)


def configure(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def statuses_on_record(desk: Desk, number: str) -> list[tuple[object, object]]:
    """Return the status changes in `history` after the first edit; Endringslogg has as many rows."""
    history = [(one["from"], one["to"]) for one in desk.history(number) if one["field"] == "status"]
    logged = [row for row in desk.log() if row["Felt"] == "Status" and number in str(row.values())]
    assert len(logged) == len(history), (logged, history)
    return history[1:]


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """Mark 6.1.1 as closed."""
    configure(desk, "  done:\n", CLOSED + "  done:\n")
    desk.edit("6.1.1", Status="Avlyst – ikkje aktuelt")
    desk.run("merge")
    return desk


@pytest.mark.parametrize("colour", ["#7F7F7F", "#123456"])
@pytest.mark.parametrize("label", ["Stansa", "Lagd vekk", "Ikkje aktuelt lenger"])
def test_a_renamed_label_is_no_edit_of_the_secretariats(closed: Desk, label: str, colour: str) -> None:
    configure(closed, "nn: Avlyst – ikkje aktuelt,", f"nn: {label},")
    configure(closed, "#7F7F7F", colour)
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == []
    assert closed.cell("6.1.1", "Status") == "Avlyst – ikkje aktuelt"
    assert counted(closed)["status"]["Ulesen status"] == 1
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == []


def test_nor_is_one_that_is_renamed_twice(closed: Desk) -> None:
    configure(closed, "nn: Avlyst – ikkje aktuelt,", "nn: Stansa,")
    closed.run("merge")
    configure(closed, "nn: Stansa,", "nn: Lagd vekk,")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == []
    closed.edit("6.1.1", Status="Lagd vekk")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == [("Avlyst – ikkje aktuelt", "closed")]
    assert counted(closed)["status"]["Lagd vekk"] == 1


def test_nor_is_one_that_is_renamed_twice_between_two_merges_or_named_as_before_again(closed: Desk) -> None:
    configure(closed, "nn: Avlyst – ikkje aktuelt,", "nn: Stansa,")
    configure(closed, "nn: Stansa,", "nn: Lagd vekk,")
    closed.run("merge")
    configure(closed, "nn: Lagd vekk,", "nn: Avlyst – ikkje aktuelt,")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == []
    assert counted(closed)["status"]["Avlyst – ikkje aktuelt"] == 1


def test_a_label_that_no_cell_has_is_renamed_without_a_line_about_any_measure(closed: Desk) -> None:
    closed.edit("6.1.1", Status="Påstarta")
    closed.run("merge")
    before = statuses_on_record(closed, "6.1.1")
    configure(closed, "nn: Avlyst – ikkje aktuelt,", "nn: Stansa,")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == before


@pytest.mark.parametrize(
    ("typed", "key"),
    [("Gjennomført", "done"), ("Påstarta", "started"), ("Noko heilt anna", "Noko heilt anna")],
)
def test_an_edit_made_while_the_label_is_renamed_is_on_record(closed: Desk, typed: str, key: str) -> None:
    configure(closed, "nn: Avlyst – ikkje aktuelt,", "nn: Stansa,")
    closed.edit("6.1.1", Status=typed)
    closed.edit("6.1.2", Status="Stansa")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == [("closed", key)]
    assert counted(closed)["status"]["Stansa"] == 1


def test_a_status_with_a_new_key_and_the_same_label_is_no_edit(closed: Desk) -> None:
    configure(closed, "  closed:", "  stopped:")
    closed.run("merge")
    assert statuses_on_record(closed, "6.1.1") == []
    assert counted(closed)["status"]["Avlyst – ikkje aktuelt"] == 1


def test_the_old_label_is_never_a_word_for_another_status(desk: Desk) -> None:
    configure(desk, "  done:\n", CLOSED.replace("nn: Avlyst – ikkje aktuelt", "nn: Ferdig") + "  done:\n")
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(also: \[.*?)ferdig, ", r"\1", text), encoding="utf-8")
    desk.edit("6.1.1", Status="Ferdig")
    desk.run("merge")
    assert desk.status == 0
    assert counted(desk)["status"]["Ferdig"] == 1
    # Now «ferdig» is a word for «Gjennomført» again.
    configure(desk, "nn: Ferdig,", "nn: Avslutta,")
    for _ in range(2):
        desk.run("merge")
        assert desk.cell("6.1.1", "Status") == "Ferdig"
        assert counted(desk)["status"]["Gjennomført"] == 0
        assert statuses_on_record(desk, "6.1.1") == []
