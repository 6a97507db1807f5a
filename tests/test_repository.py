"""This repository is itself a project folder, with the example plan."""

from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.config import read_config
from regionplan_xl.config.starter import default_config_text
from regionplan_xl.documents.example import example_plan
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.plan.model import as_compared
from tests.paths import PROJECT


def test_the_master_in_workbooks_is_the_example_plan() -> None:
    config = read_config(PROJECT / "config.yaml")
    master = read_master(
        (PROJECT / config.plan.master).read_bytes(),
        scale=config.scale,
        name=config.plan.name,
        language=config.plan.locale,
    )
    assert as_compared(master.plan) == as_compared(example_plan())
    assert (len(master.plan.areas), len(master.plan.goals), len(master.plan.measures)) == (6, 26, 68)
    assert not master.problems


def test_the_settings_are_those_that_init_writes() -> None:
    written = default_config_text("Regionplan for Hallingdal", "nn")
    assert (PROJECT / "config.yaml").read_text("utf-8") == written


def test_the_master_in_workbooks_is_laid_out_as_a_new_master() -> None:
    """`make example` writes it anew."""
    shipped = openpyxl.load_workbook(PROJECT / "workbooks" / "master.xlsx")
    new = openpyxl.load_workbook(BytesIO(write_master(example_plan(), today=date(2025, 3, 15))))
    assert shipped.sheetnames == new.sheetnames
    for sheet in new:
        assert _layout(shipped[sheet.title]) == _layout(sheet), sheet.title


def _layout(sheet: Worksheet) -> dict[str, object]:
    """Return the cells, tables, column widths and print setup of a sheet."""
    return {
        "cells": [
            [getattr(value, "text", value) for value in row] for row in sheet.iter_rows(values_only=True)
        ],
        "tables": {table.name: table.ref for table in sheet.tables.values()},
        "widths": {letter: column.width for letter, column in sheet.column_dimensions.items()},
        "print": (sheet.print_area, sheet.page_setup.scale, sheet.page_setup.fitToHeight),
    }


def test_no_measure_has_a_status_until_somebody_reports_one() -> None:
    assert not any(measure.report or measure.shares for measure in example_plan().measures)
