"""The columns of a table of measures: its header, and what each of them holds."""
