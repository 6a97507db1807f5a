"""Tests of the plan that is made of a draft."""
