"""Scripts that split and merge a round with the tools that a planner would use."""
