"""Change cells and append rows in a workbook; every other part stays the same byte for byte."""
