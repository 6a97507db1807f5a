"""Import a plan document: make a plan, and a list of what a person should check."""
