"""A new project: made completely or not at all, with the plan's name and in its language."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from regionplan_xl.actions.init import init
from regionplan_xl.errors import InputError
from tests.rounds.commands import regionplan_in_process
from tests.rounds.terminal import on_a_terminal
from tests.workbooks import load_workbook

BODY = "1 Kultur\n\nMål 1.1 Meir kultur\n\nTiltak Tid Ansvar Involvering\n1.1.1 Synge\n2026\n\nNes kommune\n\nAndre\n"
TITLES = {
    "no title.txt": "",
    "a long title.txt": "Regionplan " + "med ein lang tittel " * 12 + "\n\n",
    "a case number.txt": "Sak 16/25\n\nStatus regionplan\n\n",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_document_without_a_title_becomes_a_plan_called_after_the_file(tmp_path: Path, name: str) -> None:
    document = tmp_path / name
    document.write_text(TITLES[name] + BODY, encoding="utf-8")
    folder = tmp_path / "p"

    made = regionplan_in_process("--json", "init", folder, "--from", document)

    assert made.status == 1, made.err
    asked = [doubt["what"] for doubt in made.data["doubts"]]
    assert (
        f"Dokumentet har ingen tittel som kan vere namnet på planen; planen heiter «{document.stem}»."
        in asked
    )
    # What is above the plan and is no title of it is listed too.
    assert len(asked) == 1 + bool(TITLES[name])
    book = load_workbook(folder / "workbooks" / "master.xlsx")
    assert book["Oversikt"]["A1"].value == document.stem
    assert any(document.stem in str(cell.value) for row in book["Sjekkliste"].iter_rows() for cell in row)
    assert regionplan_in_process("--json", "status", folder=folder).data["plan"] == document.stem


@pytest.mark.parametrize("text", ["", "Berre eit brev.\n", "Mål 1.1 Meir kultur\n"])
def test_a_document_without_a_plan_leaves_nothing_and_a_better_one_can_be_tried(
    tmp_path: Path, text: str
) -> None:
    document, folder = tmp_path / "plan.txt", tmp_path / "new" / "p"
    document.write_text(text, encoding="utf-8")
    assert regionplan_in_process("init", folder, "--from", document).status == 2
    assert not folder.parent.exists()

    document.write_text("Kulturplan\n\n" + BODY, encoding="utf-8")
    assert regionplan_in_process("init", folder, "--from", document).status == 0


def _files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() if f.is_file() else b"" for f in folder.rglob("*")}


def test_an_error_half_way_removes_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    (folder / "workbooks" / "inbox").mkdir(parents=True)
    (folder / "workbooks" / "inbox" / "svar.xlsx").write_bytes(b"an answer")
    (folder / "notat.txt").write_text("mine", encoding="utf-8")
    before = _files(folder)

    with no_room_for_a_master():
        for target in (folder, tmp_path / "far" / "away"):
            with pytest.raises(OSError, match="too large"):
                init(target, None, "nn", str)
    assert _files(folder) == before
    assert not (tmp_path / "far").exists()

    init(folder, None, "nn", str)
    assert _files(folder).items() >= before.items()


@contextmanager
def no_room_for_a_master() -> Iterator[None]:
    """Limit this process's files to 10 kB, as on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_in_the_way_stays_and_nothing_is_made_around_it(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "workbooks").write_bytes(b"a file")
    assert regionplan_in_process("init", tmp_path / "p").status in (2, 3)
    assert _files(tmp_path) == {"p": b"", "p/workbooks": b"a file"}


def test_a_master_that_is_there_already_is_never_touched(tmp_path: Path) -> None:
    master = tmp_path / "p" / "workbooks" / "master.xlsx"
    master.parent.mkdir(parents=True)
    master.write_bytes(b"somebody's")
    with pytest.raises(InputError, match="already"):
        init(tmp_path / "p", None, "nn", str)
    assert _files(tmp_path) == {"p": b"", "p/workbooks": b"", "p/workbooks/master.xlsx": b"somebody's"}


@pytest.mark.parametrize(
    ("written", "sheet"),
    [("NB", "Veiledning"), ("bokmål", "Veiledning"), ("English", "Guide"), ("nynorsk", "Rettleiing")],
)
def test_a_language_is_understood_as_people_write_it(tmp_path: Path, written: str, sheet: str) -> None:
    folder = tmp_path / "p"
    regionplan_in_process("init", folder)
    config = folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("locale: nn", f"locale: {written}"), encoding="utf-8"
    )
    write_language(folder, {"KRU": written, "Hol": "en-GB"})
    assert not [f for f in check(folder) if f["column"] == "Språk"]
    sent = regionplan_in_process("send", "--round", "R1", folder=folder)
    assert sent.status in (0, 1), sent.err
    outbox = folder / "workbooks" / "outbox" / "R1"
    assert load_workbook(outbox / "KRU.xlsx").sheetnames[0] == sheet
    assert load_workbook(outbox / "Gol.xlsx").sheetnames[0] == sheet
    assert load_workbook(outbox / "Hol.xlsx").sheetnames[0] == "Guide"


@pytest.mark.parametrize("written", ["tysk", "no", "norsk", "nn/nb"])
def test_a_language_that_is_not_certain_is_a_finding(tmp_path: Path, written: str) -> None:
    folder = tmp_path / "p"
    regionplan_in_process("init", folder)
    write_language(folder, {"KRU": written})
    (finding,) = [f for f in check(folder) if f"«{written}»" in f["what"]]
    assert finding["sheet"] == "Aktørar"
    assert "nn, nb eller en" in finding["fix"]
    regionplan_in_process("send", "--round", "R1", "--actor", "KRU", folder=folder)
    assert load_workbook(folder / "workbooks/outbox/R1/KRU.xlsx").sheetnames[0] == "Rettleiing"


