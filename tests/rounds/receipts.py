"""Answers from Gol by e-mail, and the receipts and marked workbooks that it gets."""

import io
from pathlib import Path
from typing import Any

from regionplan_xl.project.folder import Project
from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import message
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.desk import Desk
from tests.rounds.mailbox import PASS, Box, collect, from_server
from tests.rounds.saved_mail import book
from tests.workbooks import load_workbook

BOXES: dict[Path, Box] = {}


def arrived(desk: Desk, *raw: bytes) -> None:
    """Add messages to the mailbox, and collect them."""
    box = BOXES.setdefault(desk.folder, Box([]))
    box.raw += raw
    collect(desk, box)


def answered(desk: Desk, text: str = "Ferdig snart", result: str = PASS, **more: Any) -> None:
    """Collect an answer from Gol's mailbox."""
    made = message("Hei", {"Gol.xlsx": book(desk, "Gol", "1.2.3", Kommentar=text)}, **more)
    arrived(desk, from_server(result, made))


def states(desk: Desk) -> list[str]:
    with Project.open(desk.folder).ledger as ledger:
        return [one.state for one in ledger.messages(kind="receipt")]


def unclear(desk: Desk) -> None:
    """Collect and merge a status from Gol that is not understood, about which Gol is told."""
    data = book(desk, "Gol", "1.2.3", Status="kanskje", Kommentar="Vi ser på det")
    arrived(desk, from_server(PASS, message("Hei", {"Gol.xlsx": data})))
    assert len(desk.run("merge")["conflicts"]) == 1


def marked(server: MailServer, *, first: bool = False) -> bytes:
    """Return the workbook that Gol got with its last receipt, or with its first."""
    data = [data for address, data in server.taken if address == ADDRESS][0 if first else -1]
    (attached,) = server.parsed(data).iter_attachments()
    book = attached.get_content()
    assert isinstance(book, bytes)
    return book


def notes(data: bytes) -> dict[str, object]:
    """Return the cells with a note in a workbook, and their values."""
    sheet = load_workbook(io.BytesIO(data))["Tiltak"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.comment}


def look(cell: Any) -> tuple[object, ...]:
    """Return the value of a cell, and its formats."""
    return (
        cell.value,
        cell.fill.fgColor.rgb,
        cell.border.left.style,
        cell.number_format,
        cell.protection.locked,
    )
