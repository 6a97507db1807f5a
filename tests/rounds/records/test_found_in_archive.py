"""What the archive has and a restored ledger does not know is taken in again with all that was known of it."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from regionplan_xl.sandbox.reader import Reader
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def restored(desk: Desk) -> Desk:
    """Lose the ledger after everything was collected, and put its copy from before that back."""
    (desk.folder / "workbooks" / "records" / "ledger.db").unlink()
    desk.run("undo", "--ledger")
    assert desk.status == 0
    return desk


def received(desk: Desk) -> set[str]:
    folder = desk.folder / "workbooks" / "archive" / "received"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def in_folder_of(desk: Desk, body: str, file: Path) -> None:
    folder = file.parent / body
    folder.mkdir()
    file.rename(folder / file.name)


def zipped(file: Path, *, locked: bool = False) -> Path:
    """Pack a return; `locked`: mark it as one with a password."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(file, file.name)
    data = bytearray(out.getvalue())
    if locked:
        data[data.index(b"PK\x03\x04") + 6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    file.unlink()
    path = file.with_suffix(".zip")
    path.write_bytes(data)
    os.utime(path, (1.7e9, 1.7e9))
    return path


def test_a_file_from_another_bodys_folder_still_waits_for_a_person(desk: Desk) -> None:
    in_folder_of(desk, "Flå", desk.answer("Næringsforum", "1.1.1", Status="Gjennomført"))
    desk.run("collect")
    merged = restored(desk).run("merge")
    assert (merged["changes"], len(merged["held"])) == ([], 1)
    assert "Flå" in merged["held"][0]["reason"]
    assert desk.cell("1.1.1", "Status") is None


def test_the_preview_holds_a_file_from_another_bodys_folder_as_the_merge_does(desk: Desk) -> None:
    in_folder_of(desk, "Flå", desk.answer("Næringsforum", "1.1.1", Status="Gjennomført"))
    preview, merged = desk.run("merge", "--dry-run"), desk.run("merge")
    assert preview["held"] == merged["held"] != []
    assert preview["changes"] == merged["changes"] == []


def test_a_zip_with_a_password_is_not_forgotten(desk: Desk) -> None:
    zipped(desk.answer("Næringsforum", "1.1.1", Status="Gjennomført"), locked=True)
    desk.run("collect")
    held = restored(desk).run("merge")["held"]
    assert len(held) == 1
    assert "passord" in held[0]["reason"]


def test_the_files_of_a_zip_are_taken_in_once_and_the_zip_is_not_opened_again(desk: Desk) -> None:
    zipped(desk.answer("Næringsforum", "1.1.1", Status="Gjennomført"))
    assert len(desk.run("collect")["received"]) == 1
    stored = received(desk)
    assert sorted(Path(one).suffix for one in stored) == [".xlsx", ".zip"]
    assert len(restored(desk).run("merge")["changes"]) == 1
    assert desk.cell("1.1.1", "Status") == "Gjennomført"
    assert desk.run("collect")["received"] == []
    assert received(desk) == stored


def test_a_zip_that_an_earlier_version_stored_beside_its_files_is_opened_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(desk.answer("Næringsforum", "1.1.1", Status="Gjennomført"))
    desk.run("collect")
    folder = desk.folder / "workbooks" / "archive" / "received"
    (packed,) = (folder / "packed").iterdir()
    packed.rename(folder / packed.name)
    opened: list[str] = []
    files_in = Reader.files_in

    def counted(reader: Reader, name: str, data: bytes) -> tuple[tuple[str, bytes], ...]:
        opened.append(name)
        return files_in(reader, name, data)

    monkeypatch.setattr(Reader, "files_in", counted)
    desk.run("collect")
    desk.run("collect")
    assert opened == [packed.name]


def test_a_file_in_the_archive_that_cannot_be_read_now_stops_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.run("collect")
    restored(desk)
    (locked, _) = sorted(received(desk))
    reading = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == Path(locked).name:
            raise PermissionError(13, "Permission denied", str(path))
        return reading(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", read)
        assert len(desk.run("merge")["returns"]) == 1
    assert len(desk.run("merge")["returns"]) == 1
    assert desk.cell("1.1.1", "Status") == desk.cell("1.1.3", "Status") == "Gjennomført"


def test_the_preview_tells_of_the_answers_in_the_archive_that_the_next_merge_takes_in(desk: Desk) -> None:
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    desk.run("collect")
    restored(desk)
    preview, merged = desk.run("merge", "--dry-run"), desk.run("merge")
    assert len(preview["returns"]) == len(preview["changes"]) == 1
    assert (preview["returns"], preview["changes"]) == (merged["returns"], merged["changes"])
