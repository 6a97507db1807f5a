"""A plan document is read and understood in a separate process, with the same result as here."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.imported_as_data import imported_from_plain, imported_to_plain
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.choices import Chosen
from regionplan_xl.errors import Doubt, InputError, Place
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.plan.status import STANDARD, Scale, Status
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from regionplan_xl.text import Phrase, counted, phrase
from tests.paths import SHARED
from tests.sandbox.as_xlsb import as_xlsb
from tests.sandbox.old_books import xls

INLINE, PROCESS = EngineSettings(kind="inline"), EngineSettings(kind="processes")
PAGE = b"""<h1>Plan for Nes</h1><table>
<tr><th>Nr<th>Tiltak<th>Ansvar<th>Frist<th>Status
<tr><td>1<td>Byggje sti langs elva<td>Nes kommune, N\xc3\xa6ringslaget<td>2025-2027<td>i gang
<tr><td>2<td>Skrive {plan} for &laquo;hytter&raquo;<br>i to linjer<td>KRU?<td>Sjekk ut dette<td>kanskje
</table>"""


def there_and_back(imported: Imported, scale: Scale = STANDARD) -> Imported:
    plain = protocol.from_json(protocol.to_json(imported_to_plain(imported)))
    return imported_from_plain(plain, scale, lambda one: protocol.phrase_from_plain(one, protocol.as_text))


def test_the_plan_is_the_same_wherever_the_document_is_read() -> None:
    given = Importing(actors=(Actor("Nes kommune", aliases=("Nes",)), Actor("Næringslaget", kind="open")))
    assert read_plan(PAGE, "plan.html", given, PROCESS) == read_plan(PAGE, "plan.html", given, INLINE)
    assert read_plan(PAGE, "plan.html", Importing(), PROCESS) == read_plan(
        PAGE, "plan.html", Importing(), INLINE
    )


@pytest.mark.parametrize(
    "name", ["p25_a_colour.pdf", "p21_a_tables.docx", "nb_x5_merged.ods", "seed_2025.txt"]
)
def test_a_whole_plan_comes_out_of_the_process_as_it_was_understood(name: str) -> None:
    path = SHARED / "plan-documents" / name
    if not path.exists():
        pytest.skip("the documents with known truth are not at hand")
    here = read_plan(path.read_bytes(), name, Importing(), INLINE)
    assert read_plan(path.read_bytes(), name, Importing(), PROCESS) == here


ROWS = (
    ("Tiltak", "Ansvar", "Frist"),
    ("Byggje sti langs elva", "Turlaget", "2025"),
    ("Rydde setervollar", "Bondelaget", "2026"),
)


def test_a_plan_in_an_old_workbook_is_read_in_the_process_too() -> None:
    data = xls({(at, n): text for at, row in enumerate(ROWS) for n, text in enumerate(row)})
    found = read_plan(data, "plan.xls", Importing(), PROCESS)
    assert [measure.text for measure in found.plan.measures] == [row[0] for row in ROWS[1:]]
    assert found == read_plan(data, "plan.xls", Importing(), INLINE)


def test_a_plan_in_a_binary_workbook_is_read_in_the_process_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "plan.xlsx")
    data = as_xlsb(tmp_path / "plan.xlsx")
    found = read_plan(data, "plan.xlsb", Importing(), PROCESS)
    assert [measure.text for measure in found.plan.measures] == [row[0] for row in ROWS[1:]]
    assert found == read_plan(data, "plan.xlsb", Importing(), INLINE)


def test_what_is_wrong_with_a_document_is_said_in_the_same_words() -> None:
    def said(data: bytes, given: Importing, engine: EngineSettings) -> str:
        with pytest.raises(InputError) as stopped:
            read_plan(data, "plan.html", given, engine)
        return stopped.value.words(str)

    no_plan = b"<p>Referat fr\xc3\xa5 m\xc3\xb8tet</p><p>Alle var til stades.</p>"
    wrong_column = Importing(Chosen(columns=(("Deadline", "timeframe"),)))
    assert said(no_plan, Importing(), PROCESS) == said(no_plan, Importing(), INLINE)
    assert "no measures" in said(no_plan, Importing(), PROCESS).casefold()
    assert said(PAGE, wrong_column, PROCESS) == said(PAGE, wrong_column, INLINE)
    assert "Deadline" in said(PAGE, wrong_column, PROCESS)


def test_the_projects_own_statuses_are_those_of_the_imported_plan() -> None:
    dropped = Status("dropped", "#808080", {"nn": "Utgår"}, ("kanskje",))
    scale = Scale((*STANDARD.statuses, dropped))
    imported = read_plan(PAGE, "plan.html", Importing(scale=scale), PROCESS)
    assert imported.plan.scale == scale
    assert [measure.report.status for measure in imported.plan.measures] == ["started", "dropped"]


def test_every_field_of_what_was_imported_survives() -> None:
    report = Report("done", 0.5, "Bygd\x07 «ferdig»\nog {malt}", date(2026, 3, 1))
    measure = Measure(
        "M-1", "1.1.1", "Sti", Timeframe.parse("2025-2027"), ("Nes",), ("Ål",), report,
        (Share("Nes", report), Share("Ål")), date(2026, 1, 2), "Nes", "merk", "kanskje",
    )  # fmt: skip
    plan = Plan(
        "Plan", (FocusArea("1", "Natur", (Goal("G-1", "1.1", "Mål", (measure,)),), "Natur"),), (Actor("Nes"),)
    )
    asked = Doubt(
        Place("Ark", 3, "Ansvar", "", 2, 1),
        phrase(
            "«{name}» is a former county; today there is {counties}.", name="lang tekst " * 900, counties=""
        ),
        counted(
            "{count} text is in no place of a plan.", "{count} texts are in no place of a plan.", count=3
        ),
        "sagt",
        "forstått",
    )
    imported = Imported(
        plan, (asked, replace(asked, understood=Phrase("No measures"))), (("#FF0000", "raud"),)
    )
    assert there_and_back(imported) == imported


@pytest.mark.parametrize(
    "changed",
    [
        {"plan": {"name": 5}},
        {"plan": {"name": "P", "language": ["nn"]}},
        {"plan": {"name": "P", "actors": [{"name": "Nes", "kind": "king"}]}},
        {
            "plan": {"name": "P"},
            "doubts": [{"place": {}, "what": {"say": "Pay {sum}!", "with": [["sum", "5"]]}}],
        },
        {"plan": {"name": "P"}, "legend": "no list"},
        {"plan": {"name": "P"}, "secret": 1},
        [],
    ],
)
def test_a_process_that_was_taken_over_cannot_say_what_no_import_says(changed: object) -> None:
    with pytest.raises((ValueError, protocol.ProtocolError)):
        imported_from_plain(changed, STANDARD, protocol.phrase_from_plain)


def test_a_missing_document_is_no_plan(tmp_path: Path) -> None:
    from regionplan_xl.importing import import_plan

    with pytest.raises(InputError):
        import_plan(tmp_path / "plan.docx")
