"""Test the benchmarks themselves: they make the same plan every time, and all programs do the same work."""
