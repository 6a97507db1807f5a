"""Recover the tables in a stream of lines: text in which only the order of a table's cells remains."""
