"""Answers sorted by themselves in LibreOffice, without their measures."""

from pathlib import Path

import pytest

from tests.libreoffice import LibreOffice
from tests.rounds.answers import ROUND, measures
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.workbooks import load_workbook

NUMBERS = ("6.1.1", "6.1.2", "6.2.1", "6.3.1", "6.3.2")
ANSWERS = {
    number: {"Status": "Påstarta" if n % 2 else "Gjennomført", "Kommentar": f"{'cabed'[n]}) Svar om {number}"}
    for n, number in enumerate(NUMBERS)
}


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("columns", [("Kommentar",), ("Status", "Framdrift", "Kommentar")])
def test_none_of_them_is_written_and_konfliktar_says_why(
    sent: Path, libreoffice: LibreOffice, columns: tuple[str, ...], suffix: str
) -> None:
    master = sent / "workbooks" / "master.xlsx"
    before = measures(master)
    job = {
        "source": str(sent / "workbooks" / "outbox" / ROUND / "KRU.xlsx"),
        "targets": [str(sent / "workbooks" / "inbox" / f"svar frå KRU{suffix}")],
        "answers": ANSWERS,
        "sorted": columns,
        "with_looks": True,
    }
    libreoffice.run("sort.py", job)

    merged = regionplan("--json", "merge", folder=sent)

    assert merged.status == 1, merged.err
    assert measures(master) == before
    book = load_workbook(master)
    asked, remarked = (
        [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None]
        for name in ("Konfliktar", "Merknader")
    )
    assert any("svarceller bytt rad utan tiltaka sine" in text for text in asked)
    assert any("høyrde til tiltak 6." in text for text in asked)
    for answers in ANSWERS.values():
        # One that was sorted into a row of no measure is a remark.
        assert any(answers["Kommentar"] in text for text in asked + remarked)
