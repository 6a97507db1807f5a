"""Reports for programs: the figures as data."""
