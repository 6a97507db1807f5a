"""Import a plan document: a plan, and a list of what a person should check."""
