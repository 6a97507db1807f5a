"""Reports for the council: what they are made of, the figures from the plan, and a folder per kind of report."""
