"""Answers from a mailbox count only if they come from the body that answers; none is lost or thrown away."""

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from regionplan_xl.delivery.mail.graph import GraphMailbox
from regionplan_xl.delivery.mail.graph_client import GraphClient
from regionplan_xl.errors import NotNow
from regionplan_xl.project.archive import collect_mailbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from tests.delivery.incoming.corpus import ADDRESS, MICROSOFT, SERVER, bad_cases, good_cases
from tests.delivery.incoming.messages import delivery_report, message
from tests.delivery.mail.graph_stand_in import MAILBOX, graph
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.rounds.letters import edit_actor
from tests.rounds.mailbox import PASS, Box, answers, collect, from_server
from tests.rounds.saved_mail import book, drop, remarks

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def gol(desk: Desk) -> Desk:
    """A desk whose body Gol has the address of the messages."""
    edit_actor(desk, "Gol", E_post=f"post@gol.kommune.no; {ADDRESS}")
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


@pytest.mark.parametrize(
    ("behind", "taken"), [(timedelta(minutes=10), 1), (timedelta(hours=13), 1), (timedelta(days=3), 0)]
)
def test_an_answer_is_read_though_the_servers_clock_is_behind_and_old_mail_is_not(
    gol: Desk, behind: timedelta, taken: int
) -> None:
    raw = from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)}))
    assert len(collect(gol, Box([raw], behind=behind)).archived) == taken


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


def test_only_messages_with_a_workbook_are_shown_as_read_and_people_see_the_others(gol: Desk) -> None:
    plain = message("Kan vi få utsett frist?")
    raw = [
        from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)})),
        from_server(PASS, plain),
        from_server(PASS, message("Faktura", {"faktura.pdf": b"%PDF-1.7"}, sender="sal@butikk.example")),
        from_server(PASS, message("Eg er på ferie.", Auto_Submitted="auto-replied")),
        delivery_report("post@gol.kommune.no"),
        from_server(PASS, message("Som tekst", {"svar.csv": b"Nr;Status\n1.2.3;Ferdig\n"})),
    ]
    box = Box(raw)
    collect(gol, box)
    assert box.seen == ["1/0", "1/5"]
    project = Project.open(gol.folder)
    with project.ledger as ledger:
        assert len(ledger.received_mails()) == len(raw), "all are on record"
    assert collect(gol, box).archived == ()


@pytest.mark.parametrize("merged_before", [True, False])
def test_a_workbook_that_waits_for_its_sender_counts_when_somebody_puts_it_in_the_inbox(
    gol: Desk, merged_before: bool
) -> None:
    data = answer_of_gol(gol)
    collect(gol, Box([from_server("dmarc=fail", message("Hei", {"Gol.xlsx": data}))]))
    if merged_before:
        assert len(gol.run("merge")["held"]) == 1
    drop(gol, "Gol.xlsx", data)
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]
    assert gol.rows("Konfliktar") == []


def test_of_microsoft_365_only_what_is_new_is_listed_and_nothing_comes_twice(gol: Desk) -> None:
    raw = from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)}))
    now = datetime.now(UTC).isoformat()
    with graph() as server:

        def came() -> int:
            server.requests.clear()
            box = GraphMailbox(GraphClient(MAILBOX, lambda renew: "good", base=server.base))
            return len(collect(gol, box, MICROSOFT, "graph").archived)

        server.deliver("a", raw, now)
        assert came() == 1
        server.deliver("b", raw.replace(b"Hei", b"Hallo"), now)
        assert came() == 1
        assert sum("/$value" in one for one in server.requests) == 1, "the first is not asked for again"
        assert came() == 0
        server.forgotten = len(server.changes)
        assert came() == 0, "all was listed again, and nothing was new"
        assert not any("/$value" in one for one in server.requests)


def test_what_could_not_be_taken_in_is_looked_for_again(gol: Desk) -> None:
    now = datetime.now(UTC).isoformat()
    with graph() as server:
        box = GraphMailbox(GraphClient(MAILBOX, lambda renew: "good", base=server.base))
        server.deliver("a", from_server(PASS, message("Hei", {"Gol.xlsx": answer_of_gol(gol)})), now)
        server.broken_messages.add("a")
        assert len(collect(gol, box, MICROSOFT, "graph").left) == 1
        server.broken_messages.clear()
        assert len(collect(gol, box, MICROSOFT, "graph").archived) == 1


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
    """Return the same workbook with other bytes: a comment on its zip."""
    made = io.BytesIO(book)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = f"{number}".encode()
    return made.getvalue()


def files_outside(folder: Path) -> set[Path]:
    """Return the files beside the project, and those in it outside the folders for archived and held files."""
    beside = {path for path in folder.parent.rglob("*") if folder not in path.parents}
    ours = ("archive", "held", "records", "backups")
    return beside | {
        path
        for path in folder.rglob("*")
        if path.is_file() and not set(ours) & set(path.relative_to(folder).parts) and "~" not in path.name
    }
