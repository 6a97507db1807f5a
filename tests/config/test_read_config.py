"""What a planner may write in config.yaml, and the messages about invalid settings."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.config import Config, ConfigError, default_config_text, read_config
from regionplan_xl.errors import InputError
from regionplan_xl.plan.status import LANGUAGES, STANDARD
from tests.paths import PROJECT

Read = Callable[[str], Config]

DESIGN = """\
plan:     {name: Regionplan for Hallingdal, locale: nn, master: workbooks/master.xlsx}
round:    {deadline_days: 21, reminders: null}
statuses:
  not_started: {colour: "#C00000", label: {nn: Ikkje påstarta}, also: [raud, rød, ikke startet]}
  started:     {colour: "#FFC000", label: {nn: Påstarta}, also: [gul, i gang]}
  done:        {colour: "#00A650", label: {nn: Gjennomført}, also: [grøn, grønn, ferdig, utført]}
merge:    {conflicts: ask, rollup: cautious}
delivery:
  channel: folder
  sender: Regionrådet <plan@example.org>
  smtp: null
  imap: null
  graph: null
backups:  {keep_days: 30, then: monthly}
schedule: {collect: every 10 minutes, merge: every 10 minutes, remind: null, report: daily at 06:00}
ledger:   sqlite:///workbooks/records/ledger.db
engine:   {kind: processes, workers: auto, address: null}
report:
  {template: null, formats: [docx, json], case_number: null, background: null, proposal: null, place: null,
   signatory: null}
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(text: str) -> Config:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return read_config(path)

    return reader


@pytest.fixture
def complaint(read: Read) -> Callable[[str], str]:
    def complain(text: str) -> str:
        with pytest.raises(InputError) as caught:
            read(text)
        assert caught.value.exit_status == 2
        assert str(caught.value.place).endswith("config.yaml")
        said = str(caught.value)
        assert not re.search(r"pydantic|yaml\.|input should|mapping|scalar|token|NoneType|dict", said, re.I)
        assert "None" not in said
        return said

    return complain


def test_every_key_of_the_contract_is_read(read: Read) -> None:
    config = read(DESIGN)
    assert config.plan.name == "Regionplan for Hallingdal"
    assert config.round.deadline_days == 21
    assert config.delivery.channel == "folder"
    assert config.delivery.sender == "Regionrådet <plan@example.org>"
    assert (config.backups.keep_days, config.backups.then) == (30, "monthly")
    assert config.merge.conflicts == "ask"
    assert config.schedule.jobs()["report"] == "daily at 06:00"
    assert config.engine.workers is None
    assert config.report.formats == ("docx", "json")


def test_only_the_name_of_the_plan_is_needed(read: Read) -> None:
    config = read("plan: {name: Hallingdal}")
    assert config.scale == STANDARD
    assert (config.plan.locale, config.plan.master) == ("nn", Path("workbooks/master.xlsx"))
    assert (config.merge.conflicts, config.delivery.channel, config.engine.kind) == (
        "ask",
        "folder",
        "processes",
    )
    assert config.report.formats == ("docx",)
    assert config.schedule.jobs()["collect"] == "every 10 minutes"


def test_a_configuration_never_changes(read: Read) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read("plan: {name: X}").plan.name = "Y"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_new_projects_file_is_what_it_would_be_without_it(read: Read, locale: str) -> None:
    name = 'Plan: «Hol» & "Ål" #1 ÆØÅ \\ {x} 🏔'
    config = read(default_config_text(name, locale))
    bare = read(f"plan: {{name: X, locale: {locale}}}")
    assert config.plan.name == name
    assert config.scale == STANDARD
    for section in ("round", "merge", "delivery", "schedule", "ledger", "engine", "report"):
        assert getattr(config, section) == getattr(bare, section)


def test_the_example_project_is_in_order() -> None:
    config = read_config(PROJECT / "config.yaml")
    assert (config.plan.name, config.plan.locale) == ("Regionplan for Hallingdal", "nn")


def test_a_file_saved_by_notepad_with_a_mark_at_its_start_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbfplan:\r\n  name: \xc3\x85l\r\n")
    assert read_config(path).plan.name == "Ål"


