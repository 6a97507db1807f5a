"""Measure whole rounds, a large master and a large return, next to scripts that do the same work."""
