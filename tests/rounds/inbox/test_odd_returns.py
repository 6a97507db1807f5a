"""Returns that are not plain workbooks: packed together, in folders, or something else altogether."""

import zipfile
from pathlib import Path

from regionplan_xl.files import fingerprint
from tests.rounds.answers import ROUND, fill_in, measure
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.sandbox.hostile import HOSTILE


def answered(project: Path, folder: Path, actor: str, number: str, status: str) -> Path:
    """Save an actor's workbook with one status in `folder`."""
    source = project / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
    return fill_in(source, folder / f"{actor}.xlsx", {number: {"Status": status}})


def zipped(target: Path, *files: Path, under: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for file in files:
            package.write(file, under + file.name)
    return target


def test_each_file_in_a_zip_is_a_return_of_its_own(sent: Path, tmp_path: Path) -> None:
    inbox, master = sent / "workbooks" / "inbox", sent / "workbooks" / "master.xlsx"
    one = answered(sent, tmp_path / "ut", "Næringsforum", "1.1.1", "Gjennomført")
    note = tmp_path / "ut" / "lesmeg.pdf"
    note.write_bytes(b"%PDF-1.4\n")
    file = zipped(inbox / "svar frå alle.zip", one, note, under="../mappe/")
    raw = file.read_bytes()

    rehearsed = regionplan("--json", "merge", "--dry-run", folder=sent)
    assert [change["number"] for change in rehearsed.data["changes"]] == ["1.1.1"]
    collected = regionplan("--json", "collect", folder=sent)
    names = [entry["file"] for entry in collected.data["received"]]
    assert names == ["svar frå alle.zip/mappe/Næringsforum.xlsx", "svar frå alle.zip/mappe/lesmeg.pdf"]
    assert not list(inbox.iterdir())
    stored = sent / "workbooks" / "archive" / "received" / "packed" / f"{fingerprint(raw)}.zip"
    assert stored.read_bytes() == raw

    run = regionplan("--json", "merge", folder=sent)
    assert run.status == 1
    assert measure(master, "1.1.1")["Status"] == "Gjennomført"
    assert [held["file"] for held in run.data["held"]] == names[1:]
    copies = {path.name for path in (sent / "workbooks" / "archive" / ROUND).iterdir()}
    assert copies == {"svar frå alle.zip - mappe - Næringsforum.xlsx"}
    held = {path.name for path in (sent / "workbooks" / "held").iterdir()}
    assert held == {"svar frå alle.zip - mappe - lesmeg.pdf", "svar frå alle.zip - mappe - lesmeg.pdf.txt"}

    zipped(inbox / "same ein gong til.zip", one, note)
    again = regionplan("--json", "merge", folder=sent)
    assert again.data["returns"] == []
    assert again.data["held"] == []


def test_a_zip_named_on_the_command_line_is_unpacked_too(sent: Path, tmp_path: Path) -> None:
    one = answered(sent, tmp_path, "Næringsforum", "1.1.1", "Gjennomført")
    run = regionplan("--json", "merge", zipped(tmp_path / "s.zip", one), folder=sent)
    assert [change["number"] for change in run.data["changes"]] == ["1.1.1"]


def test_a_folder_of_returns_in_the_inbox_is_read(sent: Path) -> None:
    answered(sent, sent / "workbooks" / "inbox" / "frå Kari" / "mai", "Næringsforum", "1.1.1", "Påstarta")
    run = regionplan("--json", "merge", folder=sent)
    assert [change["number"] for change in run.data["changes"]] == ["1.1.1"]


def test_files_that_are_not_read_cost_only_themselves_and_tell_what_to_answer(
    sent: Path, tmp_path: Path
) -> None:
    inbox = sent / "workbooks" / "inbox"
    (inbox / "Hol svar.pdf").write_bytes(b"%PDF-1.4\n")
    (inbox / "langt borte.xlsb").write_bytes(HOSTILE["a whole row and column.xlsb"]())
    (inbox / "låst.xlsx").write_bytes(HOSTILE["encrypted.xlsx"]())
    (inbox / "bombe.zip").write_bytes(HOSTILE["zip bomb of returns.zip"]())
    answered(sent, inbox, "Næringsforum", "1.1.1", "Gjennomført")
    run = regionplan("--json", "merge", folder=sent)
    assert run.status == 1
    assert [change["number"] for change in run.data["changes"]] == ["1.1.1"]
    reasons = {held["file"]: held["reason"] for held in run.data["held"]}
    assert set(reasons) == {"Hol svar.pdf", "langt borte.xlsb", "låst.xlsx", "bombe.zip"}
    for name, reason in reasons.items():
        note = (sent / "workbooks" / "held" / f"{name}.txt").read_text(encoding="utf-8")
        assert note.startswith(f"Fil: {name}\n")
        assert f"Kvifor ho ventar: {reason}" in note
        assert f"Hei! Vi har fått fila «{name}» frå dykk" in note
    assert "PDF" in reasons["Hol svar.pdf"]
    assert "passord" in reasons["låst.xlsx"]


def test_an_engine_without_its_address_changes_nothing(sent: Path, tmp_path: Path) -> None:
    config = sent / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("kind: inline", "kind: dask"), encoding="utf-8")
    inbox = sent / "workbooks" / "inbox"
    answered(sent, inbox, "Næringsforum", "1.1.1", "Gjennomført")
    run = regionplan("--lang", "en", "merge", folder=sent)
    assert run.status == 2
    assert "engine.kind: there is no address of a Dask scheduler." in run.err
    assert [path.name for path in inbox.iterdir()] == ["Næringsforum.xlsx"]
    config.write_text(text, encoding="utf-8")
    assert regionplan("merge", folder=sent).status == 0
