"""Tests that the cost of commands grows no more than in proportion to the plan."""
