"""Run a round with a chosen engine, and compare the results."""

import re
import shutil
import sqlite3
import zipfile
from pathlib import Path

from tests.rounds.answers import answer
from tests.rounds.commands import regionplan
from tests.sandbox.hostile import HOSTILE

ANSWERS = {
    "Næringsforum": {"1.1.1": {"Status": "Gjennomført", "Kommentar": "Sjå «Ål»\n=1+1"}},
    "Regionrådet": {},
    "KRU": {},
    "Gol": {},
}
# A log row shows the minute of the merge, and the ledger the fingerprint of a master with that minute.
_MINUTE = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d")
_FINGERPRINT = re.compile(r"'[0-9a-f]{64}'")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d[:.]\d\d[:.]\d\d(\.\d+)?(\+00:00)?")


def with_engine(project: Path, engine: str) -> Path:
    """Write the engine in config.yaml."""
    config = project / "config.yaml"
    text = config.read_text(encoding="utf-8")
    before, _, rest = text.partition("\nengine:")
    config.write_text(f"{before}\nengine: {engine}\n{rest[rest.index('report:') :]}", encoding="utf-8")
    return project


def copy(project: Path, target: Path, engine: str) -> Path:
    """Copy a project, including file times, and make the copy use another engine."""
    return with_engine(Path(shutil.copytree(project, target)), engine)


def fill_inbox(project: Path, *hostile: str) -> None:
    """Put answers, unanswered returns and some files that are not returns in the inbox."""
    for actor, answers in ANSWERS.items():
        answer(project, actor, answers)
    inbox = project / "workbooks" / "inbox"
    for name in ("encrypted.xlsx", "zip bomb of returns.zip", *hostile):
        (inbox / name).write_bytes(HOSTILE[name]())
    outbox = next((project / "workbooks" / "outbox").iterdir())
    with zipfile.ZipFile(inbox / "to saman.zip", "w") as package:
        for actor in ("Hol", "Ål"):
            package.write(outbox / f"{actor}.xlsx", f"svar {actor}.xlsx")


def merged(project: Path) -> tuple[object, ...]:
    """Merge; return the output and the state of the project."""
    run = regionplan("--json", "merge", folder=project)
    assert run.status == 1, run.err
    return run.data, *state(project)


def state(project: Path) -> tuple[object, ...]:
    """Return every part of the master and every row of the ledger, without times, and all file names."""
    with zipfile.ZipFile(master(project)) as book:
        parts = {name: _MINUTE.sub(b"", book.read(name)) for name in book.namelist()}
    return parts, ledger(project), files(project)


def master(project: Path) -> Path:
    """The master."""
    return project / "workbooks" / "master.xlsx"


def ledger(project: Path) -> dict[str, list[str]]:
    """Every row of the ledger, by table, with its times left out."""
    connection = sqlite3.connect(project / "workbooks" / "records" / "ledger.db")
    try:
        names = [
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        ]
        rows = {
            name: sorted(_MOMENT.sub("", repr(row)) for row in connection.execute(f'select * from "{name}"'))
            for name in names
        }
        return {**rows, "merges": [_FINGERPRINT.sub("", row) for row in rows["merges"]]}
    finally:
        connection.close()


def files(project: Path) -> list[str]:
    """Return every file below workbooks except the backups, whose names contain the time."""
    found = (path.relative_to(project) for path in (project / "workbooks").rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if "backups" not in path.parts)
