"""The words and looks that tell what the parts of a plan are, and the levels above its measures."""
