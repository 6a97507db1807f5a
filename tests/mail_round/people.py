"""The people at the bodies in a round: they read their mail, fill in the workbook and reply with it."""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from regionplan_xl.config import default_config_text
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan
from tests.mail_round.post_office import SERVER, PostOffice
from tests.rounds.answers import fill_in

OFFICE = "plan@example.org"
_LANGUAGES = ("nn", "nb")


@dataclass(frozen=True)
class Body:
    """A body of the plan: its address, and the number of its measure."""

    name: str
    address: str
    number: str


def bodies(count: int) -> tuple[Body, ...]:
    """Return bodies, each with its own domain."""
    return tuple(
        Body(f"Kommune {n:02}", f"post@kommune{n:02}.example", f"1.1.{n}") for n in range(1, count + 1)
    )


def make_project(folder: Path, of: tuple[Body, ...], office: PostOffice) -> Path:
    """Make a project with a measure for each body, which sends and reads through the post office."""
    for name in ("outbox", "inbox", "archive", "held", "backups", "records", "reports"):
        (folder / "workbooks" / name).mkdir(parents=True)
    measures = tuple(
        Measure(f"M-{n:03}AA", body.number, f"Tiltak for {body.name}", responsible=(body.name,))
        for n, body in enumerate(of, 1)
    )
    actors = tuple(
        Actor(body.name, email=body.address, language=_LANGUAGES[n % 2]) for n, body in enumerate(of)
    )
    goal = Goal("G-1", "1.1", "Eit mål", measures)
    plan = Plan("Planen", (FocusArea("1", "Næring", (goal,), "Næring"),), actors)
    (folder / "workbooks" / "master.xlsx").write_bytes(write_master(plan, today=date(2025, 3, 15)))
    (folder / "config.yaml").write_text(default_config_text("Planen", "nn"), encoding="utf-8")
    use(folder, office)
    return folder


def use(folder: Path, office: PostOffice, user: str = OFFICE) -> None:
    """Replace the servers in config.yaml; `user` has the mailbox for answers."""
    config = folder / "config.yaml"
    before, _, rest = config.read_text("utf-8").partition("delivery:\n")
    after = rest[rest.index("\n# ") :]
    servers = (
        f"delivery:\n  channel: mail\n  sender: Regionrådet <{OFFICE}>\n"
        f"  smtp: {{host: localhost, port: {office.smtp.port}, security: none}}\n"
        f"  imap: {{host: localhost, port: {office.imap.tls}, user: {user}, trust: {SERVER}}}\n"
    )
    config.write_text(before + servers + after, encoding="utf-8")


def workbook_of(message: EmailMessage) -> tuple[str, bytes]:
    """Return the name and the bytes of the workbook in a message."""
    (attached,) = message.iter_attachments()
    return attached.get_filename() or "", attached.get_content()


def filled_in(
    body: Body, message: EmailMessage, folder: Path, cells: Mapping[str, object], name: str = ""
) -> Path:
    """Save the workbook from a message, fill in the row of the body's measure, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"{body.name} mottatt.xlsx"
    source.write_bytes(workbook_of(message)[1])
    return fill_in(source, folder / (name or f"{body.name}.xlsx"), {body.number: cells})


def reply(body: Body, to: EmailMessage, file: Path | None, text: str = "Her er svaret.") -> EmailMessage:
    """Write the reply to a message as mail programs do, with a file attached."""
    message = EmailMessage()
    message["From"] = f"{body.name} <{body.address}>"
    message["To"] = str(to["Reply-To"] or to["From"])
    message["Subject"] = f"SV: {to['Subject']}"
    message["In-Reply-To"] = message["References"] = str(to["Message-ID"])
    message["Message-ID"] = make_msgid(domain=body.address.rpartition("@")[2])
    message.set_content(f"{text}\n\n-----Opphavleg melding-----\nFrå: Regionrådet\n")
    if file is not None:
        kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        message.add_attachment(file.read_bytes(), maintype="application", subtype=kind, filename=file.name)
    return message


def post(office: PostOffice, message: EmailMessage) -> None:
    """Send a message through the SMTP server."""
    with smtplib.SMTP("localhost", office.smtp.port, timeout=30) as server:
        server.send_message(message)


def renamed(body: Body, name: str) -> Body:
    """Return the same body under another name."""
    return replace(body, name=name)
