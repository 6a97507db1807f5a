"""What the blocks of a document mean: areas, goals, measures and their fields, as a draft of the plan."""
