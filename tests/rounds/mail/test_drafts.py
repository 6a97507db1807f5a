"""Without a mail server, each workbook in the outbox has a draft e-mail for a person to send."""

import json
from pathlib import Path

import pytest

from benchmarks.round_data import Size, make_plan, make_project
from regionplan_xl.delivery.mail.drafts import is_as_written
from tests.engine.rounds import with_engine
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import addresses, drafts, edit_actor, edit_actors, with_sender, words


def test_each_workbook_goes_out_with_an_email_that_has_it_attached(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="Kari Li <kari@gol.example>; post@gol.example")
    sent = desk.run("send", "--round", ROUND)
    assert desk.status == 0
    found = drafts(desk)
    assert set(found) == {one["actor"] for one in sent["sent"]}
    for one in sent["sent"]:
        message = found[one["actor"]]
        assert message["X-Unsent"] == "1"
        assert message["To"] == one["address"]
        assert all(said in message["Subject"] for said in ("Regionplan for Hallingdal", ROUND, one["code"]))
        (attached,) = message.iter_attachments()
        book = desk.folder / "workbooks" / "outbox" / ROUND / f"{one['actor']}.xlsx"
        assert attached.get_content() == book.read_bytes()
        assert attached.get_filename() == f"{one['actor']} {ROUND}.xlsx"
        assert f"{one['measures']} tiltak" in words(message) or one["measures"] == 1
    assert found["Gol"]["To"] == "kari@gol.example"
    assert "svar på denne e-posten med fila vedlagd" in words(found["Gol"])


def test_in_a_large_round_each_email_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    make_project(tmp_path / "plan", make_plan(Size("many", areas=2, measures=260, bodies=130, answered=0)))
    folder = with_engine(tmp_path / "plan", "{kind: processes, workers: 2}")
    said = [regionplan_in_process("--json", "send", "--round", ROUND, folder=folder).data["sent"]]
    outbox = folder / "workbooks" / "outbox" / ROUND
    written = [{file.name: file.read_bytes() for file in outbox.iterdir()}]
    with_engine(folder, "{kind: inline}")
    said.append(regionplan_in_process("--json", "send", "--round", ROUND, folder=folder).data["sent"])
    written.append({file.name: file.read_bytes() for file in outbox.iterdir()})
    assert len(said[0]) > 100
    assert said[0] == said[1]
    assert written[0] == written[1]
    names = {one["actor"] for one in said[0]}
    assert set(written[0]) == {f"{name}{ending}" for name in names for ending in (".xlsx", ".eml")}
    assert all(is_as_written(data) for name, data in written[0].items() if name.endswith(".eml"))


def test_answers_go_to_the_sender_with_the_code_of_the_workbook(desk: Desk) -> None:
    with_sender(desk.folder)
    code = {one["actor"]: one["code"] for one in desk.run("send")["sent"]}["Gol"]
    message = drafts(desk)["Gol"]
    assert message["Reply-To"] == f"Regionrådet {code} <plan@example.org>"
    assert "skriv til plan@example.org" in words(message)
    assert words(message).rstrip().endswith("Regionrådet")


def test_an_actor_is_written_to_in_its_own_language(desk: Desk) -> None:
    edit_actor(desk, "Gol", Språk="nb")
    edit_actor(desk, "Hol", Språk="en")
    desk.run("send")
    found = drafts(desk)
    assert "Dere blir spurt om" in words(found["Gol"])
    assert "You are asked about" in words(found["Hol"])
    assert "De blir spurde om" in words(found["Ål"])


def test_an_actor_without_address_is_listed_and_its_email_has_no_recipient(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="ring Kari")
    said = regionplan_in_process("send", "--round", ROUND, folder=desk.folder).out
    assert "Utan e-postadresse: Gol" in said
    assert "To" not in drafts(desk)["Gol"]
    found = [f for f in desk.run("check")["findings"] if f["code"].startswith("address")]
    assert {(f["code"], f["sheet"], f["column"]) for f in found} == {
        ("address-missing", "Aktørar", "E-post"), ("address-invalid", "Aktørar", "E-post"),
    }  # fmt: skip
    assert "«ring Kari»" in json.dumps(found, ensure_ascii=False)


def test_workbooks_go_out_alone_where_nobody_has_an_address_and_there_is_no_sender(project: Path) -> None:
    desk = Desk(project)
    edit_actors(desk, E_post=None)
    desk.run("send", "--round", ROUND)
    assert not drafts(desk)
    assert "E-post" not in regionplan_in_process("send", folder=project).out
    assert not [f for f in desk.run("check")["findings"] if f["code"] == "address-missing"]
    with_sender(project)
    desk.run("send")
    assert drafts(desk)
    assert not any("To" in message for message in drafts(desk).values())
    assert len([f for f in desk.run("check")["findings"] if f["code"] == "address-missing"]) == 1


def test_no_email_with_an_earlier_workbook_is_left_to_be_sent_by_mistake(desk: Desk) -> None:
    mine = desk.folder / "workbooks" / "outbox" / ROUND / "Hol.eml"
    mine.write_bytes(b"From: plan@example.org\r\nSubject: Sendt\r\n\r\nHei")
    edit_actors(desk, E_post=None)
    desk.run("send", "--round", ROUND)
    assert set(drafts(desk)) == {"Hol"}
    assert b"Sendt" in mine.read_bytes()


def test_a_dry_run_says_who_gets_what_at_which_address_and_writes_nothing(project: Path) -> None:
    desk = Desk(project)
    listed = desk.run("send", "--dry-run")
    known = addresses(desk)
    assert {one["actor"]: one["address"] for one in listed["sent"]}.items() <= known.items()
    assert not list((project / "workbooks" / "outbox").iterdir())
    assert str(known["Gol"]) in regionplan_in_process("send", "--dry-run", folder=project).out


def test_the_letters_are_copied_to_be_edited_and_never_written_over(project: Path) -> None:
    desk = Desk(project)
    edit_actor(desk, "Gol", Språk="nb")
    written = desk.run("letters")["written"]
    assert {"workbook.nn.txt", "reminder.nb.txt"} <= set(written)
    assert not [name for name in written if ".en." in name]
    mine = project / "letters" / "workbook.nn.txt"
    mine.write_text("Emne: Svar, {{ actor }}\n\nHei {{ actor }}", encoding="utf-8")
    assert desk.run("letters") == {"folder": str(project / "letters"), "written": [], "kept": written}
    desk.run("send", "--round", ROUND)
    assert drafts(desk)["Hol"]["Subject"] == "Svar, Hol"
    assert "Vedlagt er" in words(drafts(desk)["Gol"])


@pytest.mark.parametrize("fault", ["Hei {{ actr }}", "{{ 10 / (measures - 3) }}"])
def test_a_letter_with_a_fault_stops_the_round_before_anything_is_written(project: Path, fault: str) -> None:
    desk = Desk(project)
    (project / "letters").mkdir()
    (project / "letters" / "workbook.nn.txt").write_text(f"Emne: Svar\n\n{fault}\n", encoding="utf-8")
    told = desk.run("send")
    assert desk.status == 2
    assert (told["file"], told["row"]) == ("letters/workbook.nn.txt", 3)
    assert not list((project / "workbooks" / "outbox").iterdir())
    assert desk.run("status")["round"] is None
    (finding,) = [f for f in desk.run("check")["findings"] if f["code"] == "letter"]
    assert (finding["file"], finding["row"]) == ("letters/workbook.nn.txt", 3)