def test_a_name_is_taken_as_it_is_written(read: Read) -> None:
    assert read("plan: {name: 2025}").plan.name == "2025"
    assert read("plan: {name: no}").plan.name == "no"
    assert read("plan: {name: 08:30}").plan.name == "08:30"


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("plan: {}", 1, ["plan.name", "missing"]),
        ("round: {}", 1, ["plan", "missing"]),
        ("plan: {name: X}\nreprot: {}", 2, ["«reprot»", "Did you mean «report»?"]),
        ("plan: {name: X}\nround:\n  deadline: 3", 3, ["«deadline»", "Did you mean «deadline_days»?"]),
        ("plan: {name: X}\nlocale: nn", 2, ["«locale»", "It belongs under «plan:»"]),
        ("plan: {name: X, locale: no}", 1, ["«no»", "nn, nb or en"]),
        ("plan:\n  name: X\n  name: Y", 3, ["«name» is written twice", "line 2"]),
        ("plan:\n  name: X\n  master: plan.ods", 3, ["plan.ods", ".xlsx"]),
        ("plan: {name: X}\nround: {deadline_days: tjue}", 2, ["«tjue»", "whole number"]),
        ("plan: {name: X}\nround: {deadline_days: 0}", 2, ["«0»", "from 1 to 366"]),
        ("plan: {name: X}\nreport: {formats: docx}", 2, ["«docx»", "list", "[docx, html]"]),
        (
            "plan: {name: X}\nreport:\n  formats:\n  - docx\n  - ein",
            5,
            ["«ein»", "docx, pdf, html, json, csv and svg"],
        ),
        ("plan: {name: X}\nmerge: {conflicts: spør}", 2, ["ask, master or newest"]),
        ("plan: {name: X}\nmerge: {conflicts: newst}", 2, ["Did you mean «newest»?"]),
        ("plan: {name: X}\nmerge: ask", 2, ["«ask»", "settings such as conflicts"]),
        ("plan: {name: X}\ndelivery: {channel: post}", 2, ["«post»", "Expected: folder, mail or graph"]),
        ("plan: {name: X}\ndelivery: {sender: Regionrådet}", 2, ["«Regionrådet» is not an e-mail address"]),
        (
            "plan: {name: X}\nschedule:\n  merge: nå og då",
            3,
            ["schedule.merge", "«nå og då»", "daily at 08:00"],
        ),
        ("plan: {name: X}\nschedule: {merge: daily at 25:00}", 2, ["no 25:00 on the clock"]),
        ("plan: {name: X}\nschedule: {colect: every hour}", 2, ["Did you mean «collect»?"]),
        ("plan: {name: X}\nledger: 'sqlite://'", 2, ["forgotten"]),
        ("plan: {name: X}\nledger: 'sqlite:///:memory:'", 2, ["forgotten"]),
        ("plan: {name: X}\nledger: ledger.db", 2, ["address of a database"]),
        ("plan: {name: X}\nengine: {workers: 0}", 2, ["auto, or a whole number"]),
        ("plan: {name: X}\nreport: {formats: [docs]}", 2, ["Did you mean «docx»?"]),
        ("plan: {name: X}\nreport: {format: docx}", 2, ["«format»", "Did you mean «formats»?"]),
        ("plan:\n\tname: X", 2, ["tab", "spaces"]),
        ("plan: {name: X\nround: {}", 2, ["«{»"]),
        ("plan: {name: X}\nreport: {formats: [docx, json}", 2, ["«[»"]),
        ('plan: {name: "X}\n', 2, ["quotation mark in line 1"]),
        ("plan:\n  name: a: b", 2, ["colon", '"quotes"']),
        ("plan:\n  name: @x", 2, ['"quotes"']),
        ("plan:\n  name: X\n locale: nn", 3, ["indent"]),
        ("plan:\n  name: X\nround\n", 4, ["colon is missing"]),
        ("plan: {name: X}\n---\nplan: {name: Y}", 2, ["---"]),
        ("plan: {name: !!python/object/apply:os.getcwd []}", 1, ["not allowed"]),
        ("plan: {name: !python X}", 1, ["«!python» is not allowed"]),
        ("plan: &p {name: X}\nround: *p", 2, ["repeats an earlier part"]),
        ("plan: &p {name: *p}", 1, ["repeats an earlier part"]),
        ("plan: {name: X}\n? [a]\n: b", 2, ["must be a word"]),
        ('plan: {name: "a\\nb"}', 1, ["line break"]),
        ("plan: {name: X}\n\x01", 2, ["invisible character"]),
        ("Regionplan for Hallingdal", 1, ["cannot be used here"]),
        ("- plan", 1, ["a list cannot be used here"]),
        ("plan: {name: X}\nreport: {formats: []}", 2, ["list is empty", "such as [docx, html]"]),
        (
            "plan: {name: X}\nround: {reminders: [" + "7, " * 20 + "7]}",
            2,
            ["21 in the list", "at most 20"],
        ),
        ("plan: {name: X}\nstatuses:\n  done:\n    colour: #00A650", 4, ["nothing is written", '"#C00000"']),
    ],
)
def test_a_fault_is_shown_with_its_line_and_its_fix(
    complaint: Callable[[str], str], written: str, line: int, words: list[str]
) -> None:
    said = complaint(written)
    assert f"line {line}" in said
    for word in words:
        assert word in said


