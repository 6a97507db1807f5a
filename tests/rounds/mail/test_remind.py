"""Reminders: one to each actor who has not answered, and after the last a list of them to the secretariat."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.delivery.incoming.messages import delivery_report, message
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.dispatches import codes
from tests.rounds.letters import addresses, by_mail, drafts, edit_actor, parsed, with_sender, words
from tests.rounds.reminding import as_of, asked, deadline_in
from tests.rounds.saved_mail import book, drop

FOLDER = f"{ROUND}/reminders"


def test_those_who_have_not_answered_are_reminded_with_their_workbook(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post="kari@gol.example; vikar@gol.example")
    book = (desk.folder / "workbooks" / "outbox" / ROUND / "Gol.xlsx").read_bytes()
    deadline_in(desk, 7)
    told = desk.run("remind")
    assert desk.status == 0
    assert (told["reminder"], {one["state"] for one in told["reminded"]}) == (7, {"drafted"})
    found = drafts(desk, FOLDER)
    assert set(found) == asked(desk) == {one["actor"] for one in told["reminded"]}
    message = found["Gol"]
    assert (message["X-Unsent"], message["To"]) == ("1", "kari@gol.example")
    assert "Om 7 dagar" in words(message)
    assert "påminning" in message["Subject"].lower()
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == f"Gol {ROUND}.xlsx"
    sent = {one["actor"]: one["code"] for one in desk.run("send", "--actor", "Gol")["sent"]}
    assert sent["Gol"] in message["Subject"]
    assert len(attached.get_content()) == pytest.approx(len(book), rel=0.2)


def test_nobody_is_reminded_before_the_day_or_twice(desk: Desk) -> None:
    deadline_in(desk, 8)
    told = desk.run("remind")
    assert (told["reminder"], told["reminded"]) == (None, [])
    assert told["next"] == (date.today() + timedelta(days=1)).isoformat()
    deadline_in(desk, 6)
    assert desk.run("remind")["reminded"]
    assert desk.run("remind")["reminded"] == []
    assert "Ingen skal purrast i dag" in regionplan_in_process("remind", folder=desk.folder).out
    deadline_in(desk, 1)
    again = desk.run("remind")
    assert (again["reminder"], len(again["reminded"])) == (1, len(asked(desk)))
    assert "I morgon" in words(drafts(desk, FOLDER)["Gol"])


def test_who_has_just_got_the_workbook_is_not_reminded(desk: Desk) -> None:
    deadline = (date.today() + timedelta(days=3)).isoformat()
    desk.run("send", "--deadline", deadline)
    assert desk.run("remind")["reminded"] == []


@pytest.mark.parametrize("kind", ["message", "automatic reply", "automatic reply with the workbook"])
def test_a_message_without_a_workbook_and_an_automatic_reply_are_no_answers_while_they_wait(
    desk: Desk, kind: str
) -> None:
    headers = {} if kind == "message" else {"Auto_Submitted": "auto-replied"}
    files = {"KRU.xlsx": book(desk, "KRU", "6.1.2")} if kind.endswith("workbook") else {}
    subject = f"SV: Status ({codes(desk)['KRU']})"
    drop(desk, "SV.eml", message("Eg er borte.", files, subject=subject, **headers).as_bytes())
    deadline_in(desk, 7)
    assert "KRU" in desk.run("remind", "--dry-run")["would_remind"]
    assert "KRU" in [one["actor"] for one in desk.run("remind")["reminded"]]


def test_an_automatic_reply_that_is_held_is_no_answer(desk: Desk) -> None:
    files = {"KRU.xlsx": book(desk, "KRU", "6.1.2")}
    drop(desk, "SV.eml", message("Eg er borte.", files, Auto_Submitted="auto-replied").as_bytes())
    assert len(desk.run("merge")["held"]) == 1
    deadline_in(desk, 7)
    assert "KRU" in desk.run("remind")["silent"]


def test_an_answer_counts_from_when_it_is_in_the_inbox(desk: Desk) -> None:
    """Merged, waiting or held: whoever has answered is not bothered."""
    desk.answer("Regionrådet", "1.1.3", Status="Påstarta")
    desk.run("merge")
    desk.answer("KRU", "6.1.2", Status="Påstarta")
    desk.run("collect")
    gol = desk.folder / "workbooks" / "inbox" / "Gol.xlsx"
    gol.write_bytes((desk.folder / "workbooks" / "outbox" / ROUND / "Gol.xlsx").read_bytes()[:-200])
    deadline_in(desk, 7)
    dry = desk.run("remind", "--dry-run")["would_remind"]
    told = desk.run("remind")
    reminded = {one["actor"] for one in told["reminded"]}
    assert reminded == set(dry)
    assert {"Regionrådet", "KRU"}.isdisjoint(reminded)
    assert {"Hol", "Ål"} <= reminded
    assert asked(desk) - reminded >= {"Regionrådet", "KRU"}


def test_the_email_of_one_who_has_answered_since_is_not_left_to_be_sent(desk: Desk) -> None:
    deadline_in(desk, 7)
    desk.run("remind")
    desk.answer("KRU", "6.1.2", Status="Påstarta")
    desk.run("remind")
    assert "KRU" not in drafts(desk, FOLDER)
    assert "Gol" in drafts(desk, FOLDER)


def test_a_dry_run_says_who_would_be_reminded_and_writes_nothing(desk: Desk) -> None:
    deadline_in(desk, 7)
    told = desk.run("remind", "--dry-run")
    assert set(told["would_remind"]) == asked(desk)
    assert not (desk.folder / "workbooks" / "outbox" / FOLDER).exists()
    assert "Gol" in regionplan_in_process("remind", "--dry-run", folder=desk.folder).out


def test_a_dry_run_by_mail_writes_the_reminders_to_look_at_and_sends_none(
    desk: Desk, server: MailServer
) -> None:
    by_mail(desk.folder, server)
    deadline_in(desk, -3)
    told = desk.run("remind", "--dry-run")
    found = drafts(desk, f"{ROUND}/dry-run")
    assert set(found) == {*asked(desk), "plan@example.org"}
    assert told["emails"].endswith(f"{ROUND}/dry-run")
    gol = found["Gol"]
    assert (gol["To"], gol["X-Unsent"]) == (addresses(desk)["Gol"], None)
    assert "Vi manglar svar" in gol["Subject"]
    assert len(list(gol.iter_attachments())) == 1
    assert server.taken == []
    assert len(desk.run("remind")["reminded"]) == len(asked(desk)), "nothing was recorded"
    assert {one["code"] for one in desk.run("send", "--actor", "Gol")["sent"]} <= {
        word.strip("()") for word in gol["Subject"].split()
    }


def test_after_the_last_reminder_the_secretariat_gets_the_list_of_the_silent_once(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post=None)
    desk.answer("KRU", "6.1.2", Status="Påstarta")
    desk.run("merge")
    deadline_in(desk, 1)
    assert desk.run("remind")["list_sent"] is False
    deadline_in(desk, -3)
    assert desk.run("remind")["list_sent"] is True
    silent = asked(desk) - {"KRU"}
    (name,) = set(drafts(desk, FOLDER)) - silent
    message = drafts(desk, FOLDER)[name]
    assert message["To"] == "plan@example.org"
    assert f"{len(silent)} av {len(silent) + 1}" in message["Subject"]
    listed = words(message)
    assert all(f"- {actor}" in listed for actor in silent)
    assert "Gol (utan e-postadresse)" in listed
    assert "KRU" not in listed
    assert desk.run("remind")["list_sent"] is False


def test_a_deadline_that_is_moved_has_reminders_and_a_list_of_its_own(desk: Desk) -> None:
    deadline_in(desk, 6)
    assert desk.run("remind")["reminder"] == 7
    deadline_in(desk, -4)
    assert desk.run("remind")["list_sent"]
    for_all = len(asked(desk))
    for days, step, listed in ((8, None, False), (7, 7, False), (1, 1, False), (-3, -3, True)):
        as_of(desk, days)
        told = desk.run("remind")
        assert (told["reminder"], len(told["reminded"])) == (step, for_all if step else 0)
        assert told["list_sent"] is listed
        again = desk.run("remind")
        assert (again["reminded"], again["list_sent"]) == ([], False)


def test_an_email_with_a_deadline_that_has_been_moved_is_not_left_to_be_sent(desk: Desk) -> None:
    with_sender(desk.folder)
    deadline_in(desk, 1)
    desk.run("remind")
    assert len(drafts(desk, FOLDER)) == len(asked(desk))
    as_of(desk, 20)
    assert desk.run("remind")["reminded"] == []
    assert drafts(desk, FOLDER) == {}


def test_a_deadline_that_is_moved_to_an_earlier_day_reminds_nobody_twice(desk: Desk) -> None:
    deadline_in(desk, 7)
    assert desk.run("remind")["reminded"]
    deadline_in(desk, 5)
    assert desk.run("remind")["reminded"] == []


def test_the_ledger_is_copied_when_somebody_was_reminded(desk: Desk) -> None:
    backups = desk.folder / "workbooks" / "backups"
    deadline_in(desk, 8)
    desk.run("remind")
    assert not list(backups.glob("ledger * after remind.zip"))
    deadline_in(desk, 7)
    desk.run("remind")
    assert len(list(backups.glob("ledger * after remind.zip"))) == 1


def test_when_all_have_answered_there_is_nothing_to_send(project: Path) -> None:
    desk = Desk(project)
    desk.run("send", "--round", ROUND, "--actor", "KRU")
    desk.answer("KRU", "6.1.2", Status="Påstarta")
    deadline_in(desk, -3)
    told = desk.run("remind")
    assert (told["reminded"], told["list_sent"]) == ([], False)
    assert "Alle har svart" in regionplan_in_process("remind", folder=project).out


def test_before_the_first_round_nobody_is_reminded(project: Path) -> None:
    assert Desk(project).run("remind") == {"round": None, "reminded": []}


def test_reminders_go_out_by_mail_once_each_and_the_list_to_the_sender(
    desk: Desk, server: MailServer
) -> None:
    by_mail(desk.folder, server)
    gol = addresses(desk)["Gol"]
    deadline_in(desk, -3)
    server.reply = lambda at, envelope: "take and break" if at == "end" and gol in envelope.rcpt_tos else None
    told = desk.run("remind")
    assert desk.status == 1
    states = {one["actor"]: one["state"] for one in told["reminded"]}
    assert states.pop("Gol") == "unsure"
    assert set(states.values()) == {"sent"}
    messages = server.messages()
    assert set(messages) == {str(addresses(desk)[actor]) for actor in asked(desk)} | {"plan@example.org"}
    assert all(
        "Vi manglar svar" in message["Subject"]
        for to, message in messages.items()
        if to != "plan@example.org"
    )
    server.reply = lambda at, envelope: None
    desk.run("remind")
    assert len(server.taken) == len(messages)
    assert parsed(server.taken[0][1])["Auto-Submitted"] == "auto-generated"


def test_a_reminder_goes_to_the_deputy_where_the_first_address_has_bounced(
    desk: Desk, server: MailServer
) -> None:
    by_mail(desk.folder, server)
    edit_actor(desk, "Gol", E_post="borte@gol.no; vara@gol.no")
    deadline_in(desk, 1)
    desk.run("remind")
    raw = next(raw for to, raw in server.taken if to == "borte@gol.no")
    drop(desk, "retur.eml", delivery_report("borte@gol.no", returned=raw))
    desk.run("collect")
    deadline_in(desk, -3)
    desk.run("remind")
    desk.run("remind")
    assert [to for to, _ in server.taken if "gol.no" in to] == ["borte@gol.no", "vara@gol.no"]
