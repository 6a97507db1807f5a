"""Change cells and append rows in a workbook; every other part stays byte for byte."""
