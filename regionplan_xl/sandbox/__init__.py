"""Outside files, read in child processes where they can do no harm."""
