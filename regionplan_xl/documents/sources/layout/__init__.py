"""Tables of text that a program laid out with spaces: the columns are below headings, and drift from line to line."""
