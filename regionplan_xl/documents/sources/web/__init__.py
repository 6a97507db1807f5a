"""Read a web page as elements: its styles and its tables."""
