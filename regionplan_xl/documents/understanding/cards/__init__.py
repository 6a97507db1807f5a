"""Measures that are not rows of a table: cards with labelled lines, numbered texts, list items."""
