"""Parse XML from outside files safely, and change it in place."""
