"""Measurements of whole rounds, a large master and a large return, beside scripts that do the same work."""
