"""The master workbook as a whole: create, read, update."""
