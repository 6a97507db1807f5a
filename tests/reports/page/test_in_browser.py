"""The page in a real browser: usable by everybody, by keyboard, without script, on a phone and on paper."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES
from tests.npm_packages import BROWSER
from tests.paths import PROJECT
from tests.reports.page.pages import history_of, page_of, with_a_year
from tests.reports.plans import with_statuses

LOOK = PROJECT / "tests" / "reports" / "page" / "look_at_page.cjs"
A4 = "pts (A4)"
Look = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def browser(
    needs_program: Callable[[str], str], needs_npm_packages: Callable[[tuple[str, ...]], Path]
) -> Iterator["subprocess.Popen[str]"]:
    """Chromium, which opens a page for each line on its input."""
    command: list[str | Path] = [
        needs_program("node"),
        LOOK,
        needs_npm_packages(BROWSER),
        needs_program("chromium"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:
        yield running
        assert running.stdin
        running.stdin.close()
        assert running.wait(timeout=60) == 0


@pytest.fixture
def look(tmp_path: Path, browser: "subprocess.Popen[str]") -> Look:
    """Open a page in Chromium and return what was found; the page printed is page.pdf."""

    def found(html: str) -> dict[str, Any]:
        page = tmp_path / "page.html"
        page.write_text(html, "utf-8")
        assert browser.stdin
        assert browser.stdout
        browser.stdin.write(json.dumps([str(page), str(tmp_path / "page.pdf")]) + "\n")
        browser.stdin.flush()
        result: dict[str, Any] = json.loads(browser.stdout.readline())
        assert "error" not in result, result["error"]
        return result

    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_use_the_page(
    plan: Plan, look: Look, language: str, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    html = page_of(with_a_year(plan), language)
    found = look(html)
    assert found["violations"] == found["opened"] == found["on_phone"] == []
    assert found["complaints"] == found["too_wide"] == found["broken"] == []
    assert found["requests"] == [(tmp_path / "page.html").as_uri()]
    assert found["total"] == found["without_script"] == len(plan.measures)
    assert found["form_without_script"] == 0
    assert found["narrow"] == 320
    info = subprocess.run(
        [needs_program("pdfinfo"), tmp_path / "page.pdf"], capture_output=True, text=True, check=True
    )
    assert A4 in info.stdout
    texts = subprocess.run(
        [needs_program("pdftotext"), tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    )
    pages = texts.stdout.split("\f")[:-1]
    assert all(page.strip() for page in pages)
    printed = " ".join(texts.stdout.split())
    for one in plan.measures:
        assert f"{one.number} {one.text}" in printed


@pytest.mark.parametrize("count", [5, 7, 9])
def test_no_figure_is_cut_off_on_screen_or_paper_however_many_statuses_there_are(
    plan: Plan, look: Look, count: int, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    plan = with_statuses(plan, count)
    found = look(page_of(with_a_year(plan)))
    assert found["too_wide"] == found["violations"] == []
    words: list[str | Path] = [needs_program("pdftotext"), "-layout", tmp_path / "page.pdf", "-"]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Forfalne" in printed


def test_no_word_is_broken_beside_a_long_name_in_a_history(plan: Plan, look: Look) -> None:
    name = "Fellesutvalget for interkommunal samferdselsplanlegging, kollektivtransport og trafikksikkerheit"
    history = {
        one: tuple(replace(past, change=replace(past.change, actor=name)) for past in changes)
        for one, changes in history_of(plan).items()
    }
    found = look(page_of(with_a_year(plan), history=history))
    assert found["broken"] == found["too_wide"] == []


def test_measures_are_filtered_with_the_keyboard(plan: Plan, look: Look) -> None:
    done = [one for one in plan.measures if one.report.status == "done"]
    with_words = [one for one in done if "felles plan" in one.text]
    assert look(page_of(with_a_year(plan)))["filters"] == {
        "skip": "skip",
        "after_skip": "measures",
        "status": "s2",
        "by_status": len(done),
        "said": f"{len(done)} av 68 tiltak er viste.",
        "by_text": len(with_words),
        "after_reset": 68,
    }


def test_the_checker_sees_what_is_wrong_with_a_page(plan: Plan, look: Look) -> None:
    broken = (
        page_of(with_a_year(plan))
        .replace('<html lang="nn">', "<html>")
        .replace("--quiet:#4a5563", "--quiet:#ccc")
    )
    found = {one.partition(":")[0] for one in look(broken)["violations"]}
    assert {"html-has-lang", "color-contrast"} <= found
