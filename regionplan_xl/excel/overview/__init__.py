"""The sheet Oversikt: create, read, update."""
