"""Rereading only the changed parts of the master gives the same result as reading all of it."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.areas.read_again import read_again
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.ooxml import Put, SheetChange, changed
from regionplan_xl.plan.model import Plan, as_compared
from tests.excel.plans import TODAY, small_plan

PLAN = small_plan()
OLD = write_master(PLAN, today=TODAY)
PORTAL = "M-112KQX"


def read(book: bytes) -> Master:
    return read_master(book, scale=PLAN.scale, name=PLAN.name, language=PLAN.language)


MASTER = read(OLD)
AREA = MASTER.places[PORTAL].sheet


def again(new: bytes) -> Plan | None:
    found = read_again(OLD, new, MASTER, {})
    return found.plan if found else None


def written(cells: Mapping[str, str | Put | None], row: int = 0) -> bytes:
    """Return the master with these cells of a measure's row, by column key."""
    place = MASTER.places[PORTAL]
    change = SheetChange({(row or place.row, place.columns[key]): new for key, new in cells.items()})
    return changed(OLD, {AREA: change})[0]


def with_part(book: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return the workbook with some bytes of a part replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == name:
                assert old in data
                data = data.replace(old, new, 1)
            target.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        {"status": "Gjennomført", "comment": "Ferdig no"},
        {"status": None, "comment": None},
        {"remark": "Til rådet", "progress": None},
        {"status": "tja"},
        {"responsible": "Gol kommune, Ål kommune", "timeframe": "2027"},
    ],
)
def test_a_changed_row_says_the_same_as_if_all_were_read(cells: Mapping[str, str | None]) -> None:
    new = written(cells)
    whole, part = read(new), read_again(OLD, new, MASTER, {})
    assert part is not None
    assert as_compared(part.plan) == as_compared(whole.plan)
    assert (part.unparsed, part.reworded) == (whole.unparsed, whole.reworded)
    assert as_compared(part.plan) != as_compared(MASTER.plan)


def test_rows_below_a_list_say_nothing_of_the_plan() -> None:
    assert MASTER.log is not None
    log = SheetChange(
        {}, [{1: "Ei endring", 2: "1.1"}], append_at=MASTER.log.last + 2, append_after=MASTER.log.last
    )
    new = changed(OLD, {MASTER.log.sheet: log})[0]
    assert again(new) == MASTER.plan == read(new).plan


def test_all_is_read_if_more_than_rows_of_measures_differs() -> None:
    place = MASTER.places[PORTAL]
    goal = MASTER.places["G-12AAA"]
    below = max(at.row for at in MASTER.places.values() if at.sheet == AREA) + 1
    assert again(written({"text": "Eit anna mål"}, row=goal.row)) is None
    assert again(written({"text": "Ei ny rad"}, row=below)) is None
    assert again(written({"text": "Overskrift"}, row=place.header)) is None
    assert again(written({"id": "M-999KQX"})) is None
    assert again(written(dict.fromkeys(place.columns))) is None
    assert again(written({"text": "Ein heilt ny tekst"})) is None, "its shares may be found by the text"


def test_all_is_read_if_what_all_cells_depend_on_differs() -> None:
    for name, old, new in (
        ("xl/workbook.xml", AREA.encode(), b"Eit anna namn"),
        ("xl/styles.xml", b"<cellXfs", b"\n<cellXfs"),
        ("xl/sharedStrings.xml", b"</sst>", b"<si><t>meir</t></si></sst>"),
    ):
        assert again(with_part(OLD, name, old, new)) is None


def test_a_broken_sheet_is_noticed_wherever_it_is() -> None:
    with zipfile.ZipFile(BytesIO(OLD)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    for name in sheets:
        broken = with_part(OLD, name, b"</c></row>", b"</d></row>")
        try:
            assert again(broken) is None
        except Rejected:
            continue
