"""The ledger's database: one file that only writing changes, shared by several programs, or unusable."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.ledger import Ledger
from tests.ledger.databases import everything
from tests.ledger.example import open_round, receive, send


def test_a_ledger_remembers_after_it_is_closed(tmp_path: Path) -> None:
    with Ledger.open("sqlite:///new/folder/ledger.db", tmp_path) as ledger:
        sent = send(ledger)
    assert [p.name for p in (tmp_path / "new/folder").iterdir()] == ["ledger.db"]
    with Ledger.open(f"sqlite:///{tmp_path}/new/folder/ledger.db") as ledger:
        assert ledger.dispatch_by_code(sent.code) == sent


def test_a_ledger_that_another_program_left_with_a_write_ahead_log_is_one_file_again_when_it_is_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        open_round(ledger, "2025-1")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert [one.name for one in ledger.rounds()] == ["2025-1"]
        open_round(ledger, "2025-2")
        with closing(sqlite3.connect(path)) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]


def test_a_writer_waits_until_all_is_on_disk_and_refuses_what_belongs_nowhere(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path, 1)
    with database.writing() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")
        ]
    assert found == [3, 1]  # EXTRA, ON
    database.close()


def test_opening_and_reading_changes_no_byte(tmp_path: Path) -> None:
    with Ledger.open("sqlite:///ledger.db", tmp_path) as ledger:
        send(ledger)
    before = (tmp_path / "ledger.db").read_bytes()
    with Ledger.open("sqlite:///ledger.db", tmp_path) as ledger:
        ledger.returns()
        ledger.snapshot()
        ledger.new_questions(())
    assert (tmp_path / "ledger.db").read_bytes() == before


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with Ledger.open("sqlite:///ledger.db", tmp_path):
        pass
    alter(tmp_path / "ledger.db", "UPDATE meta SET value = '99'")
    with pytest.raises(InputError, match=r"newer version.*Install the newest"):
        Ledger.open("sqlite:///ledger.db", tmp_path)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    alter(tmp_path / "ledger.db", "CREATE TABLE photos (id INTEGER)")
    before = everything(f"sqlite:///{tmp_path}/ledger.db")
    with pytest.raises(InputError, match="not a ledger"):
        Ledger.open("sqlite:///ledger.db", tmp_path)
    assert everything(f"sqlite:///{tmp_path}/ledger.db") == before


def alter(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", ["text", "header", "pages"])
def test_a_damaged_ledger_is_reported_with_the_fix_and_not_changed(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open("sqlite:///ledger.db", tmp_path) as ledger:
        send(ledger)
    whole = path.read_bytes()
    damaged = {
        "text": b"Namn;Status\n" * 1000,
        "header": b"x" + whole[1:],
        "pages": whole[:100] + b"\xff" * (len(whole) - 100),
    }[damage]
    path.write_bytes(damaged)
    with pytest.raises(InputError, match=r"ledger\.db is damaged.*put back a copy") as caught:
        Ledger.open("sqlite:///ledger.db", tmp_path)
    assert caught.value.exit_status == 2
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ledger.db", "not understood"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("papyrus://user:secret@library/scroll", "unknown kind"),
    ],
)
def test_an_address_that_cannot_be_used_is_reported_without_its_password(
    url: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told) as caught:
        Ledger.open(url, tmp_path)
    assert "secret" not in str(caught.value)
    assert "sqlite:///workbooks/records/ledger.db" in str(caught.value)


def test_a_ledger_in_use_by_another_program_is_not_now(tmp_path: Path) -> None:
    with Ledger.open("sqlite:///ledger.db", tmp_path, patience=0.1) as ledger:
        other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotNow, match=r"busy.*try again") as caught:
            receive(ledger)
        with pytest.raises(NotNow, match="busy"):
            Ledger.open("sqlite:///ledger.db", tmp_path, patience=0.1)
        other.execute("ROLLBACK")
        other.close()
        assert caught.value.exit_status == 3
        assert receive(ledger)


def test_a_ledger_where_nothing_may_be_written_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotNow, match="cannot be made"):
        Ledger.open("sqlite:///file/ledger.db", tmp_path)
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(NotNow, match="cannot be used"):
        Ledger.open("sqlite:///ledger.db", tmp_path)


SEVERAL_AT_ONCE = """
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.ledger.ledger import Ledger
with Ledger.open("sqlite:///ledger.db", Path(sys.argv[1]), patience=30) as ledger:
    new = [ledger.record_received([ReturnRecord(hash=str(n), name="svar", received=datetime.now(UTC),
                                                channel="folder", sender="", path="")], []) for n in range(20)]
print(sum(map(len, new)))
"""


def test_of_several_programs_that_receive_the_same_files_each_file_is_new_to_one(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SEVERAL_AT_ONCE, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = [program.communicate(timeout=60)[0] for program in running]
    assert [program.returncode for program in running] == [0, 0, 0, 0]
    assert sum(map(int, said)) == 20


def test_the_words_of_the_ledger_load_no_database_code() -> None:
    code = "import sys, regionplan_xl.ledger.entries; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
