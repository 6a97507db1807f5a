"""Find the place for new rows of a list, and make room for them."""
