"""A ledger made by an earlier version is upgraded without losing anything."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from regionplan_xl.errors import NotNow
from regionplan_xl.ledger import migrations
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.ledger.tables import LAYOUT, schema
from regionplan_xl.plan.merging.sent_and_returned import Proposal, SentRow
from regionplan_xl.plan.model import Field, Report, Share
from tests.ledger.example import NOON, answer, carry_out, merge, question, row, send

# Tables and rows as the version before migrations wrote them.
FIRST = Path(__file__).with_name("layout_1.sql")
# A ledger of the example plan: three bodies asked, two merges of which one was undone, two questions.
SIXTH = Path(__file__).with_name("layout_6.sql")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A ledger with the first layout: a round, two returns, two merges."""
    return ledger_from(FIRST, tmp_path)


def ledger_from(script: Path, folder: Path) -> Path:
    """Make the ledger with a script, in the folder."""
    path = folder / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    return path


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return every row in the file by table, without new columns and facts."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in tables
        }
    received = ("received_messages", "received_places", "received_files")
    for new_table in (
        "alembic_version",
        "remarks",
        "jobs",
        "reports",
        "frozen_reports",
        "messages",
        *received,
    ):
        found.pop(new_table, None)
    found["meta"] = [fact for fact in found["meta"] if fact["name"] != "version"]
    added = {
        "sent_rows": ("reported_on", "reported_by", "base_value", "facts"),
        "dispatches": ("texts",),
        "questions": ("candidates",),
    }
    for table, new in added.items():
        found[table] = [{k: v for k, v in row.items() if k not in new} for row in found[table]]
    return found


def test_everything_in_a_ledger_of_the_first_layout_is_kept(first: Path) -> None:
    before = rows_of(first)
    with Ledger.open("sqlite:///ledger.db", first.parent) as ledger:
        assert rows_of(first) == before
        sent = ledger.dispatch_by_code("A6Q-369")
        assert sent is not None
        base = Report("started", 0.1, "=1+1\nærleg", date(2026, 1, 31))
        assert sent.rows == (
            SentRow("M-2BBBB", "1.1.2", "Bygge bru", "Gol", base, True, "1.1 Friluft", "1 Folkehelse",
                    "2025–2026", "Kommunane", "Helse Vest"),
            row(),
        )  # fmt: skip
        assert [(r.hash, r.state, r.dispatch) for r in ledger.returns()] == [
            ("aa", "merged", "A6Q-369"),
            ("bb", "merged", ""),
        ]
        assert [told.change for told in ledger.history("M-1AAAA")] == [answer("aa")]
        _, (asked,) = ledger.questions_of(2)
        expected = question("aa", sheet_row=7)
        assert (asked.key, asked.field) == ("K-H19VG", Field.STATUS)
        assert (asked.reason, asked.place) == (expected.reason, expected.place)
        assert asked in ledger.judged_questions([asked.round])
        (proposal,) = ledger.proposals()
        cells = ("Sykkelveg", "1.1", "=1+1", "")
        assert proposal == Proposal("Gol", "2025-1", cells, NOON, "aa", "svar.xlsx", "F-N4XN1")
        measure = ledger.snapshot()["M-1AAAA"]
        assert measure.shares == (Share("Gol", Report("done", 0.5)),)
        assert (measure.remark, measure.overruled) == ("Sjå \\ møteboka", (Field.STATUS,))


def test_a_ledger_of_the_first_layout_is_carried_on(first: Path) -> None:
    with Ledger.open("sqlite:///ledger.db", first.parent) as ledger:
        ledger.undo_merge(2)
        assert [asked.key for asked in ledger.open_questions()] == ["K-H19VG"]
        assert [r.hash for r in ledger.returns("waiting")] == ["bb"]
        reported = SentRow(
            "M-1AAAA", "1.1.1", "Lage turkart", "", Report("done"), reported_on=date(2025, 3, 2)
        )
        sent = send(ledger, "Ål", rows=(reported,))
        carry_out(ledger, merge(ledger, "bb", dispatch=sent.code))
    with Ledger.open("sqlite:///ledger.db", first.parent) as ledger:
        assert ledger.dispatch_by_code(sent.code) == sent


