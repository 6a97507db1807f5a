"""Between rounds, owners are asked about measures without reports for months, if the secretariat wants that."""

import io
import json
from datetime import date, timedelta

import pytest

from regionplan_xl.locale import catalog
from regionplan_xl.mailing.nudges import months_before
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, drafts, parsed, words
from tests.rounds.register_by_hand import rename
from tests.rounds.reminding import asked, deadline_in, in_ledger
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

LONG_AGO = -250  # days from today to the deadline


def nudged_after(desk: Desk, months: int) -> Desk:
    """Set the number of months after which to ask."""
    config = desk.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("round:\n", f"round:\n  nudge_months: {months}\n"), encoding="utf-8")
    return desk


def nudged(desk: Desk) -> set[str]:
    return {one["actor"] for one in desk.run("remind")["nudged"]}


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A round that ended long ago, with its last reminders recorded."""
    deadline_in(desk, LONG_AGO)
    desk.run("remind")
    pass_days(desk, -LONG_AGO)
    return desk


def pass_days(desk: Desk, days: int) -> None:
    """Move everything that was sent that many days back."""
    in_ledger(desk, "UPDATE messages SET changed = date(changed, ?) || substr(changed, 11)", f"-{days} days")


def test_nobody_is_asked_between_rounds_unless_the_secretariat_wants_it(quiet: Desk) -> None:
    assert nudged(quiet) == set()
    assert nudged(nudged_after(quiet, 6)) == asked(quiet)


def test_the_owner_gets_the_measures_that_nobody_has_reported_on_and_its_workbook_as_the_plan_is_now(
    quiet: Desk,
) -> None:
    quiet.edit("1.1.3", Sist_rapportert=date.today() - timedelta(days=20))
    quiet.edit("1.2.2", Sist_rapportert=date(2020, 5, 4), Status="Påstarta")
    assert "Regionrådet" in nudged(nudged_after(quiet, 6))
    message = drafts(quiet, f"{ROUND}/nudges")["Regionrådet"]
    said = words(message)
    assert "- 1.2.2 " in said
    assert "(sist rapportert 4. mai 2020)" in said
    assert "- 1.1.3 " not in said
    assert "ingen har rapportert om på 6 månader" in said
    assert len(list(message.iter_attachments())) == 1


def test_its_workbook_shows_no_deadline_that_has_passed(quiet: Desk) -> None:
    deadline = catalog("nn").day(date.today() + timedelta(days=LONG_AGO))
    nudged(nudged_after(quiet, 6))
    (attached,) = drafts(quiet, f"{ROUND}/nudges")["Regionrådet"].iter_attachments()
    book = load_workbook(io.BytesIO(attached.get_content()))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None]
    assert f"Regionrådet: rapportering {ROUND}" in cells
    assert "Ingen: svar når det passar" in cells
    assert not [text for text in cells if deadline in text]
    sent = quiet.folder / "workbooks" / "outbox" / ROUND / "Regionrådet.xlsx"
    sent.write_bytes(attached.get_content())
    quiet.answer("Regionrådet", "1.2.2", Status="Påstarta")
    merged = quiet.run("merge")
    assert (len(merged["changes"]), merged["conflicts"], merged["remarks"]) == (1, [], [])


@pytest.mark.parametrize(("months", "said"), [(1, "på ein månad"), (6, "på 6 månader")])
def test_the_months_are_said_as_people_say_them(months: int, said: str, quiet: Desk) -> None:
    nudged_after(quiet, months)
    assert said in regionplan_in_process("remind", "--dry-run", folder=quiet.folder).out
    assert said in regionplan_in_process("remind", folder=quiet.folder).out


def test_each_is_asked_once_in_those_months(quiet: Desk) -> None:
    nudged_after(quiet, 6)
    first = nudged(quiet)
    assert first == asked(quiet)
    assert nudged(quiet) == set()
    pass_days(quiet, 150)
    assert nudged(quiet) == set()
    pass_days(quiet, 60)
    assert nudged(quiet) == first


def test_a_body_that_was_asked_is_not_asked_again_because_it_was_renamed(quiet: Desk) -> None:
    nudged_after(quiet, 6)
    assert "IKT Hallingdal" in nudged(quiet)
    rename(quiet, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    quiet.run("merge")
    assert nudged(quiet) == set()
    pass_days(quiet, 250)
    again = nudged(quiet)
    assert "IKT Valdres" in again
    assert "IKT Hallingdal" not in again


@pytest.mark.parametrize("days", [30, 1, 0, -1, -3])
def test_nobody_is_asked_while_a_round_is_open_or_reminders_are_to_come(desk: Desk, days: int) -> None:
    nudged_after(desk, 1)
    deadline_in(desk, days)
    told = desk.run("remind")
    assert told["nudged"] == []
    assert desk.run("remind", "--dry-run")["would_nudge"] == []


def test_finished_measures_and_those_who_were_just_written_to_are_left_alone(quiet: Desk) -> None:
    nudged_after(quiet, 6)
    owners = asked(quiet)
    quiet.answer("KRU", "6.1.2", Status="Gjennomført")
    quiet.run("merge")
    everything = [row["number"] for row in measures(quiet, "KRU")]
    for number in everything:
        quiet.edit(number, Status="Gjennomført", Sist_rapportert=date(2020, 1, 1))
    in_ledger(quiet, "UPDATE messages SET changed = recorded WHERE actor = 'Gol'")
    assert nudged(quiet) == owners - {"KRU", "Gol"}


def measures(desk: Desk, actor: str) -> list[dict[str, str]]:
    """Return the measures in the plan for which an actor alone is responsible."""
    desk.run("report", "--format", "json")
    (path,) = (desk.folder / "workbooks" / "reports").glob("*.json")
    data = json.loads(path.read_text("utf-8"))
    return [one for one in data["measures"] if actor in one["responsible"]]


def test_nobody_is_asked_while_answers_wait_to_be_merged(quiet: Desk) -> None:
    nudged_after(quiet, 6)
    quiet.answer("KRU", "6.1.2", Status="Påstarta")
    assert nudged(quiet) == set()
    quiet.run("merge")
    assert nudged(quiet)


def test_an_answer_to_it_is_merged_also_when_the_body_answered_in_the_round(quiet: Desk) -> None:
    quiet.answer("KRU", "6.1.2", Status="Påstarta", Kommentar="I gang.")
    quiet.run("merge")
    quiet.edit("6.1.2", Sist_rapportert=date(2020, 1, 1))
    nudged_after(quiet, 6)
    assert "KRU" in nudged(quiet)
    (attached,) = drafts(quiet, f"{ROUND}/nudges")["KRU"].iter_attachments()
    book = quiet.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx"
    book.write_bytes(attached.get_content())
    quiet.answer("KRU", "6.1.2", name="KRU etterpå", Status="Gjennomført")
    merged = quiet.run("merge")
    assert [(one["field"], one["to"]) for one in merged["changes"]] == [("status", "done")]
    assert merged["conflicts"] == []


def test_a_dry_run_lists_them_and_by_mail_they_go_out_once(quiet: Desk, server: MailServer) -> None:
    by_mail(nudged_after(quiet, 6).folder, server)
    dry = quiet.run("remind", "--dry-run")
    assert set(dry["would_nudge"]) == asked(quiet)
    assert set(drafts(quiet, f"{ROUND}/dry-run")) == asked(quiet)
    assert "KRU" in regionplan_in_process("remind", "--dry-run", folder=quiet.folder).out
    assert server.taken == []
    told = quiet.run("remind")
    assert {one["state"] for one in told["nudged"]} == {"sent"}
    assert {one["actor"] for one in told["nudged"]} == set(dry["would_nudge"])
    quiet.run("remind")
    assert len(server.taken) == len(dry["would_nudge"])
    assert "korleis går det med tiltaka?" in str(parsed(server.taken[0][1])["Subject"])


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2025, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 1, 15), 1, date(2024, 12, 15)),
        (date(2024, 3, 31), 13, date(2023, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
