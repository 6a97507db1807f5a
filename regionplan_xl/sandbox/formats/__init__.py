"""Readers of returned files: what kind a file is, how much it may hold, and one reader per format."""
