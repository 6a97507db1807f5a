"""Channels: the ways in which workbooks reach the actors and come back."""
