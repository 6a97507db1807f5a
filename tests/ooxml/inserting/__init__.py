"""Tests of inserting rows and columns."""
