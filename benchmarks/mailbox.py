"""Collect and merge replies from a mailbox: does memory stay flat with ten times as many?

    python -m benchmarks.mailbox [--replies 500 5000]

A real IMAP server (Dovecot) holds the replies of 400 bodies. With more replies than bodies, some bodies have answered
several times, each time differently. `collect` and `merge` each run in their own process.
"""

import argparse
import os
import random
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from benchmarks.processes import Cost, peak_memory, run
from benchmarks.round_data import SIZES, STATUSES, Answers, fill_in
from benchmarks.rounds import ROUND, copy_of, prepared
from regionplan_xl.plan.model import Plan
from tests.delivery.mail.dovecot import PASSWORD, Dovecot, dovecot

_SERVER = "mx.example.org"
_SECRET = "REGIONPLAN_IMAP_PASSWORD"
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def main() -> None:
    """Measure and print the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replies", nargs="+", type=int, default=[500, 5_000])
    replies = parser.parse_args().replies
    size = SIZES["M"]
    with tempfile.TemporaryDirectory(prefix="mailbox ") as folder, dovecot() as server:
        os.environ |= {_SECRET: PASSWORD, "SSL_CERT_FILE": str(server.trusted)}
        project = Path(folder) / "plan"
        plan = prepared(project, size, answered=False)
        run(_command(project, "send", "--round", ROUND))
        print("| replies | command | wall s | processor s | MiB |\n|---|---|---|---|---|")
        for count in replies:
            user = f"user{count}"
            _deliver(server, user, project, plan, count)
            with copy_of(project) as copy:
                _use_mailbox(copy, server, user)
                memory = [_peak(copy, command) for command in ("collect", "merge")]
            with copy_of(project) as copy:
                _use_mailbox(copy, server, user)
                for command, most in zip(("collect", "merge"), memory, strict=True):
                    cost: Cost = run(_command(copy, command))
                    print(
                        f"| {count:,} | {command} | {cost.wall:.0f} | {cost.cpu:.0f} | {most:.0f} |",
                        flush=True,
                    )


def _peak(project: Path, command: str) -> float:
    return peak_memory(_command(project, command))


def _command(project: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "regionplan_xl", "--project", str(project), *words]


def _use_mailbox(project: Path, server: Dovecot, user: str) -> None:
    config = project / "config.yaml"
    line = f"  imap: {{host: localhost, port: {server.tls}, user: {user}, trust: {_SERVER}}}"
    text = config.read_text("utf-8").replace("channel: folder", f"channel: folder\n{line}")
    config.write_text(text, encoding="utf-8")


def _deliver(server: Dovecot, user: str, project: Path, plan: Plan, count: int) -> None:
    """Put the replies in the mailbox of a user."""
    chance = random.Random(f"replies {count}")
    owned: Answers = {}
    for measure in plan.measures:
        owned.setdefault(measure.responsible[0], {})[measure.number] = ("", "")
    books = sorted((project / "workbooks" / "outbox" / ROUND).glob("*.xlsx"))
    addresses = {actor.name: actor.email for actor in plan.actors}
    inbox = server.folder / "mail" / user / "new"
    inbox.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "svar.xlsx"
        for n in range(count):
            book = books[n % len(books)]
            mine = chance.choice(sorted(owned[book.stem]))
            fill_in(book, filled, {mine: (chance.choice(STATUSES), f"Svar nummer {n}")})
            (inbox / f"{n:06}").write_bytes(_reply(addresses[book.stem], filled.read_bytes(), n))
    server.deliver(user, b"Subject: Takk\r\nFrom: nokon@example.com\r\n\r\nTakk for sist\r\n", name="last")


def _reply(sender: str, book: bytes, number: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "plan@example.org", "SV: Rapportering"
    made["Message-ID"] = f"<{number}@example.org>"
    made.set_content("Her er svaret vårt.")
    made.add_attachment(book, maintype=_XLSX[0], subtype=_XLSX[1], filename="svar.xlsx")
    return (
        f"Authentication-Results: {_SERVER}; dmarc=pass header.from=example.org\r\n".encode()
        + made.as_bytes()
    )


if __name__ == "__main__":
    main()