def test_a_faulty_word_in_a_list_is_one_fault(complaint: Callable[[str], str]) -> None:
    said = complaint("plan: {name: X}\nreport: {formats: [doc]}")
    assert "«doc» cannot be used here" in said
    assert "a list cannot" not in said
    assert "things to fix" not in said


def test_all_faults_of_config_yaml_are_reported_at_once_in_the_order_of_its_lines(read: Read) -> None:
    with pytest.raises(ConfigError) as caught:
        read("plan: {nam: X}\nround: {deadline_days: tre}\nmerge: {conflicts: ja}\nmerge: {}\n")
    places = [(problem.place.row, problem.place.column) for problem in caught.value.problems]
    assert sorted(places) == sorted(
        [(1, "plan.name"), (1, "plan.nam"), (2, "round.deadline_days"), (3, "merge.conflicts"), (4, "merge")]
    )
    assert [row for row, _ in places] == [1, 1, 2, 3, 4]
    assert "5 things to fix" in str(caught.value)
    assert all(str(problem.fix) for problem in caught.value.problems)


@pytest.mark.parametrize("text", ["", "\n\n", "# berre ein kommentar\n", "---\n"])
def test_an_empty_file_is_told_what_to_hold(complaint: Callable[[str], str], text: str) -> None:
    assert "empty" in complaint(text)


def test_a_missing_file_is_shown_with_its_fix(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file.*--project"):
        read_config(tmp_path / "config.yaml")


def test_a_folder_called_config_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        read_config(tmp_path / "config.yaml")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_told_how_to_save(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("plan:\n  name: Ål".encode(encoding))
    with pytest.raises(InputError, match="UTF-8"):
        read_config(path)


def test_brackets_without_end_are_told(complaint: Callable[[str], str]) -> None:
    assert "brackets" in complaint("[" * 20_000)


def test_a_password_is_never_shown(complaint: Callable[[str], str]) -> None:
    said = complaint(
        "plan: {name: X}\ndelivery:\n"
        "  password: hemmeleg0\n"
        "  smtp: {host: smtp.example.org, password: hemmeleg1}\n"
        "  imap: {host: imap.example.org, passord: hemmeleg2, password_env: '!hemmeleg 3'}\n"
    )
    assert "hemmeleg" not in said
    assert "delivery.password" in said


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("delivery: {smtp: {host: h, oauth: x}}", "delivery.smtp.oauth"),
        ("delivery: {imap: {host: h, oauth: x}}", "delivery.imap.oauth"),
    ],
)
def test_a_sign_in_that_is_not_known_is_refused_with_those_that_are(
    complaint: Callable[[str], str], written: str, at: str
) -> None:
    said = complaint(f"plan: {{name: X}}\n{written}")
    assert f"line 2, {at}: " in said
    assert "microsoft365" in said


def test_a_setting_may_be_empty(read: Read) -> None:
    empty = "report: {template: , case_number: null}\nround: {reminders: }\nengine: {address: }"
    assert read(f"plan: {{name: X}}\n{empty}") == read("plan: {name: X}")