@pytest.mark.parametrize(
    ("written", "fix"), [("engelks", "«en»"), ("Bokmaall", "«nb»"), ("norsk", "nn, nb or en")]
)
def test_a_language_in_the_settings_that_is_not_certain_stops_with_a_suggestion(
    tmp_path: Path, written: str, fix: str
) -> None:
    folder = tmp_path / "p"
    regionplan_in_process("init", folder)
    config = folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("locale: nn", f"locale: {written}"), encoding="utf-8"
    )
    run = regionplan_in_process("check", folder=folder)
    assert run.status == 2
    assert f"«{written}»" in run.err
    assert fix in run.err


def write_language(folder: Path, languages: dict[str, str]) -> None:
    master = folder / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    for row in book["Aktørar"].iter_rows(min_row=4):
        if row[0].value in languages:
            row[6].value = languages[str(row[0].value)]
    book.save(master)


def check(folder: Path) -> list[dict[str, str]]:
    findings: list[dict[str, str]] = regionplan_in_process("--json", "check", folder=folder).data["findings"]
    return findings


@pytest.mark.parametrize(
    "sender", ["Regionrådet <plan@example.org>", "plan@example.org", '"Plan: A & b" <plan@example.org>']
)
def test_to_whom_answers_are_sent_is_asked_for_by_init_and_is_in_the_workbooks(
    tmp_path: Path, sender: str
) -> None:
    folder = tmp_path / "p"
    assert regionplan_in_process("init", folder, "--sender", sender).status == 0
    assert "no-sender" not in _codes(folder)
    master = load_workbook(folder / "workbooks" / "master.xlsx")
    assert str(master.properties.creator) in sender
    assert regionplan_in_process("send", folder=folder).status in (0, 1)
    sent = load_workbook(next((folder / "workbooks" / "outbox").rglob("Gol.xlsx")))
    assert sent.worksheets[0]["C6"].value == sender


@pytest.mark.parametrize("locale", ["nn", "nb", "en"])
def test_without_anybody_to_send_answers_to_check_says_so_and_the_workbooks_have_a_way_out(
    tmp_path: Path, locale: str
) -> None:
    folder = tmp_path / "p"
    assert regionplan_in_process("init", folder, "--locale", locale).status == 0
    assert "no-sender" in _codes(folder)
    master = load_workbook(folder / "workbooks" / "master.xlsx")
    assert master.properties.creator == master.properties.title
    assert regionplan_in_process("send", folder=folder).status in (0, 1)
    sent = load_workbook(next((folder / "workbooks" / "outbox").rglob("Gol.xlsx")))
    assert sent.worksheets[0]["C6"].value in (
        "Svar den som sende dykk denne fila", "Svar den som sendte dere denne filen",
        "Reply to whoever sent you this file",
    )  # fmt: skip


@pytest.mark.parametrize("sender", ["Regionrådet", "a b@", "plan@example.org\nsmtp: x"])
def test_a_sender_without_an_address_is_refused_before_anything_is_made(tmp_path: Path, sender: str) -> None:
    folder = tmp_path / "p"
    assert regionplan_in_process("init", folder, "--sender", sender).status == 2
    assert not folder.exists()


def _codes(folder: Path) -> set[str]:
    return {
        finding["code"]
        for finding in regionplan_in_process("--json", "check", folder=folder).data["findings"]
    }


# On a terminal, `init` asks for the sender.


ASKED = {"nn": "Kven skal aktørane sende", "nb": "Hvem skal aktørene sende", "en": "Whom do the actors send"}


@pytest.mark.parametrize("locale", ASKED)
def test_a_planner_at_a_terminal_is_asked_whom_answers_go_to(tmp_path: Path, locale: str) -> None:
    folder = tmp_path / "p"
    status, shown = on_a_terminal("Plankontoret <plan@example.org>\n", "init", folder, "--locale", locale)
    assert status == 0, shown
    assert ASKED[locale] in shown
    assert "no-sender" not in _codes(folder)
    master = load_workbook(folder / "workbooks" / "master.xlsx")
    assert master.properties.creator == "Plankontoret"


def test_enter_at_the_question_leaves_the_sender_for_later(tmp_path: Path) -> None:
    status, shown = on_a_terminal("\n", "init", tmp_path / "p")
    assert status == 0, shown
    assert "no-sender" in _codes(tmp_path / "p")


def test_an_answer_without_an_address_makes_nothing(tmp_path: Path) -> None:
    status, shown = on_a_terminal("Plankontoret\n", "init", tmp_path / "p")
    assert status == 2
    assert "«Plankontoret»" in shown
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("words", [("--sender", "plan@example.org"), ("--sender", "")])
def test_who_has_said_it_already_is_not_asked_at_a_terminal(tmp_path: Path, words: tuple[str, str]) -> None:
    status, shown = on_a_terminal("", "init", tmp_path / "p", *words)
    assert status == 0, shown
    assert ASKED["nn"] not in shown


def test_nobody_is_asked_where_there_is_no_terminal_or_a_program_reads_the_answer(tmp_path: Path) -> None:
    assert ASKED["nn"] not in regionplan_in_process("init", tmp_path / "p").err
    status, shown = on_a_terminal("", "--json", "init", tmp_path / "q")
    assert status == 0
    assert ASKED["nn"] not in shown


def test_the_next_step_that_init_shows_works_where_the_folder_has_a_space_in_its_name(tmp_path: Path) -> None:
    made = regionplan_in_process("init", tmp_path / "Hallingdal æøå 2026")
    command = made.out.splitlines()[-1].partition(": ")[2]
    program, *words = shlex.split(command)
    assert program == "regionplan"
    assert regionplan_in_process(*words).status == 1
