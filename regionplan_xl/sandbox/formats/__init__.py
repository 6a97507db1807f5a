"""Readers of returned files: find the kind of a file, limit what it may hold, and read each format."""