def test_a_ledger_of_a_real_round_of_layout_6_is_kept_and_carried_on(tmp_path: Path) -> None:
    path = ledger_from(SIXTH, tmp_path)
    before = rows_of(path)
    with Ledger.open("sqlite:///ledger.db", tmp_path) as ledger:
        assert rows_of(path) == before
        assert [merge.state for merge in ledger.merges()] == ["done", "undone", "done"]
        assert len(ledger.open_questions()) == 2
        assert {sent.actor for sent in ledger.dispatches("2025-1")} == {"Næringsforum", "KRU", "Regionrådet"}
        ledger.undo_merge(3)
        assert len(ledger.returns("waiting")) == 3
    assert differences(path) == []


def test_a_ledger_that_has_no_table_of_proposals_gets_one(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("DROP TABLE proposals")
    with Ledger.open("sqlite:///ledger.db", first.parent) as ledger:
        assert ledger.proposals() == ()
    assert differences(first) == []


def test_a_ledger_that_was_brought_up_to_date_is_like_a_new_one(first: Path) -> None:
    Ledger.open("sqlite:///ledger.db", first.parent).close()
    Ledger.open("sqlite:///new.db", first.parent).close()
    assert differences(first) == differences(first.with_name("new.db")) == []


def differences(path: Path) -> list[object]:
    """Return the changes that Alembic would need to turn the file's tables into the program's."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), schema)
    engine.dispose()
    return [change for change in found if "alembic_version" not in str(change)]


def test_a_ledger_is_copied_before_its_layout_is_changed_and_only_then(first: Path) -> None:
    def saved() -> list[str]:
        folder = first.with_name("backups")
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    before, found = first.read_bytes(), rows_of(first)
    for _ in range(2):
        Ledger.open("sqlite:///ledger.db", first.parent).close()
        assert saved() == ["ledger of layout 1.db"]
    assert rows_of(first.with_name("backups") / "ledger of layout 1.db") == found
    # Put back by hand and opened again, it is the same copy; another ledger gets another one.
    first.write_bytes(before)
    Ledger.open("sqlite:///ledger.db", first.parent).close()
    assert saved() == ["ledger of layout 1.db"]
    first.unlink()
    ledger_from(SIXTH, first.parent)
    Ledger.open("sqlite:///ledger.db", first.parent).close()
    assert saved() == ["ledger of layout 1.db", "ledger of layout 6.db"]


def test_a_ledger_that_cannot_be_copied_first_is_not_changed(first: Path) -> None:
    first.with_name("backups").write_text("in the way")
    before = first.read_bytes()
    with pytest.raises(NotNow, match="cannot be copied"):
        Ledger.open("sqlite:///ledger.db", first.parent)
    assert first.read_bytes() == before


def test_a_change_of_layout_that_is_stopped_leaves_the_ledger_as_it_was(first: Path) -> None:
    refuse = "CREATE TRIGGER refuse BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    with closing(sqlite3.connect(first)) as connection:
        connection.execute(refuse)
    before = first.read_bytes()
    with pytest.raises(IntegrityError, match="stopped"):
        Ledger.open("sqlite:///ledger.db", first.parent)
    assert first.read_bytes() == before
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("DROP TRIGGER refuse")
    Ledger.open("sqlite:///ledger.db", first.parent).close()
    assert differences(first) == []


def test_several_programs_that_open_an_old_ledger_at_once_change_it_once(first: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from regionplan_xl.ledger.ledger import Ledger; "
        "print(len(Ledger.open('sqlite:///ledger.db', Path(sys.argv[1]), patience=30).merges()))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(first.parent)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [program.communicate(timeout=60)[0].strip() for program in running] == ["2", "2", "2"]
    assert differences(first) == []


def test_the_newest_revision_leads_to_the_layout_of_the_program() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == f"layout_{LAYOUT}"


def test_a_ledger_of_this_version_is_opened_without_the_code_for_migrations(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from regionplan_xl.ledger.ledger import Ledger; "
        "[Ledger.open('sqlite:///ledger.db', Path(sys.argv[1])).close() for _ in range(2)]; "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0
