"""Words and appearance that identify the parts of a plan, and the levels above its measures."""
