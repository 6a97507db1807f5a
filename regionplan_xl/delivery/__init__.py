"""Channels, by which workbooks are sent to the actors and returned."""
