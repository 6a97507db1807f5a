"""The plan from one year to the next: what a roll-over does, and which measures of a new plan go on from the former."""
