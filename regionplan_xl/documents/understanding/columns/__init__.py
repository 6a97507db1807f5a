"""The columns of a table of measures: its header, and the content of each column."""