@pytest.mark.parametrize(
    ("written", "days"), [("[7, 1, -3]", (7, 1, -3)), ("[]", ()), ("[14]", (14,)), ("", (7, 1, -3))]
)
def test_reminders_are_days_before_the_deadline_or_after_it(
    read: Read, written: str, days: tuple[int, ...]
) -> None:
    assert read(f"plan: {{name: X}}\nround:\n  reminders: {written}").round.reminders == days


def test_a_reminder_that_is_no_number_of_days_is_told_of(complaint: Callable[[str], str]) -> None:
    assert "«sju»" in complaint("plan: {name: X}\nround: {reminders: [sju]}")
    assert "a list of days" in complaint("plan: {name: X}\nround: {reminders: 7}")


def test_faults_of_several_sections_are_found_together(read: Read) -> None:
    with pytest.raises(ConfigError) as caught:
        read(
            "plan: {name: X}\nround: {deadline_days: tre}\nreport: {template: x}\nengine: {kind: dusk, workers: 0}"
        )
    assert {problem.place.column for problem in caught.value.problems} == {
        "report.template", "round.deadline_days", "engine.kind", "engine.workers"
    }  # fmt: skip


def test_a_faulty_ledger_address_is_not_shown_for_it_may_hold_a_password(
    complaint: Callable[[str], str],
) -> None:
    assert "hemmeleg" not in complaint("plan: {name: X}\nledger: 'postgresql:/plan:hemmeleg@db/plan'")


def test_the_ledger_lies_in_the_project_folder(read: Read, tmp_path: Path) -> None:
    config = read("plan: {name: X}")
    assert config.ledger_url(tmp_path) == f"sqlite:///{(tmp_path / 'workbooks/records/ledger.db').as_posix()}"


def test_a_ledger_elsewhere_is_left_where_it_is(read: Read, tmp_path: Path) -> None:
    absolute = (tmp_path / "other.db").as_posix()
    assert (
        read(f"plan: {{name: X}}\nledger: sqlite:///{absolute}").ledger_url(Path("p"))
        == f"sqlite:///{absolute}"
    )
    server = "postgresql+psycopg://db.example.org/plan"
    assert read(f"plan: {{name: X}}\nledger: {server}").ledger_url(tmp_path) == server


def test_a_ledger_never_ends_up_in_another_folder_than_told(read: Read, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Rename the folder"):
        read("plan: {name: X}").ledger_url(tmp_path / "kva?")


def test_a_job_left_out_of_the_timetable_does_not_run(read: Read) -> None:
    jobs = read(
        "plan: {name: X}\nschedule: {collect: Every  2 seconds, merge: off, report: }"
    ).schedule.jobs()
    assert jobs == {"collect": "Every 2 seconds", "merge": "off", "remind": "off", "report": "off"}


def settings_in(value: object, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the key path of every setting and group in `value`."""
    if not isinstance(value, dict):
        return [at]
    return [*([at] if at else []), *(path for key in value for path in settings_in(value[key], (*at, key)))]


@pytest.mark.parametrize(
    "odd", [None, "", "ja", 3.7, -1, 10**30, [], ["a", ["b"]], [None], {}, {"a": 1}, "x" * 999]
)
@pytest.mark.parametrize("at", settings_in(yaml.safe_load(DESIGN)), ids=".".join)
def test_each_setting_refuses_what_it_cannot_be_in_plain_words(
    read: Read, complaint: Callable[[str], str], at: tuple[str, ...], odd: object
) -> None:
    settings = yaml.safe_load(DESIGN)
    group = settings
    for key in at[:-1]:
        group = group[key]
    group[at[-1]] = odd
    written = yaml.safe_dump(settings, allow_unicode=True)
    try:
        read(written)
    except InputError:
        said = complaint(written)
        assert at[-1] in said
        assert len(said) < 1000


@given(st.text(max_size=60) | st.text("{}[]:#&*!|>'\"%@`-,? \n\tab", max_size=60))
def test_whatever_is_written_the_answer_is_a_configuration_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        config = read_config(path)
    except InputError as refused:
        assert str(refused).startswith(str(path))
    else:
        assert config.plan.name
