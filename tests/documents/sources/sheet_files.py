"""Spreadsheets for the tests: what openpyxl needs several lines for."""

from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

Operator = Literal["equal", "between"]


def paint(made: Worksheet, cells: str, colour: str, *formulas: str, operator: Operator | None = None) -> None:
    """Add a rule of colours: by a comparison of the cells if there is an operator, else by a formula."""
    look = DifferentialStyle(fill=PatternFill(bgColor=colour))
    kind: Literal["cellIs", "expression"] = "cellIs" if operator else "expression"
    made.conditional_formatting.add(cells, Rule(kind, dxf=look, operator=operator, formula=list(formulas)))
