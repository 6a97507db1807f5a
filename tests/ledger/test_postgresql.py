"""The ledger in PostgreSQL, as in SQLite. REGIONPLAN_TEST_POSTGRESQL is the URL of a database that may be emptied."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.ledger.tables import schema
from tests.ledger.example import answer, carry_out, merge, question, receive, row, send

URL = os.environ.get("REGIONPLAN_TEST_POSTGRESQL", "")
pytestmark = pytest.mark.skipif(not URL, reason="REGIONPLAN_TEST_POSTGRESQL names no database")


@pytest.fixture
def empty() -> Iterator[Connection]:
    """A connection to the empty database."""
    engine = create_engine(URL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        yield connection
    engine.dispose()


def test_a_round_is_recorded_merged_and_undone(empty: Connection) -> None:
    with Ledger.open(URL) as ledger:
        reported = replace(row(status="done"), reported_on=date(2025, 2, 28), reported_by="Ål")
        sent = send(ledger, rows=(reported,))
        assert send(ledger, rows=(reported,)) == sent
        receive(ledger)
        asked = (question("aa", "\0 \ud800 \\"),)
        carry_out(ledger, merge(ledger, "aa", dispatch=sent.code, changes=(answer("aa"),), questions=asked))
        assert [one.answer for one in ledger.open_questions()] == ["\0 \ud800 \\"]
        ledger.undo_merge(1)
    with Ledger.open(URL) as ledger:
        assert ledger.dispatch_by_code(sent.code) == sent
        assert [told.undone for told in ledger.history("M-1AAAA")] == [True]
        assert ledger.open_questions() == ()
        assert [record.hash for record in ledger.returns("waiting")] == ["aa"]


def test_a_ledger_of_the_first_layout_is_carried_on(empty: Connection) -> None:
    with Ledger.open(URL) as ledger:
        sent = send(ledger)
    empty.execute(text("ALTER TABLE sent_rows DROP COLUMN reported_on, DROP COLUMN reported_by"))
    empty.execute(text("DROP TABLE proposals"))
    empty.execute(text("UPDATE meta SET value = '1'"))
    with Ledger.open(URL) as ledger:
        assert ledger.dispatch_by_code(sent.code) == sent
        assert send(ledger) == sent
        assert ledger.proposals() == ()
    differences = compare_metadata(MigrationContext.configure(empty), schema)
    assert [change for change in differences if "alembic_version" not in str(change)] == []
