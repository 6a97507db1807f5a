"""What the council reads: figures from the plan, and the documents that show them."""
