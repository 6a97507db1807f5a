"""Cells of any workbook read as values of the plan."""
