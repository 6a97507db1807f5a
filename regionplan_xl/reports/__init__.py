"""Reports for the council: their contents, the figures from the plan, and a folder per kind of report."""
