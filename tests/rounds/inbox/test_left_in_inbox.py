"""No possible answer is ignored silently, in the inbox or in a zip."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from tests.rounds.desk import Desk, by

MEASURE = "6.1.1"


def answered(desk: Desk) -> bytes:
    """Return a good answer as bytes, leaving the inbox empty."""
    path = desk.answer("KRU", MEASURE, Status="Gjennomført")
    data = path.read_bytes()
    path.unlink()
    return data


def put(desk: Desk, name: str, data: bytes) -> Path:
    path = desk.folder / "workbooks" / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def packed(desk: Desk, members: "dict[str | zipfile.ZipInfo, bytes]") -> Path:
    path = put(desk, "svar.zip", b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (".KRU.xlsx", "skjulte fila"),
        ("~$KRU.xlsx", "skjulte fila"),
        ("KRU.tmp", "ikkje ferdig"),
        ("KRU.xlsx.crdownload", "ikkje ferdig"),
        (".lagra/KRU.xlsx", "skjulte mappa"),
    ],
)
def test_what_is_left_in_the_inbox_is_named_by_every_command_with_what_to_do(
    desk: Desk, name: str, what: str
) -> None:
    path = put(desk, name, answered(desk))
    for command in ("status", "collect", "merge", "status"):
        (left,) = desk.run(command)["left"]
        assert desk.status == 1
        assert left["file"] == name.partition("/")[0]
        assert what in left["what"]
        assert left["fix"]
    assert desk.run("merge", "--dry-run")["left"]
    assert path.exists()
    assert desk.cell(MEASURE, "Status") != "Gjennomført"


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither links for all nor pipes in folders")
def test_links_pipes_and_films_are_named_and_the_answer_beside_them_is_taken(desk: Desk) -> None:
    good = put(desk, "KRU.xlsx", answered(desk))
    good.with_name("lenkje.xlsx").symlink_to(desk.master)
    os.mkfifo(good.with_name("røyr.xlsx"))
    with good.with_name("film.mp4").open("wb") as film:
        film.truncate(51 * 1024 * 1024)
    merged = desk.run("merge")
    assert desk.status == 1
    assert {left["file"] for left in merged["left"]} == {"lenkje.xlsx", "røyr.xlsx", "film.mp4"}
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.run("status")["inbox_files"] == 0


def test_a_received_file_that_cannot_be_removed_is_named_and_merged_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "KRU.xlsx", answered(desk))
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "inbox":
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    merged = desk.run("merge")
    assert desk.status == 1
    assert ["motteken" in left["what"] for left in merged["left"]] == [True]
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.run("merge")["changes"] == []
    assert desk.run("status")["inbox_files"] == 1


@pytest.mark.parametrize(
    "name", [".KRU.xlsx", "frå KRU/.KRU.xlsx", ".lagra/KRU.xlsx", "KRU.tmp", "~$KRU.xlsx"]
)
def test_a_hidden_or_unfinished_file_in_a_zip_waits_for_a_person_who_can_let_it_count(
    desk: Desk, name: str
) -> None:
    packed(desk, {name: answered(desk)})
    assert [file["file"] for file in desk.run("collect")["received"]] == [f"svar.zip/{name}"]
    (held,) = desk.run("merge")["held"]
    assert desk.status == 1
    assert held["file"] == f"svar.zip/{name}"
    assert desk.cell(MEASURE, "Status") != "Gjennomført"
    row = by(desk.rows("Konfliktar"), "Fil", f"svar.zip/{name}")
    desk.write("Konfliktar", row["row"], Avgjerd="høyrer til KRU")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_file_whose_name_begins_with_a_tilde_is_read_in_a_zip_too(desk: Desk) -> None:
    packed(desk, {"~KRU.xlsx": answered(desk)})
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_what_systems_add_to_a_zip_is_nothing_to_tell_of(desk: Desk) -> None:
    apple = b"\0\5\x16\7" + bytes(60)
    packed(
        desk,
        {
            "KRU.xlsx": answered(desk), "__MACOSX/._KRU.xlsx": apple, "._KRU.xlsx": apple, ".DS_Store": b"Bud1",
            "~$KRU.xlsx": b"\3KRU" + bytes(160), "a/Thumbs.db": b"\xd0\xcf\x11\xe0" + bytes(60),
        },
    )  # fmt: skip
    assert [file["file"] for file in desk.run("collect")["received"]] == ["svar.zip/KRU.xlsx"]
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_links_and_zips_in_a_zip_are_named_and_the_answer_beside_them_is_taken(
    desk: Desk, tmp_path: Path
) -> None:
    link = zipfile.ZipInfo("lenkje.xlsx")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    inner = tmp_path / "indre.zip"
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("svar.txt", "hei")
    packed(desk, {"KRU.xlsx": answered(desk), link: b"../../master.xlsx", "indre.zip": inner.read_bytes()})
    held = desk.run("merge")["held"]
    assert desk.status == 1
    assert {file["file"] for file in held} == {"svar.zip/lenkje.xlsx", "svar.zip/indre.zip"}
    assert all(file["reason"] for file in held), "".join(f["reason"] for f in held)
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_zip_with_a_member_that_is_too_large_is_held_whole_with_the_reason(desk: Desk) -> None:
    packed(desk, {"KRU.xlsx": answered(desk), "film.mp4": bytes(101 * 1024 * 1024)})
    (held,) = desk.run("merge")["held"]
    assert desk.status == 1
    assert held["file"] == "svar.zip"
    assert "for stor" in held["reason"]


def _encrypted(data: bytes) -> bytes:
    return data.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0", 1)


def _of_nothing(data: bytes) -> bytes:
    return data[data.index(b"PK\5\6") :][:8] + bytes(14)


@pytest.mark.parametrize(("spoil", "why"), [(_encrypted, "passord"), (_of_nothing, "")])
def test_a_zip_that_cannot_be_opened_is_held_whole_with_the_reason(
    desk: Desk, spoil: object, why: str
) -> None:
    assert callable(spoil)
    path = packed(desk, {"KRU.xlsx": answered(desk)})
    path.write_bytes(spoil(path.read_bytes()))
    (held,) = desk.run("merge")["held"]
    assert desk.status == 1
    assert held["file"] == "svar.zip"
    assert held["reason"]
    assert why in held["reason"]
