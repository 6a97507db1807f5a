"""What we measure with is right: the same plan every time, and everybody does the same work."""
