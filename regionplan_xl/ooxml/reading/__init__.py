"""Read a workbook: sheets, cells as a stream, styles."""
