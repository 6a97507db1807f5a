"""Texts that break programs, anywhere in a return: the file is read or held, and all others are merged."""

import os
import re
from pathlib import Path

import openpyxl
import pytest

from tests.poison.packages import put_texts, sheet_texts
from tests.poison.texts import TEXTS
from tests.rounds.answers import ROUND, answer, header, measure
from tests.rounds.commands import regionplan

CHOSEN = (
    [*TEXTS]
    if os.environ.get("REGIONPLAN_SOAK") == "1"
    else ["control", "too long", "braces", "lone surrogate", "null"]
)


@pytest.fixture(params=CHOSEN)
def poisoned(request: pytest.FixtureRequest, project: Path) -> tuple[Path, str]:
    """A project with a good return in the inbox, and one with a text in every kind of place, as workbook or .csv."""
    text = TEXTS[request.param]
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    outbox, inbox = (project / "workbooks" / name for name in (f"outbox/{ROUND}", "inbox"))
    source = outbox / "Hol.xlsx"
    top, columns = header(openpyxl.load_workbook(source)["Tiltak"])
    places = {
        "status": ("Tiltak", top + 2, columns["Status"]),
        "measure": ("Tiltak", top + 3, columns["Tiltak"]),
        "own heading": ("Tiltak", top, max(columns.values()) + 2),
        "own column": ("Tiltak", top + 3, max(columns.values()) + 2),
        "title": ("Tiltak", 1, 1),
        "guide": ("Rettleiing", 40, 2),
        "proposal": ("Framlegg", 8, 1),
    }
    for name, place in places.items():
        put_texts(source, inbox / f"{name}.xlsx", {place: text})
    put_texts(source, inbox / "code.xlsx", {("Rettleiing", 40, 1): "Kode", ("Rettleiing", 40, 2): text})
    plain = text.encode("utf-8", "surrogatepass")
    (inbox / "code.csv").write_bytes(
        b'Kode;"' + plain.replace(b'"', b"") + b'"\nNr;Tiltak;Status\n1.1.1;x;Ferdig\n'
    )
    answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}}, "god.xlsx")
    return project, text


def test_a_text_anywhere_in_a_return_stops_no_merge_and_costs_no_other_answer(
    poisoned: tuple[Path, str],
) -> None:
    project, _ = poisoned
    first = regionplan("--json", "merge", folder=project)
    assert first.status in (0, 1), first.err
    assert measure(project / "workbooks" / "master.xlsx", "1.1.1")["Status"] == "Gjennomført"
    assert not [*(project / "workbooks" / "inbox").iterdir()]
    answer(project, "Næringsforum", {"1.1.1": {"Kommentar": "Etterpå"}}, "neste.xlsx")
    then = regionplan("merge", folder=project)
    assert then.status in (0, 1), then.err
    texts = sheet_texts(project / "workbooks" / "master.xlsx")
    assert "Etterpå" in {text for cells in texts.values() for text in cells.values()}
    assert all(len(text) <= 32_767 for cells in texts.values() for text in cells.values())
    # A terminal is given no control characters either.
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", then.out + first.err)
