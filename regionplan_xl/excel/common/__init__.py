"""Shared by all our workbooks: columns, sheet names, styles, cells."""
