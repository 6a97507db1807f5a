"""A web page as elements: what its styles say, and its tables."""
