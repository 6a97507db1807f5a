"""Create, read and update the sheet Delstatus."""
