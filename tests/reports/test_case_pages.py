"""The printed pages of the case: page one answers the chair, and no word is broken."""

import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.word.council_case import council_case
from regionplan_xl.reports.word.template import render_case_template
from tests.libreoffice import LibreOffice
from tests.reports.cases import TODAY, contents
from tests.reports.plans import BODIES, MORE_STATUSES, with_statuses

LONG_NAMES = ("Østlandssamarbeidet", "Kommunedirektørar", "Interkommunalt samferdselsplanleggingsutval")


def test_page_one_says_what_a_chair_asks(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "sak.docx").write_bytes(council_case(contents(plan)))
    counts, facts, *_ = docx.Document(str(tmp_path / "sak.docx")).tables
    by_hand = Counter(one.report.status for one in plan.measures)
    shown = [int(cell.text.split()[0]) for cell in counts.rows[1].cells]
    assert shown == [*(by_hand[key] for key in plan.scale.keys()), by_hand[None], 68]  # noqa: SIM118
    late = [
        one
        for one in plan.measures
        if one.timeframe.ends_before(TODAY) and one.report.status not in ("done", "dropped")
    ]
    asked = {one.id for one in plan.measures[5:8]}
    silent = [one.number for one in late if one.report.status is None and one.id not in asked]
    waiting = [one.number for one in late if one.report.status is None and one.id in asked]
    unfinished = [one.number for one in late if one.report.status is not None]
    assert [[cell.text for cell in row.cells] for row in facts.rows[1:]] == [
        ["Endra sidan Hallingtinget 15. mars 2025", "1", "1.1.1"],
        ["Ventar på avgjerd", "3", ", ".join(one.number for one in plan.measures[5:8])],
        ["Over tida, ikkje svart", str(len(silent)), ", ".join(silent)],
        ["Over tida, ventar på avgjerd", str(len(waiting)), ", ".join(waiting)],
        ["Over tida, ikkje ferdige", str(len(unfinished)), ", ".join(unfinished)],
        ["Har ikkje svart", "1 av 6", "Hol kommune"],
        ["Resultatmål som er nådde", "0 av 1", ""],
    ]  # fmt: skip


def test_page_one_names_five_of_the_measures_of_a_plan_without_numbers(plan: Plan, tmp_path: Path) -> None:
    plan = plan.map_measures(lambda one: replace(one, number=""))
    (tmp_path / "sak.docx").write_bytes(council_case(contents(plan)))
    _, facts, *_ = docx.Document(str(tmp_path / "sak.docx")).tables
    (late,) = [row.cells for row in facts.rows if row.cells[0].text == "Over tida, ikkje ferdige"]
    assert late[2].text.endswith(f"… og {int(late[1].text) - 5} til")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_plan_is_broken_on_the_page(
    plan: Plan, language: str, tmp_path: Path, libreoffice: LibreOffice, needs_program: Callable[[str], str]
) -> None:
    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(LONG_NAMES[BODIES.index(one) % 3] if one in BODIES else one for one in names)

    plan = plan.map_measures(lambda one: replace(one, responsible=renamed(one.responsible)))
    (tmp_path / "sak.docx").write_bytes(council_case(contents(plan, language)))
    printed = _printed(tmp_path, libreoffice, needs_program)
    words = Counter(printed.split())
    texts = (
        [text for one in plan.measures for text in (one.text, *one.responsible, *one.involved)]
        + [goal.text for goal in plan.goals]
        + [one.name for one in plan.areas]
    )
    wanted = Counter(word for text in texts for word in text.split())
    missing = {word: (count, words[word]) for word, count in wanted.items() if words[word] < count}
    assert missing == {}
    statuses = {one.label(language).split()[-1] for one in plan.scale.statuses}
    assert statuses <= set(words)


@pytest.mark.parametrize("count", [5, 7, 9])
def test_no_status_is_broken_however_many_a_plan_has(
    plan: Plan, count: int, tmp_path: Path, libreoffice: LibreOffice, needs_program: Callable[[str], str]
) -> None:
    plan = with_statuses(plan, count)
    (tmp_path / "sak.docx").write_bytes(council_case(contents(plan)))
    printed = _printed(tmp_path, libreoffice, needs_program)
    pages = [" ".join(page.split()) for page in printed.split("\f")]
    counted = [page for page in pages if "Status i tal" in page and "Næringsutvikling" in page]
    for page in (pages[0], counted[0]):
        assert [
            word for label in MORE_STATUSES[:count] for word in label.split() if word not in page.split()
        ] == []


def _printed(folder: Path, libreoffice: LibreOffice, needs_program: Callable[[str], str]) -> str:
    """Return the text of the case in `folder` as printed."""
    libreoffice.convert("pdf", folder, folder / "sak.docx")
    command = [needs_program("pdftotext"), "-layout", str(folder / "sak.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_the_contents_link_to_every_heading(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "sak.docx").write_bytes(council_case(contents(plan)))
    document = docx.Document(str(tmp_path / "sak.docx"))
    entries = [
        one for one in document.paragraphs if one.style is not None and one.style.name.startswith("toc")
    ]
    headings = [
        one
        for one in document.paragraphs
        if one.style is not None and one.style.name in ("Heading 1", "Heading 2")
    ]
    targets = [link.get(qn("w:anchor")) for one in entries for link in one._p.findall(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for one in headings for mark in one._p.findall(qn("w:bookmarkStart"))]
    assert [one.text for one in entries] == [one.text for one in headings]
    assert targets == marks


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_our_own_and_the_same_every_time(language: str, tmp_path: Path) -> None:
    (tmp_path / "mal.docx").write_bytes(render_case_template(language))
    assert (tmp_path / "mal.docx").read_bytes() == render_case_template(language)
    document = docx.Document(str(tmp_path / "mal.docx"))
    fonts = document.styles.element.findall(f".//{qn('w:rFonts')}")
    assert {one.get(qn("w:ascii")) for one in fonts} == {"Calibri"}
    assert not document.paragraphs
