"""Texts with direction marks are plain text in every report, do not reverse other text, and are whole in the data."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from regionplan_xl.delivery.mail.letter_examples import KINDS
from regionplan_xl.delivery.mail.letters import Letters
from regionplan_xl.plan.model import Measure, Plan, Report
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.data.csv_tables import csv_tables
from regionplan_xl.reports.data.report_data import render_json
from regionplan_xl.reports.figures import Replies
from regionplan_xl.reports.page.render import council_page
from regionplan_xl.reports.pdf.case_pdf import case_pdf
from regionplan_xl.reports.word.council_case import council_case
from regionplan_xl.text import printable
from tests.reports.cases import contents

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
TURNED = f"Turkart{TURNING} for\u202e nlah\u200f"


@pytest.fixture
def turned(plan: Plan) -> Plan:
    """
    | Nr    | Tiltak         | Tid            | Ansvar      | Kommentar                |
    | 1.1.1 | Turkart[RLO] … | 2026[RLO]      | Nes[RLO] …  | Ferdig[RLI] snart …      |
    """
    measure = Measure(
        "M-1", f"1.1.1{TURNING}", TURNED, Timeframe.parse(f"2026{TURNING}"), (f"Nes {TURNED}",), (TURNED,),
        report=Report("started", comment=f"Ferdig {TURNED}"), remark=TURNED, unread="",
    )  # fmt: skip
    goal = replace(plan.goals[0], text=TURNED, measures=(measure, replace(measure, id="M-2", unread=TURNED)))
    area = replace(plan.areas[0], name=f"Kultur {TURNED}", goals=(goal,))
    return replace(plan, name=f"Plan {TURNED}", areas=(area,))


def asked(plan: Plan) -> ReportContents:
    """Return the contents of a case in which bodies have such names, also one that has not answered."""
    given = contents(plan)
    return replace(given, figures=replace(given.figures, replies=Replies((TURNED,), (TURNED, "Gol"))))


def test_nothing_turns_the_words_of_the_case_around(turned: Plan) -> None:
    case = council_case(replace(asked(turned), background=TURNED, meeting=TURNED, case_number=TURNED))
    with zipfile.ZipFile(io.BytesIO(case)) as package:
        texts = [package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".xml")]
    assert not set(TURNING) & set("".join(texts))
    assert any("Turkart" + "\ufffd" * 9 + " for\ufffd nlah" in text for text in texts)


def test_nothing_turns_the_words_of_the_page_around(turned: Plan) -> None:
    page = council_page(replace(asked(turned), meeting=TURNED)).decode("utf-8")
    assert not set(TURNING) & set(page)
    assert page.count("Turkart" + "\ufffd" * 9 + " for\ufffd nlah") > 3


def test_the_pdf_has_the_words_in_their_order(turned: Plan, needs_program: Callable[[str], str]) -> None:
    needs_program("soffice")
    with pdfplumber.open(io.BytesIO(case_pdf(contents(turned)))) as pdf:
        words = " ".join(page.extract_text() for page in pdf.pages)
    assert "nlah" in words
    assert "haln" not in words


def test_the_data_have_every_character(turned: Plan) -> None:
    assert TURNED in json.dumps(json.loads(render_json(contents(turned))), ensure_ascii=False)
    assert TURNED in b"".join(csv_tables(contents(turned)).values()).decode("utf-8-sig")


@pytest.mark.parametrize("own", [False, True])
def test_an_email_turns_nothing_around(own: bool, tmp_path: Path) -> None:
    if own:
        (tmp_path / "reminder.nn.html").write_text("<p>{{ plan }}</p>", encoding="utf-8")
    letter = Letters(tmp_path).write("reminder", "nn", {**KINDS["reminder"], "plan": TURNED})
    assert not set(TURNING) & set(letter.subject + letter.text + letter.html)
    assert "nlah" in letter.html


def test_the_terminal_turns_nothing_around() -> None:
    assert printable(TURNED) == "Turkart" + "\ufffd" * 9 + " for\ufffd nlah"
