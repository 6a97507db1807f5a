"""Reports for the council: figures from the plan, and the documents that show them."""
