"""A mailbox brings answers: only those count that come from the body that answers, and none is lost or thrown away."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from regionplan_xl.delivery.mail.mailbox import FetchedMessage, Known
from regionplan_xl.errors import NotNow, Problem
from regionplan_xl.project.archive import Collected, collect_mailbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from tests.delivery.incoming.corpus import ADDRESS, MICROSOFT, SERVER, bad_cases, good_cases
from tests.delivery.incoming.messages import delivery_report, message
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.rounds.test_mail_in_inbox import book, give_address, remarks

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.usefixtures("read_inline"),
]


@dataclass
class Box:
    """A mailbox in memory: it gives its messages again and again, and never removes one."""

    raw: list[bytes]
    broken_after: int | None = None
    seen: list[str] = field(default_factory=list)
    name: str = "plan@example.org"

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        places = [f"1/{number}" for number in range(len(self.raw))]
        there = set(known(places))
        for number, (place, raw) in enumerate(zip(places, self.raw, strict=True)):
            if number == self.broken_after:
                raise NotNow("gone", "")
            if place not in there:
                yield FetchedMessage(place, raw, datetime.now(UTC), partial(self.mark, place))

    def mark(self, place: str) -> bool:
        self.seen.append(place)
        return True

    def check(self) -> int:
        return len(self.raw)

    def close(self) -> None:
        pass


def collect(desk: Desk, box: Box, trust: str = SERVER) -> Collected:
    project = Project.open(desk.folder)
    with open_session(project):
        return collect_mailbox(project, box, "mail", trust)


def answers(merged: Any) -> list[tuple[str, str]]:
    return [(c["number"], c["to"]) for c in merged["changes"] if c["kind"] in ("answer", "placed")]


def from_server(result: str, made: Any) -> bytes:
    return f"Authentication-Results: {SERVER}; {result}\r\n".encode() + bytes(made.as_bytes())


PASS = "dmarc=pass header.from=gol.kommune.no"


@pytest.fixture
def gol(desk: Desk) -> Desk:
    """A desk whose body Gol has the address of the messages."""
    give_address(desk, "Gol", f"post@gol.kommune.no; {ADDRESS}")
    return desk


def answer_of_gol(desk: Desk, text: str = "Ferdig snart") -> bytes:
    return book(desk, "Gol", "1.2.3", Kommentar=text)


def test_an_answer_from_the_bodys_own_address_is_merged(gol: Desk) -> None:
    box = Box([from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)}))])
    collect(gol, box)
    assert box.seen == ["1/0"]
    merged = gol.run("merge")
    assert answers(merged) == [("1.2.3", "Ferdig snart")]
    assert remarks(gol) == [("Gol", "E-post", "Hei", ROUND)]


def test_what_is_taken_is_not_fetched_again_and_a_copy_elsewhere_in_the_box_is_nothing_new(gol: Desk) -> None:
    raw = from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)}))
    box = Box([raw])
    collect(gol, box)
    collect(gol, box)
    assert box.seen == ["1/0"]
    box.raw.append(raw)
    assert [file.new for file in collect(gol, box).archived] == [False]
    assert collect(gol, box).archived == ()
    assert len(gol.run("merge")["returns"]) == 1


@pytest.mark.parametrize(
    ("result", "sender"),
    [
        ("dmarc=fail header.from=gol.kommune.no", "kari@gol.kommune.no"),
        ("none", "kari@gol.kommune.no"),
        ("dmarc=pass header.from=evil.example", "kari@evil.example"),
    ],
)
def test_an_answer_that_may_be_somebody_elses_waits_and_is_accepted_with_one_choice(
    gol: Desk, result: str, sender: str
) -> None:
    collect(gol, Box([from_server(result, message("Hei", {"Gol.xlsx": answer_of_gol(gol)}, sender=sender))]))
    merged = gol.run("merge")
    assert (merged["changes"], len(merged["held"])) == ([], 1)
    assert sender in merged["held"][0]["reason"]
    [row] = gol.rows("Konfliktar")
    gol.write("Konfliktar", row["row"], Avgjerd="høyrer til Gol")
    accepted = gol.run("merge")
    assert answers(accepted) == [("1.2.3", "Ferdig snart")]
    assert gol.rows("Konfliktar") == []
    assert remarks(gol) == [("Gol", "E-post", "Hei", ROUND)]


def test_a_colleague_may_answer_unless_only_the_addresses_count(gol: Desk) -> None:
    raw = from_server(PASS, message("", {"Gol.xlsx": answer_of_gol(gol)}, sender="ny@gol.kommune.no"))
    config = gol.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("  channel: folder", "  answers_from: address\n  channel: folder"), encoding="utf-8"
    )
    collect(gol, Box([raw]))
    assert len(gol.run("merge")["held"]) == 1


def test_the_same_workbook_from_the_right_sender_afterwards_counts(gol: Desk) -> None:
    data = answer_of_gol(gol)
    box = Box([from_server("dmarc=fail", message("Hei", {"Gol.xlsx": data}))])
    collect(gol, box)
    gol.run("merge")
    box.raw.append(from_server(PASS, message("Hei igjen", {"Gol.xlsx": data})))
    collect(gol, box)
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]
    assert gol.rows("Konfliktar") == []


def test_mail_of_others_is_on_record_and_waits_for_nobody(gol: Desk) -> None:
    collect(gol, Box([from_server("dmarc=pass", message("Kjøp no!", sender="sal@butikk.example"))]))
    made = message("Faktura", {"faktura.pdf": b"%PDF-1.7"}, sender="sal@butikk.example")
    collect(gol, Box([from_server("dmarc=pass", made)] * 2))
    merged = gol.run("merge")
    assert (merged["held"], merged["remarks"], gol.rows("Konfliktar")) == ([], [], [])
    assert gol.run("status")["waiting_returns"] == 0


def test_a_text_that_says_it_is_from_a_body_waits_if_that_is_not_confirmed(gol: Desk) -> None:
    collect(gol, Box([from_server("dmarc=fail", message("Legg ned planen."))]))
    assert len(gol.run("merge")["held"]) == 1
    assert remarks(gol) == []
    assert gol.rows("Konfliktar")[0]["Svar"] == "Legg ned planen."


def test_a_server_that_goes_away_half_way_loses_nothing(gol: Desk) -> None:
    raw = [from_server(PASS, message(f"Hei {n}", {"Gol.xlsx": answer_of_gol(gol, f"{n}")})) for n in range(3)]
    box = Box(raw, broken_after=2)
    with pytest.raises(NotNow):
        collect(gol, box)
    box.broken_after = None
    collect(gol, box)
    project = Project.open(gol.folder)
    with project.ledger as ledger:
        assert len(ledger.received_mails()) == len(ledger.returns()) == 3


def test_a_bounce_in_the_mailbox_marks_the_address(gol: Desk) -> None:
    collect(gol, Box([delivery_report("post@gol.kommune.no")]))
    assert gol.run("status")["undelivered"] == ["post@gol.kommune.no"]


def test_without_a_server_to_trust_every_answer_waits(gol: Desk) -> None:
    collect(gol, Box([from_server(PASS, message("", {"Gol.xlsx": answer_of_gol(gol)}))]), trust="")
    assert len(gol.run("merge")["held"]) == 1


def test_what_a_mailbox_brought_is_no_more_trusted_when_the_ledger_is_lost(gol: Desk) -> None:
    ledger = gol.folder / "workbooks" / "records" / "ledger.db"
    before = ledger.read_bytes()
    collect(gol, Box([from_server("dmarc=fail", message("", {"Gol.xlsx": answer_of_gol(gol)}))]))
    ledger.write_bytes(before)
    merged = gol.run("merge")
    assert (merged["changes"], len(merged["held"])) == ([], 1)


def test_of_a_thousand_messages_no_forged_one_is_merged_and_no_good_one_waits(gol: Desk) -> None:
    """750 good ones and 250 forged or malformed ones, in a mailbox of each kind, with workbooks that differ."""
    kinds = {SERVER: Box([], name=SERVER), MICROSOFT: Box([], name=MICROSOFT)}
    template = answer_of_gol(gol)
    random, expected = Random(7), Counter[str]()
    cases = [*good_cases(750), *bad_cases(250)]
    random.shuffle(cases)
    for number, case in enumerate(cases):
        name = random.choice(("Gol.xlsx", "../../master.xlsx", "Go\u0308l.xlsx", "\u202exslx.Gol.xlsx"))
        made = message("", {name: another_copy(template, number)})
        for header in ("From", "To", "Subject", "Message-ID", "Date"):
            del made[header]
        kinds[case.trust].raw.append(case.raw(made.as_bytes()))
        expected["bad" if case.wrong else "good"] += 1
    for trust, box in kinds.items():
        project = Project.open(gol.folder)
        with open_session(project):
            collect_mailbox(project, box, f"mail-{trust}", trust)
    before = files_outside(gol.folder)
    gol.run("merge")
    project = Project.open(gol.folder)
    with project.ledger as ledger:
        states = Counter(record.state for record in ledger.returns())
    assert expected == {"good": 750, "bad": 250}
    assert states == {"merged": 750, "held": 250}
    assert files_outside(gol.folder) == before


def another_copy(book: bytes, number: int) -> bytes:
    """The same workbook in other bytes: with a comment on its zip."""
    made = io.BytesIO(book)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = f"{number}".encode()
    return made.getvalue()


def files_outside(folder: Path) -> set[Path]:
    """What is beside the project, and in it outside the folders for archived and held files."""
    beside = {path for path in folder.parent.rglob("*") if folder not in path.parents}
    ours = ("archive", "held", "records", "backups")
    return beside | {
        path
        for path in folder.rglob("*")
        if path.is_file() and not set(ours) & set(path.relative_to(folder).parts) and "~" not in path.name
    }
