"""Write report files: a new report replaces the former one of the same name, unless somebody has edited it."""

from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.ledger.entries import ReportRecord
from regionplan_xl.project.folder import Project
from regionplan_xl.project.master_lock import lock_file


@dataclass(frozen=True)
class WrittenReport:
    """A written report; `kept` are earlier files of the same name that were edited or are open."""

    path: Path
    kept: tuple[Path, ...] = ()


def write_report(project: Project, stem: str, ending: str, data: bytes, made_of: str) -> WrittenReport:
    """Write a report into reports/; replace the file with the same name if it is unchanged since the program wrote it.

    Otherwise the name gets a number. The project must be locked. `made_of`: the fingerprint of the report's contents.
    """
    known = {one.path: one.hash for one in project.ledger.reports()}
    kept: list[Path] = []
    while True:
        number = f" ({len(kept) + 1})" if kept else ""
        path = project.reports / f"{stem}{number}.{ending}"
        name = path.relative_to(project.folder).as_posix()
        if (_is_ours(path, known.get(name, "")) or not path.exists()) and _replaced(path, data):
            break
        kept.append(path)
    record = ReportRecord(path=name, hash=fingerprint(data), written=project.now(), made_of=made_of)
    project.ledger.record_report(record)
    return WrittenReport(path, tuple(kept))


def _is_ours(path: Path, written: str) -> bool:
    """Return whether the file is unchanged since the program wrote it, and not open in another program."""
    try:
        return bool(written) and lock_file(path) is None and fingerprint(path.read_bytes()) == written
    except OSError:
        return False


def _replaced(path: Path, data: bytes) -> bool:
    """Write the file; return False if another program has the existing one open (Windows)."""
    there = path.exists()
    try:
        write_atomically(path, data)
    except PermissionError:
        if not there:
            raise
        return False
    return True
