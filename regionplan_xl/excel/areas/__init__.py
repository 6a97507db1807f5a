"""The sheet of a focus area: create, read."""
