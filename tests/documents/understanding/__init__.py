"""Tests of what the blocks of a document mean."""
