"""The inbox and the outbox as folders that people use."""

import os
import socket
import threading
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from regionplan_xl.delivery.channel import ReadyBook, Received
from regionplan_xl.delivery.folder import FolderChannel
from regionplan_xl.errors import NotNow, Problem
from regionplan_xl.locale import catalog
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.model import Actor
from tests.delivery.posts import LONG_AGO, deliver, dispatch, fetched


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def channel(tmp_path: Path, inbox: Path) -> FolderChannel:
    return FolderChannel(tmp_path / "outbox", inbox, largest_file=1000)


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A separate folder, used as a user without all permissions (an administrator may do everything)."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o777)
        administrator = os.geteuid() == 0
        if administrator:
            os.seteuid(65534)
        try:
            yield Path(made)
        finally:
            if administrator:
                os.seteuid(0)


def drop(path: Path, data: bytes = b"answer") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    return path


def problems(channel: FolderChannel) -> list[Problem]:
    return [one for one in channel.fetch() if isinstance(one, Problem)]


def test_the_workbook_is_in_the_rounds_folder_under_the_actors_name(
    channel: FolderChannel, tmp_path: Path
) -> None:
    where = deliver(channel, "Ål kommune", b"book")
    assert Path(where) == tmp_path / "outbox/2025-1/Ål kommune.xlsx"
    assert Path(where).read_bytes() == b"book"


def test_a_workbook_sent_again_replaces_the_former(channel: FolderChannel, tmp_path: Path) -> None:
    for actor in ("Hol", "A/B", "hol"):
        assert deliver(channel, actor, b"1") == deliver(channel, actor, b"2")
    assert [path.read_bytes() for path in (tmp_path / "outbox/2025-1").iterdir()] == [b"2"] * 3


def test_no_workbook_overwrites_another_actors(channel: FolderChannel, tmp_path: Path) -> None:
    names = [
        "Gol",
        "GOL",
        "gol ",
        "A/B",
        "A\\B",
        "A-B",
        "CON",
        "con",
        "x" * 300,
        "x" * 301,
        "..",
        ".",
        "Å" * 200,
    ]
    places = [deliver(channel, name, name.encode()) for name in names]
    assert len({place.casefold() for place in places}) == len(names)
    assert [Path(place).read_bytes().decode() for place in places] == names
    assert [deliver(channel, name, b"") for name in names] == places


@pytest.mark.parametrize(
    "name",
    ["Fylke/NVE", "..", "../../x", "C:\\x", "NUL", "com1", "Lpt¹.plan", "aux .x", "Gol.", "Gol ", " Gol",
     ".gol", "a\nb", "?*<>|\"", "~$Gol", "a\u202egnp", "\ud800", "", "Ål" * 150, "🏔" * 100, "a\x00b"],
)  # fmt: skip
def test_any_name_becomes_a_file_that_every_system_takes(
    channel: FolderChannel, tmp_path: Path, name: str
) -> None:
    path = Path(deliver(channel, name, b"book", round_name=name))
    assert path.read_bytes() == b"book"
    assert path.parent.parent == tmp_path / "outbox"
    for part in (path.parent.name, path.name):
        assert not set(part) & set('<>:"/\\|?*\n\x00')
        assert not part.startswith((".", " ", "~"))
        assert not part.removesuffix(".xlsx").endswith((".", " "))
        assert part.split(".")[0].strip().upper() not in ("NUL", "COM1", "LPT¹", "AUX")
        assert len(part.encode()) < 200


def ready(*actors: str) -> list[ReadyBook]:
    return [ReadyBook(dispatch(name), Actor(name), name.encode) for name in actors]


def test_of_bodies_that_differ_only_in_case_or_forbidden_signs_each_has_its_own_file_in_one_sending(
    channel: FolderChannel,
) -> None:
    names = ["Gol", "GOL", "gol", "A/B", "A\\B", "A-B", "con", "CON", "Ål", "ål"]
    places = {book.actor.name: where for book, where in channel.send_all(ready(*names))}
    assert len({place.casefold() for place in places.values()}) == len(names)
    assert [Path(places[name]).read_bytes().decode() for name in names] == names
    again = {book.actor.name: where for book, where in channel.send_all(ready(*reversed(names)))}
    assert again == places


