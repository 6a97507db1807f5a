"""The council's case agrees with the plan, in words and in colours."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from lxml import etree

from regionplan_xl.colour import text_colour
from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import FocusArea, Goal, Indicator, Measure, Plan, Report
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import Figures, figures
from regionplan_xl.reports.word.council_case import council_case
from tests.libreoffice import LibreOffice
from tests.reports.cases import contents
from tests.reports.plans import MUNICIPALITIES

TODAY = date(2026, 3, 15)
ASKED = dict.fromkeys(MUNICIPALITIES, True) | {"Hol kommune": False}


def case(plan: Plan, language: str = "nn", previous: Figures | None = None, **values: Any) -> bytes:
    found = figures(plan, today=TODAY, answered=ASKED, previous=previous)
    given = {"meeting": "Hallingtinget", "place": "Gol", "signatory": "Kari Nordmann\nDagleg leiar"} | values
    return council_case(ReportContents(plan, found, language, date(2026, 3, 20), **given))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def text_of(document: Document) -> str:
    return "\n".join(
        [p.text for p in document.paragraphs]
        + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )


def fill_of(cell: _Cell) -> str:
    found = cell._tc.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
    return "" if found is None else f"#{found.get(qn('w:fill'))}"


def ink_of(cell: _Cell) -> str:
    return f"#{cell.paragraphs[0].runs[0].font.color.rgb}"


def headed(document: Document, *headings: str) -> list[Table]:
    return [
        t for t in document.tables if [c.text for c in t.rows[0].cells][: len(headings)] == list(headings)
    ]


def marked(plan: Plan, key: str) -> str:
    """Return a status as shown in the case: symbol and word."""
    return f"{status_symbol(plan.scale, key)}\N{NO-BREAK SPACE}{plan.scale[key].label('nn')}"


def numbers_in(table: Table) -> list[str]:
    return [row.cells[0].text for row in table.rows[1:]]


def with_statuses(plan: Plan, change: Callable[[Measure], Measure]) -> Plan:
    return replace(
        plan,
        areas=tuple(
            replace(a, goals=tuple(replace(g, measures=tuple(map(change, g.measures))) for g in a.goals))
            for a in plan.areas
        ),
    )


@pytest.fixture(scope="module")
def document(plan: Plan) -> Document:
    return opened(case(plan, case_number="16-25", background="Planen vart vedteken i 2024."))


def test_the_summary_counts_what_the_plan_holds(plan: Plan, document: Document) -> None:
    (table,) = headed(document, "Satsingsområde")
    keys = plan.scale.keys()
    words = [marked(plan, key) for key in keys]
    assert [c.text for c in table.rows[0].cells] == ["Satsingsområde", *words, "Utan status", "I alt"]
    for row, measures in zip(table.rows[1:], [*(a.measures for a in plan.areas), plan.measures], strict=True):
        by_hand = Counter(m.report.status for m in measures)
        shown = [int(c.text.split()[0]) for c in row.cells[1:]]
        assert shown == [*(by_hand[key] for key in keys), by_hand[None], len(measures)]


def test_the_heading_of_each_count_has_the_colour_of_its_status(plan: Plan, document: Document) -> None:
    (table,) = headed(document, "Satsingsområde")
    assert [fill_of(c) for c in table.rows[0].cells[1:5]] == [s.colour for s in plan.scale.statuses]


def test_every_measure_stands_in_its_area_with_its_status_in_word_and_colour(
    plan: Plan, document: Document
) -> None:
    tables = headed(document, "Tiltak", "Tid", "Ansvar", "Involvering", "Status")
    assert len(tables) == len(plan.areas)
    for area, table in zip(plan.areas, tables, strict=True):
        rows = [row for row in table.rows[1:] if len(row._tr.tc_lst) > 1]
        bands = [row.cells[0].text for row in table.rows[1:] if len(row._tr.tc_lst) == 1]
        assert bands == [f"Mål {goal.number} {goal.text}" for goal in area.goals]
        for measure, row in zip(area.measures, rows, strict=True):
            cells = row.cells
            assert cells[0].text.startswith(f"{measure.number} {measure.text}")
            assert cells[1].text == measure.timeframe.written
            assert cells[2].text.split("\n") == list(measure.responsible)
            key = measure.report.status
            if key is None:
                assert (cells[4].text.split("\n")[0], fill_of(cells[4])) == ("Utan status", "")
            else:
                assert cells[4].text.split("\n")[0] == marked(plan, key)
                assert fill_of(cells[4]) == plan.scale[key].colour
                assert ink_of(cells[4]) == text_colour(plan.scale[key].colour)


def test_no_cell_has_a_colour_without_a_word(document: Document) -> None:
    coloured = [c for t in document.tables for r in t.rows for c in r.cells if fill_of(c)]
    assert coloured and all(c.text.strip() for c in coloured)


def test_a_measure_that_many_share_says_how_many_have_answered_and_what(
    plan: Plan, document: Document
) -> None:
    translate = catalog("nn")
    seen = 0
    rows = [
        row
        for table in headed(document, "Tiltak", "Tid")
        for row in table.rows[1:]
        if len(row._tr.tc_lst) > 1
    ]
    for measure, row in zip(plan.measures, rows, strict=True):
        if "Kommunane" not in measure.responsible:
            continue
        shares = [measure.share(name) for name in MUNICIPALITIES]
        assert translate(answered_words(shares)) in row.cells[4].text
        for share in shares:
            if share.report.comment:
                assert row.cells[0].text.count(f"{share.member}: {share.report.comment}") == 1
        if len(measure.shares) == 4:
            seen += 1
            assert (
                "Ikkje påstarta: Gol kommune. Påstarta: Nesbyen kommune. Gjennomført: Flå kommune. "
                "Utan status: Hemsedal kommune. Ikkje svart: Ål kommune, Hol kommune."
            ) in row.cells[0].text
    assert seen


def test_what_is_late_is_listed(plan: Plan, document: Document) -> None:
    unanswered, unfinished = headed(document, "Nr", "Tiltak", "Tid")
    late = [
        m
        for m in plan.measures
        if m.timeframe.ends_before(TODAY) and m.report.status not in ("done", "dropped")
    ]
    assert {m.number for m in late if m.report.status is None}
    assert numbers_in(unanswered) == [m.number for m in late if m.report.status is None]
    assert numbers_in(unfinished) == [m.number for m in late if m.report.status is not None]
    assert f"Tidsramma er ute for {len(late)} tiltak" in text_of(document)


def test_the_background_tells_the_facts(document: Document) -> None:
    text = text_of(document)
    assert "Planen vart vedteken i 2024." in text
    assert "Planen har 6 satsingsområde, 26 mål og 68 tiltak." in text
    assert "5 av 6 aktørar har svart." in text
    assert "\nHol kommune.\n" in text


def test_a_plan_nobody_has_reported_on_says_so_and_shows_no_colour(plan: Plan) -> None:
    silent = with_statuses(plan, lambda m: replace(m, report=Report(), shares=()))
    document = opened(case(silent))
    assert "Ingen tiltak har fått status enno." in text_of(document)
    for table in headed(document, "Tiltak", "Tid"):
        assert {fill_of(row.cells[4]) for row in table.rows[1:] if len(row._tr.tc_lst) > 1} == {""}


def test_one_body_that_was_asked_is_one_body(plan: Plan) -> None:
    found = figures(plan, today=TODAY, answered={"Gol kommune": True})
    said = {
        language: text_of(opened(council_case(ReportContents(plan, found, language, TODAY))))
        for language in LANGUAGES
    }
    assert "1 av 1 aktør har svart." in said["nn"]
    assert "1 av 1 aktør har svart." in said["nb"]
    assert "Answers came from 1 of 1 body." in said["en"]


def test_the_signature_is_not_by_itself_on_the_last_page(plan: Plan) -> None:
    paragraphs = opened(case(plan, proposal="Saka blir teken til orientering.\n\nRådet takkar.")).paragraphs
    (place,) = [at for at, one in enumerate(paragraphs) if one.text == "Gol, 20. mars 2026"]
    assert paragraphs[place - 1].text == "Rådet takkar."
    assert all(one.paragraph_format.keep_with_next for one in paragraphs[place - 1 : -1])


def test_the_last_row_of_a_table_is_not_by_itself_on_the_next_page(document: Document) -> None:
    assert document.tables
    for table in document.tables:
        cells = [cell for row in table.rows[-2:-1] for cell in row.cells]
        assert all(line.paragraph_format.keep_with_next for cell in cells for line in cell.paragraphs)


def test_a_focus_area_without_measures_says_so_and_has_no_empty_table(plan: Plan) -> None:
    empty = FocusArea("7", "Beredskap")
    document = opened(case(replace(plan, areas=(*plan.areas, empty))))
    texts = [one.text for one in document.paragraphs]
    assert texts[texts.index("7 Beredskap", len(texts) // 2) + 1] == "Planen har ingen tiltak her."
    assert all(len(table.rows) > 1 for table in document.tables)


def test_nothing_is_said_about_answers_when_it_is_not_known_who_was_asked(plan: Plan) -> None:
    found = figures(plan, today=TODAY, answered=None)
    data = council_case(ReportContents(plan, found, "nn", TODAY))
    assert "har svart." not in "\n".join(p.text for p in opened(data).paragraphs)
    assert "ikkje svart" not in "\n".join(p.text for p in opened(data).paragraphs)


def test_changes_since_the_last_report_show_both_statuses(plan: Plan) -> None:
    before = with_statuses(plan, lambda m: replace(m, report=Report("started")) if m.id == "M-00000" else m)
    previous = figures(before, today=date(2025, 3, 15), answered=None)
    document = opened(case(plan, previous=previous))
    (table,) = headed(document, "Nr", "Tiltak", "Frå", "Til")
    assert [c.text for c in table.rows[1].cells] == [
        "1.1.1",
        plan.measures[0].text,
        marked(plan, "started"),
        marked(plan, "done"),
    ]
    assert len(table.rows) == 2
    same = opened(case(plan, previous=figures(plan, today=date(2025, 3, 15), answered=None)))
    assert "Ingen tiltak har endra status" in text_of(same)


@pytest.mark.parametrize(("language", "tag"), [("nn", "nn-NO"), ("nb", "nb-NO"), ("en", "en-GB")])
def test_the_document_is_marked_up_so_that_everybody_can_read_it(plan: Plan, language: str, tag: str) -> None:
    document = opened(case(plan, language, case_number="16-25"))
    assert document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == tag
    assert "16-25 Regionplan for Hallingdal – status" in document.core_properties.title
    assert document.core_properties.author == "Kari Nordmann"
    section = document.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    styles = Counter(p.style.name for p in document.paragraphs if p.style is not None)
    assert (styles["Title"], styles["Heading 2"]) == (1, 2 + len(plan.areas))
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)
    fields = section.footer._element.findall(f".//{qn('w:fldSimple')}")
    assert [f.get(qn("w:instr")) for f in fields] == ["PAGE", "NUMPAGES"]


def test_every_word_of_ours_is_in_the_language_of_the_plan(plan: Plan) -> None:
    previous = figures(plan, today=date(2025, 3, 15), answered=None)
    previous = replace(previous, measures=(replace(previous.measures[0], id="x"), *previous.measures[2:]))
    said = {
        language: {
            line.strip()
            for line in text_of(opened(case(plan, language, previous))).split("\n")
            if not any(name in line for name in (*MUNICIPALITIES, "Hallingdal"))
        }
        for language in LANGUAGES
    }
    texts = {t for m in plan.measures for t in (m.timeframe.written, *m.responsible, *m.involved)}
    texts |= {part for m in plan.measures for part in (m.report.comment or "").split("\n")}
    texts |= {t for m in plan.measures for t in (m.number, f"{m.number} {m.text}", m.text)}
    texts |= {f"{a.number} {a.name}" for a in plan.areas} | {"Kari Nordmann", "Dagleg leiar", "Studieplassar"}
    for language in ("nn", "nb"):
        shared = {line for line in said[language] & said["en"] if re.search(r"[^\W\d]{2}", line)} - texts
        assert shared == {"Status", "600 plassar"}


def test_text_from_outside_is_whole_and_never_stops_the_report(plan: Plan) -> None:
    poison = "=1+1 \x00\x0b\ud83d\ufffe _x000D_ {plan} <w:p/> &amp; 👍 \u202eabc"
    long = "langt ord " * 4000
    first = plan.measures[0]
    odd = with_statuses(
        plan,
        lambda m: replace(m, text=poison, report=Report("done", comment=long)) if m.id == first.id else m,
    )
    odd = replace(odd, name=poison, indicators=(Indicator(poison),))
    document = opened(case(odd, meeting=poison, place=poison, signatory=poison, background=poison))
    text = text_of(document)
    clean = "=1+1 \ufffd\ufffd\ufffd\ufffd _x000D_ {plan} <w:p/> &amp; 👍 \ufffdabc"
    assert f"{first.number} {clean}\n{long}" in text
    row = headed(document, "Tiltak", "Tid")[0].rows[2]
    assert row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_a_long_title_does_not_stop_the_report(plan: Plan) -> None:
    document = opened(case(replace(plan, name="Regionplan " * 40)))
    assert document.paragraphs[0].text == f"{'Regionplan ' * 40} – status"
    assert document.core_properties.title.endswith("…")


def test_one_missing_measure_is_enough_not_to_say_100_per_cent(plan: Plan) -> None:
    many = tuple(Measure(f"M-{i}", "1", "x", report=Report("done" if i else None)) for i in range(400))
    goal = replace(plan.goals[0], measures=many)
    document = opened(case(replace(plan, areas=(replace(plan.areas[0], goals=(goal,)),))))
    (table,) = headed(document, "Satsingsområde")
    assert table.rows[1].cells[3].text.split() == ["399", "99", "%"]
    assert table.rows[1].cells[5].text.split() == ["1", "1", "%"]


def test_the_document_follows_the_standards_schema(plan: Plan, shared: Path, tmp_path: Path) -> None:
    if not (shared / "xsd" / "wml.xsd").exists():
        pytest.skip("no schema of WordprocessingML on this machine")
    space = "http://www.w3.org/XML/1998/namespace"
    for file in (shared / "xsd").glob("*.xsd"):
        text = file.read_text("utf-8").replace(f'"{space}"/>', f'"{space}" schemaLocation="xml.xsd"/>')
        (tmp_path / file.name).write_text(text, "utf-8")
    (tmp_path / "xml.xsd").write_text(
        f'<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="{space}">'
        '<s:attribute name="space" type="s:string"/><s:attribute name="lang" type="s:string"/></s:schema>'
    )
    schema = etree.XMLSchema(etree.parse(tmp_path / "wml.xsd"))
    with zipfile.ZipFile(io.BytesIO(case(plan))) as package:
        for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            part = etree.fromstring(package.read(name))
            part.attrib.pop("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", "")
            schema.assertValid(part)


def test_libreoffice_opens_it_with_the_same_counts(
    plan: Plan, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    (tmp_path / "case.docx").write_bytes(case(plan))
    libreoffice.convert("txt:Text (encoded):UTF8", tmp_path, tmp_path / "case.docx")
    text = (tmp_path / "case.txt").read_text("utf-8-sig")
    lines = [line.strip() for line in text.splitlines()]
    by_hand = Counter(m.report.status for m in plan.measures)
    keys = plan.scale.keys()
    start = lines.index("I alt") + 1
    shown = [int(line) for line in lines[start : start + 12 : 2] if line.isdigit()]
    assert shown == [*(by_hand[key] for key in keys), by_hand[None], 68]
    for measure in plan.measures:
        assert f"{measure.number} {measure.text}" in text
    body = lines[len(lines) - lines[::-1].index("Alle tiltak med status") :]
    for key in keys:
        assert sum(line == marked(plan, key) for line in body) == by_hand[key]


def test_result_goals_are_shown_with_their_newest_value_and_whether_they_are_reached(plan: Plan) -> None:
    goals = (
        Indicator("Studieplassar", "", "450", "600", "plassar", "2028", ((2024, "470"), (2025, "512.5"))),
        Indicator("Bustader", target="> 40"),
    )
    (table,) = headed(opened(case(replace(plan, indicators=goals))), "Indikator", "Utgangspunkt")
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["Studieplassar", "450", "600 plassar", "2028", "512,5 (2025)", "På veg"],
        ["Bustader", "", "> 40", "", "Manglar", "Ikkje kjent"],
    ]


def test_a_plan_without_numbers_has_no_room_for_them(plan: Plan) -> None:
    goals = tuple(replace(one, number="") for one in plan.areas[0].goals)
    bare = replace(plan, areas=(replace(plan.areas[0], goals=(*goals, Goal("G-0", "", ""))),))
    bare = bare.map_measures(lambda one: replace(one, number=""))
    table = docx.Document(io.BytesIO(council_case(contents(bare)))).tables[-1]
    texts = [row.cells[0].text.split("\n")[0] for row in table.rows[1:]]
    assert texts == [text for goal in goals for text in (goal.text, *(one.text for one in goal.measures))]


def test_the_measures_of_a_sub_area_are_below_its_name(plan: Plan) -> None:
    first, second = (goal.id for goal in plan.areas[0].goals[:2])
    placed = {first: "Handel", second: "Reiseliv"}

    def in_sub_area(goal: Goal) -> Goal:
        own = (("Delområde", placed[goal.id]),) if goal.id in placed else ()
        return replace(goal, measures=tuple(replace(one, own=own) for one in goal.measures))

    table = headed(opened(case(plan.map_goals(in_sub_area))), "Tiltak", "Tid")[0]
    bands = [row.cells[0].text for row in table.rows[1:] if len(row._tr.tc_lst) == 1]
    goals = [f"Mål {goal.number} {goal.text}" for goal in plan.areas[0].goals]
    assert bands == ["Handel", goals[0], "Reiseliv", *goals[1:]]


def test_the_un_goals_that_measures_serve_are_counted_by_name(plan: Plan) -> None:
    first, second, *_ = (measure.id for measure in plan.measures)
    serves = {first: "3 og 13", second: "13"}
    status = {first: "done", second: "started"}

    def serving(one: Measure) -> Measure:
        if one.id not in serves:
            return one
        return replace(one, own=(("FN-mål", serves[one.id]),), report=Report(status[one.id]))

    said = text_of(opened(case(plan.map_measures(serving))))
    assert "3 God helse og livskvalitet: 1 (1 gjennomførte)" in said
    assert "13 Stoppe klimaendringane: 2 (1 gjennomførte)" in said
    assert "FN-måla" not in text_of(opened(case(plan)))
