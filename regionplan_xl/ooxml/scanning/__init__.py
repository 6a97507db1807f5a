"""Find the rows of a sheet in its bytes, without parsing the cells in them."""