def test_a_workbook_that_cannot_be_written_stops_the_sending_and_those_begun_are_whole(
    channel: FolderChannel, tmp_path: Path
) -> None:
    names = [f"Organ {n:03}" for n in range(200)]
    (tmp_path / "outbox/2025-1/Organ 005.xlsx").mkdir(parents=True)
    (tmp_path / "outbox/2025-1/Organ 005.xlsx/open").touch()
    told: list[str] = []
    with pytest.raises(NotNow, match=r"Organ 005\.xlsx.*could not be written"):
        told.extend(Path(where).name for _, where in channel.send_all(ready(*names)))
    written = {
        path.name: path.read_text() for path in (tmp_path / "outbox/2025-1").iterdir() if path.is_file()
    }
    assert written == {f"{name}.xlsx": name for name in names if f"{name}.xlsx" in told}
    assert set(told) >= {f"{name}.xlsx" for name in names[:5]}
    assert "Organ 199.xlsx" not in told


def test_a_workbook_that_cannot_be_packed_stops_the_sending(channel: FolderChannel, tmp_path: Path) -> None:
    def broken() -> bytes:
        raise MemoryError

    books = [*ready("Gol"), ReadyBook(dispatch("Hol"), Actor("Hol"), broken), *ready("Ål")]
    told: list[str] = []
    with pytest.raises(MemoryError):
        told.extend(book.actor.name for book, _ in channel.send_all(books))
    assert set(told) <= {"Gol", "Ål"}
    assert not list((tmp_path / "outbox/2025-1").glob("*Hol*"))


def test_a_name_written_in_two_unicode_forms_is_one_file(channel: FolderChannel) -> None:
    decomposed = unicodedata.normalize("NFD", "Ål")
    assert deliver(channel, "Ål", b"") == deliver(channel, decomposed, b"")


def test_an_outbox_that_cannot_be_written_to_is_reported(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(NotNow, match="could not be written"):
        deliver(FolderChannel(tmp_path / "outbox", inbox), "Hol", b"")


def test_a_missing_inbox_is_an_empty_one(tmp_path: Path) -> None:
    assert list(FolderChannel(tmp_path / "outbox", tmp_path / "nothing").fetch()) == []


def test_files_in_dropped_folders_are_found(channel: FolderChannel, inbox: Path) -> None:
    drop(inbox / "Frå Gol" / "vedlegg" / "tiltak.xlsx")
    (received,) = fetched(channel)
    assert received.name == "tiltak.xlsx"
    assert received.acknowledge()
    assert not (inbox / "Frå Gol/vedlegg/tiltak.xlsx").exists()


def test_what_programs_leave_behind_is_not_taken_for_answers(channel: FolderChannel, inbox: Path) -> None:
    for name in (
        "~$Gol.xlsx", ".~lock.Gol.xlsx#", "._Gol.xlsx", ".DS_Store", "desktop.ini", "Desktop.ini", ".sync/Gol.xlsx",
        "__MACOSX/Gol.xlsx", "$RECYCLE.BIN/Gol.xlsx", "Gol/.DS_Store",
    ):  # fmt: skip
        drop(inbox / name)
    drop(inbox / "Thumbs.db", b"\xd0\xcf\x11\xe0" + bytes(60))
    (inbox / ".empty").mkdir()
    assert list(channel.fetch()) == []
    assert list(channel.left()) == []
    assert len([path for path in inbox.rglob("*") if path.is_file()]) == 11


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".Gol.xlsx", "skjulte fila"),
        (".Gol", "skjulte fila"),
        ("~$Gol.xlsx", "skjulte fila"),
        ("._Gol.xlsx", "skjulte fila"),
        (".~Gol.xlsx", "skjulte fila"),
        ("Gol.tmp", "ikkje ferdig"),
        ("Gol.xlsx.PART", "ikkje ferdig"),
        ("Gol.crdownload", "ikkje ferdig"),
        ("Gol.xlsx.partial", "ikkje ferdig"),
        ("Frå Gol/.Gol.xlsx", "skjulte fila"),
    ],
)
def test_a_file_that_may_be_an_answer_and_is_not_taken_in_is_named(
    channel: FolderChannel, inbox: Path, name: str, why: str
) -> None:
    path = drop(inbox / name, b"PK\x03\x04 answer")
    for found in (problems(channel), list(channel.left())):
        (problem,) = found
        assert problem.place.file == name
        assert why in catalog("nn")(problem.what)
        assert problem.fix
    assert path.exists()


