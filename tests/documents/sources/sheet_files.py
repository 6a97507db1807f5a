"""Edits of test spreadsheets that take several lines with openpyxl."""

from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

Operator = Literal["equal", "between"]


def paint(made: Worksheet, cells: str, colour: str, *formulas: str, operator: Operator | None = None) -> None:
    """Add a conditional colour: by comparing the cells if there is an operator, else by a formula."""
    look = DifferentialStyle(fill=PatternFill(bgColor=colour))
    kind: Literal["cellIs", "expression"] = "cellIs" if operator else "expression"
    made.conditional_formatting.add(cells, Rule(kind, dxf=look, operator=operator, formula=list(formulas)))
