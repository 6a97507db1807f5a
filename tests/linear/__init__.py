"""Commands cost no more than in proportion to the plan."""