@pytest.mark.parametrize("name", [".skjult", "Gol.xlsx.download", "Frå Gol/.sendt"])
def test_a_hidden_folder_with_something_in_it_is_named_once(
    channel: FolderChannel, inbox: Path, name: str
) -> None:
    drop(inbox / name / "Gol.xlsx")
    drop(inbox / name / "Hol.xlsx")
    (problem,) = problems(channel)
    assert problem.place.file == name
    assert "skjulte mappa" in catalog("nn")(problem.what)


def test_a_file_whose_name_begins_with_a_tilde_is_an_answer_like_any_other(
    channel: FolderChannel, inbox: Path
) -> None:
    drop(inbox / "~Gol.xlsx")
    assert [one.name for one in fetched(channel)] == ["~Gol.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="links need special rights on Windows")
def test_an_inbox_on_a_drive_that_is_away_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / "inbox").symlink_to(tmp_path / "away")
    (problem,) = FolderChannel(tmp_path / "outbox", tmp_path / "inbox").left()
    assert "Innboksen er ei lenkje" in catalog("nn")(problem.what)


def test_a_file_that_is_too_large_is_reported_and_left(channel: FolderChannel, inbox: Path) -> None:
    large = drop(inbox / "film.xlsx", b"x" * 1001)
    drop(inbox / "Gol.xlsx")
    (problem,) = problems(channel)
    assert problem.place.file == "film.xlsx"
    assert catalog("nn")(problem.what).startswith("Fila er på 1 MB")
    assert large.exists()
    assert [one.name for one in fetched(channel)] == ["Gol.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_file_that_may_not_be_read_is_reported_and_the_others_are_taken(as_nobody: Path) -> None:
    channel = FolderChannel(as_nobody / "outbox", as_nobody / "inbox")
    drop(as_nobody / "inbox/Gol.xlsx").chmod(0)
    drop(as_nobody / "inbox/Hol.xlsx")
    drop(as_nobody / "inbox/Stengd/Ål.xlsx").parent.chmod(0)
    try:
        assert [problem.place.file for problem in problems(channel)] == ["Stengd", "Gol.xlsx"]
        assert sorted(problem.place.file for problem in channel.left()) == ["Gol.xlsx", "Stengd"]
        assert all("kan ikkje lesast" in catalog("nn")(problem.what) for problem in problems(channel))
        assert [one.name for one in fetched(channel)] == ["Hol.xlsx"]
    finally:
        (as_nobody / "inbox/Stengd").chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_an_answer_that_may_not_be_removed_stays(as_nobody: Path) -> None:
    path = drop(as_nobody / "inbox/Gol.xlsx")
    (received,) = fetched(FolderChannel(as_nobody / "outbox", as_nobody / "inbox"))
    path.parent.chmod(0o500)
    try:
        assert not received.acknowledge()
        assert path.exists()
    finally:
        path.parent.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="links need special rights on Windows")
