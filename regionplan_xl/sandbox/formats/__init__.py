"""One reader per file format other than .xlsx."""
