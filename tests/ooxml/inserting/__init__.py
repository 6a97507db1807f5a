"""Tests of making room for rows."""
