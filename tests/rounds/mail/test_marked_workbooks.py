"""The workbook returned with a receipt: only cells to correct are marked, also the next time."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import openpyxl.styles
import pytest
from openpyxl.comments import Comment

from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import message
from tests.delivery.mail.mail_server import MailServer
from tests.excel_rules.rules import findings
from tests.libreoffice import LibreOffice
from tests.ooxml.packages import boxes
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, edit_actor, words
from tests.rounds.mailbox import PASS, answers, from_server
from tests.rounds.receipts import arrived, look, marked, notes, unclear
from tests.rounds.saved_mail import book
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def gol(desk: Desk, server: MailServer) -> Desk:
    """A desk that sends by the server; Gol has the address of the messages."""
    edit_actor(desk, "Gol", E_post=ADDRESS)
    return by_mail(desk.folder, server)


def test_the_workbook_comes_back_with_the_cells_marked_that_are_to_be_corrected(
    gol: Desk, server: MailServer
) -> None:
    data = book(gol, "Gol", "1.2.3", Status="kanskje", Framdrift="mykje", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": data})))
    gol.run("merge")
    assert notes(marked(server)) == {"E5": "kanskje", "F5": "mykje"}
    said = words(server.messages()[ADDRESS])
    assert [line[2:4] for line in said.splitlines() if line.startswith("- ")] == ["E5", "F5"]
    assert "Fila ligg ved" in said
    before, after = (load_workbook(io.BytesIO(one))["Tiltak"] for one in (data, marked(server)))
    changed = {
        cell.coordinate
        for row in before.iter_rows()
        for cell in row
        if look(cell) != look(after[cell.coordinate])
    }
    assert changed == {"E5", "F5"}, "nothing else is touched"


def test_a_marked_workbook_that_is_sent_back_untouched_changes_nothing(gol: Desk, server: MailServer) -> None:
    unclear(gol)
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": marked(server)})))
    merged = gol.run("merge")
    assert (merged["changes"], merged["conflicts"], merged["held"]) == ([], [], [])
    assert [one["kind"] for one in merged["remarks"]] == []
    assert merged["open_questions"] == 1
    assert merged["receipts"]["sent"] == 0, "so that no program can answer receipts without end"


def test_a_marked_workbook_that_is_corrected_counts(gol: Desk, server: MailServer) -> None:
    unclear(gol)
    corrected = load_workbook(io.BytesIO(marked(server)))
    corrected["Tiltak"]["E5"].value = "Påstarta"
    out = io.BytesIO()
    corrected.save(out)
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": out.getvalue()})))
    merged = gol.run("merge")
    assert answers(merged) == [("1.2.3", "started")]
    assert (merged["open_questions"], merged["receipts"]["sent"]) == (0, 1)
    assert "   Status: Påstarta" in words(server.parsed(server.taken[-1][1]))


def test_a_colour_that_was_asked_about_is_left_in_a_marked_cell(gol: Desk, server: MailServer) -> None:
    source = gol.folder / "workbooks" / "outbox" / ROUND / "Gol.xlsx"
    painted = load_workbook(source)
    painted["Tiltak"]["E5"].fill = openpyxl.styles.PatternFill("solid", "FFFF8C00")
    out = io.BytesIO()
    painted.save(out)
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": out.getvalue()})))
    assert len(gol.run("merge")["conflicts"]) == 1
    back = marked(server)
    cell = load_workbook(io.BytesIO(back))["Tiltak"]["E5"]
    assert (cell.fill.fgColor.rgb, cell.border.left.style) == ("FFFF8C00", "thick")
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": back})))
    merged = gol.run("merge")
    assert (merged["changes"], merged["conflicts"], merged["open_questions"]) == ([], [], 1)


def test_a_file_of_another_format_comes_back_as_a_fresh_workbook(gol: Desk, server: MailServer) -> None:
    source = load_workbook(io.BytesIO(book(gol, "Gol", "1.2.3", Status="kanskje")))["Tiltak"]
    lines = [";".join(str(cell or "").replace("\n", " ") for cell in row) for row in source.values]
    arrived(gol, from_server(PASS, message("Hei", {"Gol.csv": "\n".join(lines).encode("utf-8")})))
    gol.run("merge")
    assert set(notes(marked(server))) == {"E5"}
    said = words(server.messages()[ADDRESS])
    assert "Ein ny kopi av arbeidsboka ligg ved" in said
    assert "Fila ligg ved" not in said


def test_a_cell_with_a_formula_is_marked_in_the_file_that_came(gol: Desk, server: MailServer) -> None:
    data = book(gol, "Gol", "1.2.3", Status="=1/0", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": data})))
    assert len(gol.run("merge")["conflicts"]) == 1
    back = marked(server)
    assert notes(back) == {"E5": "=1/0"}
    sheet = load_workbook(io.BytesIO(back))["Tiltak"]
    assert [sheet["G5"].value, sheet["E5"].fill.fgColor.rgb] == ["Vi ser på det", "FFE6D3F7"]
    assert "Fila ligg ved" in words(server.messages()[ADDRESS])


def fills_and_borders(data: bytes) -> dict[str, tuple[str, str]]:
    """Return the fill and border of each answer cell of 1.2.3."""
    row = load_workbook(io.BytesIO(data))["Tiltak"][5]
    return {cell.coordinate[0]: (cell.fill.fgColor.rgb[2:], cell.border.left.style) for cell in row[4:8]}


def twice(gol: Desk, server: MailServer, resave: Callable[[bytes], bytes]) -> bytes:
    """Correct the status but not the progress, and write Gol's own notes and a day that cannot be parsed."""
    first = book(gol, "Gol", "1.2.3", Status="kanskje", Framdrift="mykje", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": first})))
    gol.run("merge")
    answered = load_workbook(io.BytesIO(marked(server)))
    sheet = answered["Tiltak"]
    sheet["E5"], sheet["H5"] = "Påstarta", "når snøen er borte"
    sheet["F5"].comment = Comment("Vi har ikkje eit tal enno", "Kari")
    sheet["G5"].comment = Comment("Sjå møtet i mai", "Kari")
    out = io.BytesIO()
    answered.save(out)
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": resave(out.getvalue())})))
    merged = gol.run("merge")
    assert answers(merged) == [("1.2.3", "started")], "what is corrected counts"
    return bytes(marked(server))


@pytest.fixture
def in_libreoffice(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[bytes], bytes]:
    """Return a function that saves a workbook with LibreOffice."""

    def save(data: bytes) -> bytes:
        source = tmp_path / "Gol.xlsx"
        source.write_bytes(data)
        libreoffice.convert("xlsx", tmp_path / "saved", source)
        return (tmp_path / "saved" / "Gol.xlsx").read_bytes()

    return save


@pytest.mark.parametrize("program", ["openpyxl", "in_libreoffice"])
def test_a_workbook_that_is_marked_again_has_only_the_new_marks(
    program: str, gol: Desk, server: MailServer, request: pytest.FixtureRequest
) -> None:
    again = twice(gol, server, request.getfixturevalue(program) if program == "in_libreoffice" else bytes)
    assert fills_and_borders(again) == {
        "E": ("EAF3FB", "thin"),
        "F": ("E6D3F7", "thick"),
        "G": fills_and_borders(marked(server, first=True))["G"],
        "H": ("E6D3F7", "thick"),
    }
    assert notes(again) == {"F5": "mykje", "G5": "Vi ser på det", "H5": "når snøen er borte"}
    assert boxes(again) == len(notes(again))
    sheet = load_workbook(io.BytesIO(again))["Tiltak"]
    said = {at: sheet[at].comment.text for at in notes(again)}
    assert "Vi har ikkje eit tal enno" in said["F5"], "the note of the body's own is kept"
    assert "Sjå møtet i mai" in said["G5"]
    assert "Rett det" in said["H5"]
    assert sheet["E5"].value == "Påstarta"


def test_what_is_corrected_in_the_second_marked_workbook_counts_too(gol: Desk, server: MailServer) -> None:
    corrected = load_workbook(io.BytesIO(twice(gol, server, bytes)))
    corrected["Tiltak"]["F5"], corrected["Tiltak"]["H5"] = 0.3, "1.6.2026"
    out = io.BytesIO()
    corrected.save(out)
    arrived(gol, from_server(PASS, message("Retta att", {"Gol.xlsx": out.getvalue()})))
    merged = gol.run("merge")
    assert (merged["open_questions"], merged["receipts"]["sent"]) == (0, 1)
    assert ("1.2.3", "0.3") in [(number, str(to)) for number, to in answers(merged)]
    assert {row["Frå"] for row in gol.log()} >= {"kanskje", "mykje", "når snøen er borte"}
    written = {row["Skrive"] for row in gol.rows("Merknader")}
    assert written - {"Hei", "Retta", "Retta att"} == {"Vi har ikkje eit tal enno", "Sjå møtet i mai"}, (
        "our notes are no remarks"
    )


def test_a_marked_workbook_shows_its_marks_and_notes_in_libreoffice(
    gol: Desk, server: MailServer, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    file = tmp_path / "Gol.xlsx"
    file.write_bytes(twice(gol, server, bytes))
    seen = libreoffice.run("read.py", [str(file)])
    kept = ["Vi har ikkje eit tal enno", "Sjå møtet i mai"]
    assert findings(file) == []
    shown = seen[str(file)]["Tiltak"]["notes"]
    assert len(shown) == 3
    assert all(any(text in note for note in shown) for text in kept)
