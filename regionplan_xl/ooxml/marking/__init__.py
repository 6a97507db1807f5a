"""Cells marked in a workbook of somebody else, which goes back to be corrected."""
