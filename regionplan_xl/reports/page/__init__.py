"""The public web page: one file with everything in it."""
