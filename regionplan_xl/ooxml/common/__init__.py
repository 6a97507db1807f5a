"""Shared by all of the package: cell references, limits, and reasons for refusing a file."""
