"""A mailbox collected with a fault at any point: no e-mail is lost, doubled, or marked read before it is stored.

A normal run tries a few of the points, different ones for each fault; the soak (`REGIONPLAN_SOAK=1`) tries all.
"""

import os
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.incoming.corpus import SERVER
from tests.delivery.incoming.messages import message
from tests.delivery.mail.dovecot import PASSWORD, Dovecot
from tests.faults.points import FAULTS, KILLED, Fault, Points, run_apart
from tests.faults.stages import ROUND, Stage, note, run, stages

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 3  # of the points per fault, in the ordinary run

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return stages(tmp_path_factory.mktemp("stages"))["collect"]


@pytest.fixture
def trusted(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The mail server, trusted by the program, which has its password."""
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.trusted))
    monkeypatch.setenv("REGIONPLAN_IMAP_PASSWORD", PASSWORD)
    return imap


def project(stage: Stage, folder: Path, server: Dovecot, user: str) -> Path:
    """Return the project after its round is sent, with three e-mails in its mailbox and an empty inbox."""
    stage.copy(folder)
    for path in (folder / "workbooks" / "inbox").iterdir():
        path.unlink()
    config = folder / "config.yaml"
    line = f"channel: folder\n  imap: {{host: localhost, port: {server.tls}, user: {user}, trust: {SERVER}}}"
    config.write_text(config.read_text("utf-8").replace("channel: folder", line), encoding="utf-8")
    books = sorted((folder / "workbooks" / "outbox" / ROUND).glob("*.xlsx"))[:2]
    for number, book in enumerate(books):
        raw = message(f"Svar {number}", {book.name: book.read_bytes()}).as_bytes()
        server.deliver(user, raw, name=f"{number}")
    server.deliver(user, message("Me har ikkje noko nytt.").as_bytes(), name="2")
    return folder


def user_of(fault: Fault, at: int) -> str:
    """Return a separate user for each fault; the server accepts only lower-case letters."""
    return f"{fault.replace(' ', '-').lower()}-{at}@example.org"


def recorded(folder: Path) -> Counter[str]:
    with Project.open(folder).ledger as ledger:
        return Counter(one.hash for one in ledger.received_mails())


def assert_kept_before_shown_as_read(folder: Path, server: Dovecot, user: str, where: str) -> None:
    kept = recorded(folder)
    for name, raw in server.files(user).items():
        if name.endswith("S"):
            hash_ = sha256(raw).hexdigest()
            assert kept[hash_] == 1, where
            archive = folder / "workbooks" / "archive" / "received" / "mail"
            assert (archive / f"{hash_}.eml").read_bytes() == raw, where


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_of_collecting_loses_and_doubles_no_email(
    fault: Fault, before: Stage, trusted: Dovecot, tmp_path: Path
) -> None:
    folder = project(before, tmp_path / "project", trusted, user_of(fault, 0))
    status, points = run_apart(folder, ("collect",), Points())
    assert status == 0
    tried: Counter[str] = Counter()
    for at in chosen(len(points), fault):
        user = user_of(fault, at)
        folder = project(before, tmp_path / "project", trusted, user)
        status, _ = run_apart(folder, ("collect",), Points(at, fault))
        where = f"{fault} at point {at} of {len(points)} ({points[at - 1]})"
        # A full disk is a sentence and «not now», or was no matter; what cannot be read is left, and that is told.
        allowed = (KILLED,) if fault.startswith("killed") else (0, 3) if fault == "ENOSPC" else (0, 1, 3)
        assert status in allowed, f"{where}: {status}"
        assert_kept_before_shown_as_read(folder, trusted, user, where)
        assert run(folder, "collect") == 0, where
        assert_kept_before_shown_as_read(folder, trusted, user, where)
        files = trusted.files(user)
        assert recorded(folder) == Counter(sha256(raw).hexdigest() for raw in files.values()), where
        assert len(files) == 3, f"{where}: nothing leaves the mailbox"
        with Project.open(folder).ledger as ledger:
            assert len(ledger.returns()) == 3, where
        tried[points[at - 1]] += 1
    note(f"in process | collect from a mailbox | {fault} | {tried.total()} of {len(points)}", tried)


def chosen(count: int, fault: Fault) -> list[int]:
    """Return all points, or some of them, spread evenly and different for each fault."""
    if SOAK or count <= SAMPLED:
        return list(range(1, count + 1))
    first = 1 + FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(count, first + n * count // SAMPLED) for n in range(SAMPLED)]
