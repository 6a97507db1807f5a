"""Edit the register of actors by hand, and read the e-mails in the outbox as a mail program does."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from regionplan_xl.config import read_config
from tests.delivery.mail.mail_server import USER, MailServer
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

SENDER = "Regionrådet <plan@example.org>"


def with_sender(folder: Path) -> None:
    """Uncomment the example sender in config.yaml."""
    path = folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("# sender:", "sender:"), encoding="utf-8")
    assert read_config(path).delivery.sender == SENDER


def by_mail(project: Path, server: MailServer) -> Desk:
    """Return the project with the server in config.yaml, to send through."""
    settings = (
        f"channel: mail\n  sender: Regionrådet <{USER}>\n"
        f"  smtp: {{host: localhost, port: {server.port}, security: none}}"
    )
    config = project / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("channel: folder", settings), encoding="utf-8")
    return Desk(project)


def edit_actor(desk: Desk, actor: str, **cells: str | None) -> None:
    """Change cells of an actor on Aktørar by hand; `E_post` stands for «E-post»."""
    edit_actors(desk, {actor}, **cells)


def edit_actors(desk: Desk, actors: set[str] | None = None, **cells: str | None) -> None:
    """Change cells of these actors, or of all."""
    book = load_workbook(desk.master)
    sheet: Any = book["Aktørar"]
    columns: dict[str, int] = {}
    for row in sheet.iter_rows():
        if not columns:
            found = {str(cell.value): cell.column for cell in row}
            columns = found if "E-post" in found else {}
        elif row[0].value and (actors is None or row[0].value in actors):
            for heading, value in cells.items():
                sheet.cell(row[0].row, columns[heading.replace("_", "-")]).value = value
    book.save(desk.master)


def addresses(desk: Desk) -> dict[str, Any]:
    """Return the contents of each actor's cell for e-mail."""
    rows = list(load_workbook(desk.master)["Aktørar"].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if "E-post" in row)
    return {str(row[0]): row[rows[top].index("E-post")] for row in rows[top + 1 :] if row[0]}


def drafts(desk: Desk, folder: str = ROUND) -> dict[str, EmailMessage]:
    """The e-mails in a folder of the outbox, by the name of the file."""
    found = {}
    for path in (desk.folder / "workbooks" / "outbox" / folder).glob("*.eml"):
        found[path.stem] = parsed(path.read_bytes())
    return found


def parsed(data: bytes) -> EmailMessage:
    """Return a message as Python parses it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def words(message: EmailMessage) -> str:
    """Return the text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
