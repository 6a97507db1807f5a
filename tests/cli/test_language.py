"""The language of messages: --lang, else the plan's, else the system's, else English; one language per message."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from regionplan_xl.cli.printing.language import system_language
from tests.rounds.commands import regionplan_in_process

ENGLISH = re.compile(
    r"\b(the|is|are|not|and|of|waits?|wrote|received|merged|findings?|measures?|row|sheet|what)\b", re.I
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    assert regionplan_in_process("init", tmp_path / "plan").status == 0
    return tmp_path / "plan"


@pytest.mark.parametrize(
    ("locale", "words"), [("nn", "satsingsområde"), ("nb", "satsingsområder"), ("en", "focus areas")]
)
def test_messages_are_in_the_language_of_the_plan(locale: str, words: str, tmp_path: Path) -> None:
    made = regionplan_in_process("init", "--locale", locale, tmp_path / "plan")
    checked = regionplan_in_process("check", folder=tmp_path / "plan")
    assert f"6 {words}, 26 " in made.out
    assert f"6 {words}, 26 " in checked.out


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "focus areas"), ("nb", "satsingsområder"), ("NB", "områder")]
)
def test_lang_wins_over_the_language_of_the_plan_also_after_the_command(
    lang: str, words: str, plan: Path
) -> None:
    assert words in regionplan_in_process("--lang", lang, "check", folder=plan).out
    assert words in regionplan_in_process("check", f"--lang={lang}", folder=plan).out
    assert words in regionplan_in_process("check", "--lang", lang, folder=plan).out


@pytest.mark.parametrize(
    "command", [("check",), ("send",), ("collect",), ("merge",), ("status",), ("report",)]
)
def test_no_message_in_nynorsk_has_a_word_of_english(command: tuple[str, ...], plan: Path) -> None:
    run = regionplan_in_process(*command, folder=plan)
    assert not ENGLISH.findall(run.out + run.err)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
@pytest.mark.parametrize("address", ["gol@example.org", None])
def test_one_workbook_is_not_told_of_as_several(lang: str, address: str | None, plan: Path) -> None:
    master = plan / "workbooks" / "master.xlsx"
    book = openpyxl.load_workbook(master)
    rows = book["Aktørar"].iter_rows(min_row=3)
    at = [cell.value for cell in next(rows)].index("E-post")
    next(row for row in rows if row[0].value == "Gol")[at].value = address
    book.save(master)
    said = regionplan_in_process("--lang", lang, "send", "--actor", "Gol", folder=plan).out
    assert (".eml" in said) == bool(address)
    several = r"\bdei\b|\bde\b|\bdem\b|\bthem\b|to each|arbeidsbøkene|workbooks\b(?!/)"
    assert re.findall(several, said, re.IGNORECASE) == []


def test_texts_of_json_are_in_the_chosen_language_and_its_keys_in_english(plan: Path) -> None:
    found = {
        lang: regionplan_in_process("--json", "--lang", lang, "check", folder=plan).data
        for lang in ("nn", "en")
    }
    assert found["nn"].keys() == found["en"].keys()
    nynorsk, english = found["nn"]["findings"], found["en"]["findings"]
    assert [finding["code"] for finding in nynorsk] == [finding["code"] for finding in english]
    twice = next(at for at, finding in enumerate(nynorsk) if finding["row"] == 19)
    assert "Nummeret 5.4.1 er brukt to gonger" in nynorsk[twice]["what"]
    assert "The number 5.4.1 is used twice" in english[twice]["what"]


@pytest.mark.parametrize(
    ("words", "nn", "en"),
    [
        (
            ("history", "9.9.9"),
            "Det finst ikkje noko tiltak «9.9.9» i planen.",
            "There is no measure «9.9.9»",
        ),
        (("send", "--actor", "Hemsedl"), "Meinte du «Hemsedal»?", "Did you mean «Hemsedal»?"),
        (("undo",), "Det er inga samanslåing å angre.", "There is no merge to undo."),
        (("report", "--format", "rtf"), "Vel mellom docx", "Choose among docx"),
    ],
)
def test_an_error_is_in_one_language(words: tuple[str, ...], nn: str, en: str, plan: Path) -> None:
    assert nn in regionplan_in_process(*words, folder=plan).err
    assert en in regionplan_in_process("--lang", "en", *words, folder=plan).err


@pytest.mark.parametrize(
    ("words", "nb"),
    [
        (("chek",), "Det finnes ikke noen kommando «chek». Mente du «check»?"),
        (("send", "--runde"), "Det finnes ikke noe valg «--runde»."),
        (("history",), "NUMBER mangler."),
        (("undo", "--steps", "0"), "--steps må være et helt tall fra 1."),
        (("init", "x", "--locale", "sv"), "--locale må være en av nn, nb, en."),
        (("send", "--deadline", "fredag"), "«fredag» er ikke en dag."),
        (("check", "hallingdal"), "«hallingdal» er mer enn kommandoen tar imot."),
    ],
)
def test_wrong_usage_where_there_is_no_plan_is_worded_in_the_language_of_the_system(
    words: tuple[str, ...], nb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")
    run = regionplan_in_process(*words, folder=tmp_path)
    assert run.status == 2
    assert nb in run.err
    assert "Se «regionplan --help»." in run.err or "31.12.2025" in run.err


@pytest.mark.parametrize(
    ("written", "nn", "nb"),
    [
        (
            "plan: {name: A}\nmerge: {conflicts: xx}",
            "linje 2, merge.conflicts: «xx» kan ikkje brukast her.",
            "«xx» kan ikke brukes her.",
        ),
        ("plan: {naem: A}", "det finst inga innstilling «naem» her. Meinte du «name»?", "Mente du «name»?"),
        (
            "plan: {name: A}\nschedule: {merge: kvar dag}",
            "det er ikkje eit tidspunkt",
            "det er ikke et tidspunkt",
        ),
        ("plan: {name: A", "blir aldri avslutta", "blir aldri avsluttet"),
    ],
)
def test_what_is_wrong_in_the_settings_is_said_before_the_language_of_the_plan_is_known(
    written: str, nn: str, nb: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(written, encoding="utf-8")
    assert nn in regionplan_in_process("--lang", "nn", "check", folder=tmp_path).err
    assert nb in regionplan_in_process("--lang", "nb", "check", folder=tmp_path).err


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "nn_NO.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "nn", "LANG": "C"}, "nn"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "norsk"}, "en"),
    ],
)
def test_the_language_of_the_system_counts_if_it_is_norwegian(
    variables: dict[str, str], language: str
) -> None:
    assert system_language(variables) == language


def test_one_thing_is_in_the_singular_and_several_in_the_plural(plan: Path) -> None:
    english = ("--lang", "en")
    one = regionplan_in_process(*english, "send", "--round", "a", "--actor", "Gol", "--dry-run", folder=plan)
    none = regionplan_in_process(*english, "merge", folder=plan)
    assert "Would write 1 workbook for round a," in one.out
    assert "Merged 0 returns: 0 fields changed." in none.out
    nynorsk = regionplan_in_process("send", "--round", "a", "--actor", "Gol", "--dry-run", folder=plan)
    assert "Ville ha skrive 1 arbeidsbok for runde a," in nynorsk.out


def test_the_demo_shows_the_rows_of_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    run = regionplan_in_process("demo", tmp_path / "demo")
    assert run.status == 0
    assert re.search(r"^  Bu- og blilyst +19 +Nr +Nummeret 5\.4\.1 er brukt", run.out, re.M)
    assert re.search(r"^  Gol +\d+ +\d+ +workbooks/outbox/demo-1/Gol\.xlsx +gol@example\.org$", run.out, re.M)
    assert " rows: " not in run.out


def master_with(plan: Path, sheet: int, **renamed: str) -> None:
    """Give some columns on a sheet of the master other headings, and empty a responsible cell."""
    path = plan / "workbooks" / "master.xlsx"
    book = openpyxl.load_workbook(path)
    tab = book.worksheets[sheet]
    at: dict[str, Any] = {str(cell.value): cell for cell in tab[3]}
    tab.cell(5, at["Ansvar"].column).value = None
    for old, new in renamed.items():
        at[old].value = new
    book.save(path)


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
@pytest.mark.parametrize("heading", ["Ansvar", "Ansvarleg", "Eigar"])
def test_a_finding_names_the_heading_that_the_sheet_has_whatever_the_language_of_the_message(
    heading: str, lang: str, plan: Path
) -> None:
    master_with(plan, 1, Ansvar=heading)
    found = regionplan_in_process("--json", "--lang", lang, "check", folder=plan).data["findings"]
    columns = {finding["column"] for finding in found if finding["code"] == "responsible-missing"}
    assert columns == {heading}
    numbers = {finding["column"] for finding in found if finding["code"].startswith("number")}
    assert numbers <= {"Nr"}


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
@pytest.mark.parametrize(
    ("gone", "quoted"),
    [("Framdrift", "«Framdrift»"), ("Venta ferdig", "«Venta ferdig»"), ("Kommentar", "«Kommentar»")],
)
def test_a_heading_that_is_to_be_written_is_quoted_in_the_language_of_the_workbook(
    gone: str, quoted: str, lang: str, plan: Path
) -> None:
    master_with(plan, 2, **{gone: "xyz"})
    found = regionplan_in_process("--json", "--lang", lang, "check", folder=plan).data["findings"]
    assert any(quoted in finding["what"] + finding["fix"] for finding in found)
    said = " ".join(finding["what"] + finding["fix"] for finding in found)
    assert not re.search("«(Progress|Expected done|Measure|Forventet ferdig|No.)»", said)


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_sheet_that_is_missing_is_named_as_the_workbook_had_it(lang: str, plan: Path) -> None:
    path = plan / "workbooks" / "master.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Konfliktar"], book["Endringslogg"]
    book.save(path)
    said = regionplan_in_process("--lang", lang, "check", folder=plan).out
    assert "«Konfliktar»" in said
    assert "«Endringslogg»" in said
    assert not re.search("«(Conflicts|Konflikter|Change log)»", said)
