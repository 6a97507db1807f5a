"""Returns with names that some systems forbid or confuse: all are kept, under names valid everywhere."""

import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from regionplan_xl.files import fingerprint
from tests.any_system import faults
from tests.rounds.answers import ROUND, fill_in
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
ODD = (
    "x.a*b", "x.a:b", "CON", "con.xlsx", "LPT1.txt", "svar.xlsx.", "svar ", "a\x1b[2J.xlsx", "../../ut.xlsx",
    "ut\\inn.xlsx",    "svar\u202excod.xlsx", "Ål" * 120 + ".xlsx", "🏔" * 80,
)  # fmt: skip


def zipped(desk: Desk, members: Mapping[str, bytes], name: str = "alle") -> Path:
    """Put a zip in the inbox."""
    target = desk.folder / "workbooks" / "inbox" / f"{name}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as package:
        for member, data in members.items():
            package.writestr(member, data)
    return target


def files_in(desk: Desk, *folders: str) -> dict[str, bytes]:
    """Return each file in a folder of the project: its name and bytes."""
    folder = desk.folder.joinpath("workbooks", *folders)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def held(desk: Desk, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the copies of these members in held/, without the texts that say why."""
    return {name: data for name, data in files_in(desk, "held").items() if data in members.values()}


def test_members_of_a_zip_with_any_names_are_all_kept_under_names_that_every_system_takes(desk: Desk) -> None:
    members = {name: f"%PDF-1.4 {number}".encode() for number, name in enumerate(ODD)}
    zipped(desk, members)
    assert len(desk.run("merge")["held"]) == len(ODD)
    copies, stored = files_in(desk, "held"), files_in(desk, "archive", "received")
    assert [name for name in (*copies, *stored) if faults(name)] == []
    assert sorted(held(desk, members).values()) == sorted(members.values())
    assert {fingerprint(data) for data in members.values()} <= {name.partition(".")[0] for name in stored}
    assert all(f"{name}.txt" in copies for name in held(desk, members))
    assert not list(desk.folder.parent.glob("*.xlsx"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gol.pdf", "gol.PDF"),
        (unicodedata.normalize("NFC", "Ål.pdf"), unicodedata.normalize("NFD", "Ål.pdf")),
        ("svar.pdf", "svar.pdf."),
        ("mappe/svar.pdf", "mappe - svar.pdf"),
        ("svar.pdf", "svar.pdf.txt"),
        ("svar.pdf.txt", "svar.pdf"),
    ],
)
def test_two_returns_whose_names_some_disk_takes_for_one_are_both_kept(
    desk: Desk, one: str, other: str
) -> None:
    members = {"1": b"%PDF-1.4 one", "2": b"%PDF-1.4 other"}
    zipped(desk, {one: members["1"]})
    desk.run("merge")
    zipped(desk, {other: members["2"]})
    desk.run("merge")
    assert sorted(held(desk, members).values()) == sorted(members.values())
    names = files_in(desk, "held")
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == 4
    assert all(names[f"{name}.txt"].startswith(b"Fil: ") for name in held(desk, members))


def test_answers_whose_names_differ_in_case_only_are_both_in_the_archive(desk: Desk, tmp_path: Path) -> None:
    outbox = desk.folder / "workbooks" / "outbox" / ROUND
    one = fill_in(outbox / "KRU.xlsx", tmp_path / "1.xlsx", {"6.1.2": {"Status": "Gjennomført"}}).read_bytes()
    other = fill_in(
        outbox / "Næringsforum.xlsx", tmp_path / "2.xlsx", {"1.1.1": {"Status": "Gjennomført"}}
    ).read_bytes()
    zipped(desk, {"Svar.xlsx": one, "svar.xlsx": other})
    assert len(desk.run("merge")["changes"]) == 2
    copies = files_in(desk, "archive", ROUND)
    assert sorted(copies.values()) == sorted([one, other])
    assert len({name.casefold() for name in copies}) == 2


@pytest.mark.parametrize("name", ["CON", "aux", "LPT1"])
def test_a_round_that_is_called_like_a_device_has_its_own_folder_in_the_archive(
    desk: Desk, name: str
) -> None:
    desk.run("send", "--round", name)
    outbox = desk.folder / "workbooks" / "outbox"
    (source,) = [path for path in outbox.glob("*/KRU.xlsx") if path.parent.name != ROUND]
    target = desk.folder / "workbooks" / "inbox" / "KRU.xlsx"
    target.parent.mkdir(exist_ok=True)
    fill_in(source, target, {"6.1.2": {"Status": "Gjennomført"}})
    assert len(desk.run("merge")["returns"]) == 1
    (folder,) = [one for one in (desk.folder / "workbooks" / "archive").iterdir() if one.name != "received"]
    assert faults(folder.name) == []
    assert [path.name for path in folder.iterdir()] == ["KRU.xlsx"]
