"""Measures that are no rows of a table of measures: cards of labelled lines, numbered texts, items of lists."""
