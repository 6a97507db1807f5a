"""Find where rows of a list go, and make room for them."""
