"""No field of a stored dataclass is forgotten: each has a column, and is read back equal."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.stored.columns import Stored
from regionplan_xl.ledger.stored.values import measure_from_text, measure_to_text, restored, storable
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from tests.ledger.strategies import filled

STORED = [
    (tables.ROUND, tables.rounds),
    (tables.DISPATCH, tables.dispatches),
    (tables.SENT_ROW, tables.sent_rows),
    (tables.RETURN, tables.returns),
    (tables.RETURN_BEFORE, tables.returns_before),
    (tables.RECEIVED_MESSAGE, tables.received_messages),
    (tables.MERGE, tables.merges),
    (tables.CHANGE, tables.changes),
    (tables.QUESTION, tables.questions),
    (tables.PROPOSAL, tables.proposals),
    (tables.REMARK, tables.remarks),
    (tables.JOB, tables.jobs),
    (tables.REPORT, tables.reports),
    (tables.FROZEN_REPORT, tables.frozen_reports),
    (tables.MESSAGE, tables.messages),
]


def name(given: Any) -> str:
    return given.kind.__name__ if isinstance(given, Stored) else ""


@pytest.mark.parametrize(("stored", "table"), STORED, ids=name)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_field_comes_back_equal(stored: Stored[Any], table: Table, data: st.DataObject) -> None:
    alone = Table("alone", MetaData(), Column("alone", Integer, primary_key=True), *stored.columns())
    given = data.draw(filled(stored.kind))
    joined = {"round": given.round, "actor": given.actor} if stored is tables.RETURN else {}
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        alone.create(connection)
        connection.execute(insert(alone), stored.row(given))
        back = stored.value(connection.execute(select(alone)).one(), **joined)
    engine.dispose()
    assert back == given
    for field in fields(stored.kind):
        assert type(getattr(back, field.name)) is type(getattr(given, field.name)), field.name
    assert stored.row(given).keys() <= set(table.c.keys())


def test_every_dataclass_that_is_stored_is_tried() -> None:
    declared = [stored for stored in vars(tables).values() if isinstance(stored, Stored)]
    assert declared == [stored for stored, _ in STORED]


@given(filled(MeasureSnapshot))
def test_every_field_of_a_measure_comes_back_as_the_merge_left_it(measure: MeasureSnapshot) -> None:
    stored = restored(storable(measure_to_text(measure)))
    assert measure_from_text(measure.id, stored) == measure


def test_a_measure_that_was_stored_before_a_field_existed_has_its_default() -> None:
    measure = MeasureSnapshot(id="M-1AAAA", number="1.1", text="Lage turkart", remark="Sjå møteboka")
    older = measure_to_text(measure).replace(',"remark":"Sjå møteboka"', "").replace(',"overruled":[]', "")
    assert measure_from_text("M-1AAAA", older) == replace(measure, remark=None)


def test_a_field_of_a_type_without_a_column_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="shares: there is no column"):
        Stored(MeasureSnapshot).columns()