def test_links_are_not_followed(channel: FolderChannel, inbox: Path, tmp_path: Path) -> None:
    secret = drop(tmp_path / "elsewhere" / "secret.xlsx")
    (inbox / "link.xlsx").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "broken").symlink_to(tmp_path / "nowhere")
    drop(inbox / "Gol.xlsx")
    assert [problem.place.file for problem in problems(channel)] == ["broken", "folder", "link.xlsx", "loop"]
    assert [one.name for one in fetched(channel)] == ["Gol.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="an inbox that is a link itself is made by hand on Windows")
def test_the_inbox_may_itself_be_a_link_to_a_shared_folder(tmp_path: Path, inbox: Path) -> None:
    drop(inbox / "Gol" / "Gol.xlsx")
    (tmp_path / "shared").symlink_to(inbox)
    assert [one.name for one in fetched(FolderChannel(tmp_path, tmp_path / "shared"))] == ["Gol.xlsx"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_in_the_inbox_does_not_hang_the_round(channel: FolderChannel, inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / ".~lock.pipe#").symlink_to(inbox / "pipe.xlsx")
    os.mkfifo(inbox / "~$pipe.xlsx")
    assert [problem.place.file for problem in problems(channel)] == ["pipe.xlsx"]
    assert [problem.place.file for problem in channel.left()] == ["pipe.xlsx"]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="Windows has no sockets in folders")
def test_a_socket_in_the_inbox_is_named(channel: FolderChannel, inbox: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        here = Path.cwd()
        os.chdir(inbox)  # a socket's path is at most 107 bytes
        try:
            bound.bind("Gol.xlsx")
        finally:
            os.chdir(here)
        assert [problem.place.file for problem in channel.left()] == ["Gol.xlsx"]


def test_a_file_just_dropped_is_taken_when_it_no_longer_changes(channel: FolderChannel, inbox: Path) -> None:
    (inbox / "Gol.xlsx").write_bytes(b"answer")
    (inbox / "Hol.xlsx").write_bytes(b"answer")
    began = time.monotonic()
    assert len(fetched(channel)) == 2
    assert time.monotonic() - began < 1


def test_a_file_with_a_date_to_come_is_taken_too(channel: FolderChannel, inbox: Path) -> None:
    ahead = time.time() + 86_400
    os.utime(drop(inbox / "Gol.xlsx"), (ahead, ahead))
    (received,) = fetched(channel)
    assert received.received.timestamp() <= time.time()


@pytest.mark.parametrize(
    "seconds",
    [-1, -2_208_988_800, -62_135_596_801, -(2**55), 253_402_300_799, 253_402_300_800, 2**55, 2**63 // 10**9],
    ids=[
        "1969",
        "1900",
        "before the year 1",
        "long before",
        "the last second",
        "10000",
        "long after",
        "the most",
    ],
)
def test_the_time_on_a_file_stops_nothing(channel: FolderChannel, inbox: Path, seconds: int) -> None:
    path = drop(inbox / "Gol.xlsx")
    try:
        os.utime(path, (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such time")
    drop(inbox / "Hol.xlsx")
    received = fetched(channel)
    assert {one.name for one in received} == {"Gol.xlsx", "Hol.xlsx"}
    assert all(one.received <= datetime.now(UTC) and local_moment(one.received) for one in received)
    assert all(one.acknowledge() for one in received)


def test_a_file_still_being_written_is_left_until_it_is_whole(channel: FolderChannel, inbox: Path) -> None:
    halt = threading.Event()

    def copy_slowly() -> None:
        with (inbox / "Gol.xlsx").open("wb", buffering=0) as file:
            while not halt.wait(0.05):
                file.write(b"x")

    drop(inbox / "Hol.xlsx")
    copying = threading.Thread(target=copy_slowly)
    copying.start()
    try:
        time.sleep(0.1)
        found = list(channel.fetch())
        assert [one.name for one in found if isinstance(one, Received)] == ["Hol.xlsx"]
        (problem,) = (one for one in found if isinstance(one, Problem))
        assert (problem.place.file, "skriv framleis" in catalog("nn")(problem.what)) == ("Gol.xlsx", True)
    finally:
        halt.set()
        copying.join()
    assert {one.name: one.data for one in fetched(channel)}["Gol.xlsx"] == (inbox / "Gol.xlsx").read_bytes()


def test_a_file_replaced_since_it_was_read_is_not_removed(channel: FolderChannel, inbox: Path) -> None:
    path = drop(inbox / "Gol.xlsx", b"answer 1")
    (received,) = fetched(channel)
    drop(inbox / "new", b"answer 2").replace(path)
    assert not received.acknowledge()
    assert path.read_bytes() == b"answer 2"


def test_a_file_changed_in_place_is_not_removed_even_when_its_date_is_the_same(
    channel: FolderChannel, inbox: Path
) -> None:
    path = drop(inbox / "Gol.xlsx", b"answer 1")
    (received,) = fetched(channel)
    seen = path.stat()
    path.write_bytes(b"answer 2")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert not received.acknowledge()
    assert path.read_bytes() == b"answer 2"


def test_a_file_taken_away_meanwhile_is_passed_over(channel: FolderChannel, inbox: Path) -> None:
    drop(inbox / "Gol.xlsx")
    hol = drop(inbox / "Hol.xlsx")
    coming = channel.fetch()
    first = next(coming)
    assert isinstance(first, Received)
    assert first.name == "Gol.xlsx"
    hol.unlink()
    assert list(coming) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows file names are always text")
def test_a_name_that_is_no_text_can_still_be_stored(channel: FolderChannel, inbox: Path) -> None:
    drop(Path(os.fsdecode(os.fsencode(inbox) + b"/\xc5l.xlsx")))
    drop(inbox / unicodedata.normalize("NFD", "Hølen.xlsx"))
    names = [one.name for one in fetched(channel)]
    assert sorted(names) == ["Hølen.xlsx", "�l.xlsx"]
    assert all(name.encode() for name in names)
