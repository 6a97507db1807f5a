"""A killed reader, a machine short of memory, a disk that refuses: no answer is rejected, and the rest goes on."""

import errno
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.incoming.messages import message
from tests.rounds.answers import ROUND, fill_in
from tests.rounds.choices import assert_can_be_put_aside
from tests.rounds.desk import Desk
from tests.rounds.saved_mail import drop
from tests.sandbox.parsers import children_started, unpack_with

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.usefixtures("read_in_processes"),
]

MEASURE = "1.1.3"
ACCIDENTS = {
    "is killed": "signal.raise_signal(signal.SIGKILL)",
    "is ended politely": "signal.raise_signal(signal.SIGTERM)",
    "loses its pipe": "os.closerange(0, 100); os._exit(0)",
    "ends by itself": "os._exit(1)",
    "has no memory": "raise MemoryError",
    "is refused by the system": "raise PermissionError(1, 'Operation not permitted')",
    "crashes": "os.abort()",
}
NOT_NOW = "kunne ikkje lesast no"


@pytest.fixture
def parser(tmp_path: Path) -> Path:
    return tmp_path / "parser"


def answered(desk: Desk, name: str = "") -> Path:
    return desk.answer("Regionrådet", MEASURE, name, Status="Gjennomført")


def held_copies(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "workbooks" / "held").iterdir())


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_answer_whose_reader_has_an_accident_once_is_merged_all_the_same(
    accident: str, desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    unpack_with(monkeypatch, parser, f"def run(_):\n    if STARTED <= 2:\n        {ACCIDENTS[accident]}\n")
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []
    assert children_started(parser) == 3


@pytest.mark.parametrize("accident", [name for name in ACCIDENTS if name != "crashes"])
def test_an_answer_whose_reader_has_accidents_all_day_waits_and_is_merged_the_next_day(
    accident: str, desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    with monkeypatch.context() as today:
        unpack_with(today, parser, f"def run(_):\n    {ACCIDENTS[accident]}\n")
        for _ in range(2):
            (held,) = desk.run("merge")["held"]
            assert desk.status == 1
            assert NOT_NOW in held["reason"]
        assert children_started(parser) == 6
        assert [row["Fil"] for row in desk.rows("Konfliktar")] == ["Regionrådet.xlsx"]
        assert NOT_NOW in desk.rows("Konfliktar")[0]["Kvifor"]
        assert desk.run("status")["waiting_returns"] == 1
        assert held_copies(desk) == []
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []


def test_an_answer_that_could_not_be_read_is_merged_when_it_is_named(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = Path(shutil.copy(answered(desk), tmp_path / "sama svaret.xlsx"))
    with monkeypatch.context() as today:
        unpack_with(today, parser, f"def run(_):\n    {ACCIDENTS['is killed']}\n")
        desk.run("merge")
    assert desk.run("merge", str(kept))["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_an_answer_that_crashes_every_reader_is_held_and_read_again_when_it_is_named(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = Path(shutil.copy(answered(desk), tmp_path / "sama svaret.xlsx"))
    with monkeypatch.context() as today:
        unpack_with(today, parser, f"def run(_):\n    {ACCIDENTS['crashes']}\n")
        (held,) = desk.run("merge")["held"]
        assert "skadd" in held["reason"]
        assert held_copies(desk) == ["Regionrådet.xlsx", "Regionrådet.xlsx.txt"]
        assert desk.run("merge")["held"] == []  # it costs the next merges nothing
        assert children_started(parser) == 3
    assert desk.run("merge", str(kept))["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []
    assert held_copies(desk) == []
    desk.run("undo")
    assert len(desk.rows("Konfliktar")) == 1
    assert held_copies(desk) == ["Regionrådet.xlsx", "Regionrådet.xlsx.txt"]


def test_an_answer_that_could_not_be_read_and_is_damaged_too_is_asked_about_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answered(desk)
    answer.write_bytes(answer.read_bytes()[:-300])
    answered(desk, name="Det andre svaret")
    desk.run("collect")
    with monkeypatch.context() as today:
        _refuse_to_read(today, "received", 10**6)
        assert len(desk.run("merge")["held"]) == 2
    assert len(desk.run("merge")["held"]) == 1
    (row,) = desk.rows("Konfliktar")
    assert "kan ikkje lesast no" not in row["Kvifor"]
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_an_answer_that_is_never_read_can_be_put_aside(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    unpack_with(monkeypatch, parser, f"def run(_):\n    {ACCIDENTS['is killed']}\n")
    desk.run("merge")
    assert_can_be_put_aside(desk)


def test_the_others_are_merged_while_one_answer_kills_its_readers(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    deadly = desk.folder / "workbooks" / "inbox" / "eit anna.csv"
    deadly.write_text("Hei;hei\n", encoding="utf-8")
    # Of the two only the workbook is unpacked.
    unpack_with(monkeypatch, parser, f"def run(_):\n    {ACCIDENTS['is killed']}\n")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    assert {file["file"] for file in desk.run("merge")["held"]} >= {"Regionrådet.xlsx", "KRU.xlsx"}
    names = {row["Fil"]: row["Kvifor"] for row in desk.rows("Konfliktar")}
    assert NOT_NOW in names["KRU.xlsx"]
    assert NOT_NOW not in names["eit anna.csv"]


def test_a_zip_whose_reader_is_killed_stays_in_the_inbox_until_it_is_unpacked(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answered(desk)
    packed = answer.with_name("svar.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("Regionrådet.xlsx", answer.read_bytes())
    answer.unlink()
    with monkeypatch.context() as today:
        unpack_with(today, parser, f"def run(_):\n    {ACCIDENTS['is killed']}\n")
        (left,) = desk.run("collect")["left"]
        assert desk.status == 1
        assert (left["file"], NOT_NOW in left["what"]) == ("svar.zip", True)
        assert packed.exists()
        desk.run("merge", str(packed))
        assert desk.status == 3
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert not packed.exists()


# The system


def _refuse_to_read(
    monkeypatch: pytest.MonkeyPatch, folder: str, times: int, names: "frozenset[str] | None" = None
) -> None:
    """Make the disk refuse to read files (or those in `names`) in a folder of that name, `times` times."""
    left, read = [times], Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.parent.name == folder and left[0] and (names is None or path.name in names):
            left[0] -= 1
            raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)


def _popen_that(fails: "int | str", times: int = 10**6) -> Any:
    """Return a `Popen` that fails `times` times with that error, or that starts another program."""
    left, popen = [times], subprocess.Popen

    def started(command: list[str], **more: Any) -> Any:
        if "regionplan_xl.sandbox.child" in command and left[0]:
            left[0] -= 1
            if isinstance(fails, int):
                raise OSError(fails, os.strerror(fails))
            command = [fails]
        return popen(command, **more)

    return started


def test_an_archive_that_refuses_once_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(desk)
    desk.run("collect")
    _refuse_to_read(monkeypatch, "received", 1)
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_an_answer_that_the_archive_refuses_waits_and_the_others_are_merged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    desk.run("merge")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("collect")
    with monkeypatch.context() as today:
        _refuse_to_read(today, "received", 10**6)
        (held,) = desk.run("merge")["held"]
        assert desk.status == 1
        assert "kan ikkje lesast no" in held["reason"]
        assert desk.run("status")["waiting_returns"] == 1
    desk.run("merge")
    assert desk.cell("6.1.1", "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []


def test_a_late_answer_waits_while_a_later_one_of_the_same_body_cannot_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be taken without a question, although the body has since said something else."""
    inbox, outbox = (desk.folder / "workbooks" / name for name in ("inbox", "outbox"))
    desk.run("send", "--round", "2025-2")
    for round_, word in (("2025-2", "Gjennomført"), (ROUND, "Påstarta")):
        if round_ == ROUND:
            desk.run("merge")
        said = {MEASURE: {"Status": word}}
        fill_in(outbox / round_ / "Regionrådet.xlsx", inbox / f"svar {round_}.xlsx", said)
    received = desk.folder / "workbooks" / "archive" / "received"
    with monkeypatch.context() as today:
        _refuse_to_read(today, "received", 10**6, frozenset(path.name for path in received.iterdir()))
        (held,) = desk.run("merge")["held"]
        assert held["file"] == f"svar {ROUND}.xlsx"
        assert "kan ikkje lesast no" in held["reason"]
    merged = desk.run("merge")
    assert merged["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    (row,) = desk.rows("Konfliktar")
    assert (row["Svar"], row["I masteren"]) == ("Påstarta", "Gjennomført")


@pytest.mark.parametrize("refusal", [errno.EAGAIN, errno.ENOMEM])
def test_a_reader_that_the_system_lets_start_at_the_second_try_reads(
    refusal: int, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    monkeypatch.setattr(subprocess, "Popen", _popen_that(refusal, times=2))
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_an_email_whose_reader_starts_at_the_second_try_is_taken_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = answered(desk)
    drop(desk, "svar.eml", message("Sjå vedlegg.", {path.name: path.read_bytes()}).as_bytes())
    path.unlink()
    monkeypatch.setattr(subprocess, "Popen", _popen_that(errno.ENOSPC, times=2))
    assert desk.run("collect")["left"] == []
    assert desk.status == 0
    monkeypatch.undo()
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_plan_document_whose_reader_starts_at_the_second_try_is_imported(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = desk.folder / "tiltak.csv"
    document.write_text("Nr;Tiltak;Ansvar\n1.1;Lage ein plan for sykkelvegar;Gol\n", encoding="utf-8")
    monkeypatch.setattr(subprocess, "Popen", _popen_that(errno.ENOSPC, times=2))
    imported = desk.run("import", str(document), "--out", str(desk.folder / "ny.xlsx"))
    assert (desk.status, imported["measures"]) == (1, 1)


@pytest.mark.parametrize("refusal", [errno.EAGAIN, "/bin/false"])
def test_without_any_reader_nothing_is_changed_and_the_answer_waits(
    refusal: "int | str", desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(desk)
    before = desk.master.read_bytes()
    with monkeypatch.context() as today:
        today.setattr(subprocess, "Popen", _popen_that(refusal))
        desk.run("merge")
        assert desk.status == 3
        assert desk.master.read_bytes() == before
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs to see which processes were started")
def test_the_others_are_merged_when_a_reader_dies_and_no_other_starts(
    desk: Desk, parser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    answered(desk)
    # The first process reads one answer and is killed at the next; no second one gets as far as reading.
    code = (
        f"def start():\n    if STARTED > 1:\n        {ACCIDENTS['ends by itself']}\n"
        "start()\nos.register_at_fork(after_in_child=start)\n"
        "calls = [0]\n"
        "def run(_):\n"
        "    calls[0] += 1\n"
        f"    if calls[0] > 13:\n        {ACCIDENTS['is killed']}\n"
    )
    with monkeypatch.context() as today:
        unpack_with(today, parser, code)
        (held,) = desk.run("merge")["held"]
        assert desk.status == 1
        assert NOT_NOW in held["reason"]
    desk.run("merge")
    assert desk.cell("6.1.1", "Status") == "Gjennomført"
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []
