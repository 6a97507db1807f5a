"""Documents with known contents: what a master made from them contains, lacks, and asks about."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.importing import import_plan
from tests.paths import SHARED

FOLDER = SHARED / "plan-documents"
TABLES = (
    "de_a_headings.docx", "de_a_headings.pdf", "en_a_onetable.docx", "en_a_onetable.pdf", "en_x4_rag.xlsx",
    "nb_b_broken.docx", "nb_b_broken.pdf", "nb_d_tracked.docx", "nb_x5_merged.ods", "nb_x5_merged.xlsx",
    "p21_a_landscape.docx", "p21_a_tables.docx", "p21_a_tables.pdf", "p21_c1_semicolon.csv", "p25_a_colour.docx",
    "p25_a_colour.pdf", "p25_a_landscape.docx", "p25_a_landscape.pdf", "p25_c_footnotes.docx", "p25_x1_bands.ods",
    "p25_x1_bands.xlsx", "sv_b_quarters.docx", "sv_b_quarters.pdf", "us_fds_2021_action_plan.pdf", "seed_2025.txt",
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", TABLES)
def test_a_document_of_tables_or_cards_comes_out_whole(name: str, tmp_path: Path) -> None:
    document = FOLDER / name
    if not document.exists():
        pytest.skip("the documents with known truth are not at hand")
    imported = import_plan(document, engine=EngineSettings(kind="inline"))
    master = tmp_path / "master.xlsx"
    plan = replace(imported.plan, language="nb")
    master.write_bytes(write_master(plan, today=date(2026, 1, 1), doubts=imported.to_check))

    truth = FOLDER / f"{name}.truth.tsv"
    command = [sys.executable, str(FOLDER / "score.py"), str(master), str(truth), "--json"]
    score = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert score["found"] >= 0.95 * score["truth"]
    assert score["fields_right"] >= 0.93 * score["fields_total"]
    assert (score["status"]["wrong"], score["status"]["invented"]) == (0, 0)
    assert score["silent"] == []
    assert score["extra"] <= 1
