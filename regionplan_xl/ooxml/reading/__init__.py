"""Read a workbook: sheets, a stream of cells, styles."""
