"""The sheet Delstatus: create, read, update."""
