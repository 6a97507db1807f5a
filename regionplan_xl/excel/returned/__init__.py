"""A returned workbook: which measures its rows answer, and what they say."""
