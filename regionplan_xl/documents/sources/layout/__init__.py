"""Tables laid out with spaces: columns are aligned below headings, and may drift from line to line."""
