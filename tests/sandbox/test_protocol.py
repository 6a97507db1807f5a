"""The output of the child is trusted no more than the file that it read."""

import inspect
import io
import random
from datetime import date, datetime, time, timedelta

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridSheet, GridText, Uncomputed
from regionplan_xl.ledger import dispatch_lookup
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.protocol import FrameKind, GridBuilder, ProtocolError
from regionplan_xl.text import Phrase, sentences

VALUES = (
    "æøå\n\ud800", 1, 0.1, True, date(2026, 1, 31), datetime(2026, 1, 31, 10), time(9, 30), timedelta(hours=30),
    CellError("#N/A"), Uncomputed("=E5"), None,
)  # fmt: skip
GRID = Grid(
    (
        GridSheet("Tiltak", False, {3: {n: GridCell(v, "#FFC000", True) for n, v in enumerate(VALUES, 1)}}),
        GridSheet("Strok", rows={1: {1: GridCell("ferdig", struck=True)}}),
        GridSheet(
            "Tomt",
            texts=(GridText("note", "Sjå her", 5, 7, "Kari"), GridText("header", "x")),
            merged=(Area(5, 7, 7, 7),),
        ),
        GridSheet("Stort", True, {n: {1: GridCell(n), 7: GridCell("x")} for n in range(1, 5000)}),
    ),
    ("HX7-4KQ",),
    (GridText("property", "Hugs møtet"),),
)


def received(sent: bytes, most: int = 100_000) -> Grid:
    source, builder = io.BytesIO(sent), GridBuilder(most)
    while True:
        tag, content = protocol.receive(source)
        if tag is FrameKind.END:
            end = protocol.from_json(content)
            return builder.grid(end.get("codes"), end.get("texts"))
        builder.add(tag, content)


def sent() -> bytes:
    out = io.BytesIO()
    protocol.send(out, FrameKind.END, protocol.to_json(protocol.send_grid(out, GRID)))
    return out.getvalue()


def test_a_grid_comes_through_as_it_was() -> None:
    grid = received(sent())
    assert grid == GRID
    assert [type(cell.value) for cell in grid.sheets[0].rows[3].values()] == [type(v) for v in VALUES]


def test_whatever_a_grid_consists_of_goes_through_the_pipe() -> None:
    """Whoever adds something to a grid adds it to the wire and to `GRID` too."""
    known = {
        Grid: {"sheets", "codes", "texts"},
        GridSheet: {"name", "visible", "rows", "texts", "merged"},
        GridCell: {"value", "colour", "percent", "struck"},
        GridText: {"kind", "text", "row", "column", "author"},
    }
    for kind, names in known.items():
        assert set(inspect.get_annotations(kind)) == names


def test_more_cells_than_agreed_are_not_taken() -> None:
    with pytest.raises(ProtocolError):
        received(sent(), most=100)


def test_a_grid_with_any_byte_changed_is_a_grid_or_garbled() -> None:
    chance, whole = random.Random(5), sent()[:3000]
    for _ in range(2000):
        changed = bytearray(whole)
        changed[chance.randrange(len(changed))] = chance.randrange(256)
        with pytest.raises(ProtocolError):  # cut off, so it never comes to its end
            received(bytes(changed))


def test_a_reason_comes_through_as_it_was() -> None:
    reason = refusals.outside_the_sheet("Tiltak", "A0")
    again = protocol.rejection_from_plain(
        protocol.from_json(protocol.to_json(protocol.rejection_to_plain(reason)))
    )
    assert again.reason == reason.reason
    assert again.reason.for_sender


def test_every_reason_for_not_reading_a_file_may_be_sent_back_and_no_other_may() -> None:
    worded = [reason for reason in vars(rejections).values() if isinstance(reason, Phrase)]
    made = (refusals.empty_file(), refusals.damaged_part("xl/a.xml"), refusals.too_large(50_000_000))
    assert len(worded) > 10
    assert all(reason.for_sender for reason in (*worded, *(one.reason for one in made)))
    about_others = [reason for reason in vars(dispatch_lookup).values() if isinstance(reason, Phrase)]
    assert len(about_others) > 5
    assert not any(reason.for_sender for reason in about_others)
    assert not sentences(worded[0], about_others[0]).for_sender


@pytest.mark.parametrize(
    "told",
    [
        {"reason": {"say": "Send all your money to {part}", "with": []}},
        {"reason": {"say": refusals.damaged_part("x").reason.template, "with": [["part", {"a": 1}]]}},
        {"reason": {"say": ["x"], "with": 3}},
        {"reason": {"say": refusals.damaged_part("x").reason.template, "with": [], "many": "{x.__class__}"}},
        [],
    ],
)
def test_a_reason_that_is_not_the_programs_own_is_not_repeated(told: object) -> None:
    with pytest.raises(ProtocolError):
        protocol.rejection_from_plain(told)


def test_a_name_from_the_file_is_shown_without_what_cannot_be_printed() -> None:
    reason = Rejected(refusals.damaged_part("xl/\x1b[31m" + "x" * 1000).reason)
    again = protocol.rejection_from_plain(
        protocol.from_json(protocol.to_json(protocol.rejection_to_plain(reason)))
    )
    assert "\x1b" not in str(again)
    assert len(str(again)) < 600
