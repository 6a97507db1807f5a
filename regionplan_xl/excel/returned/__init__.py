"""Read a returned workbook: which measures its rows answer, and what the answers are."""
