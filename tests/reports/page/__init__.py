"""Tests of the public web page."""
