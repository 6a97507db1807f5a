"""Make a plan from a draft: actors, times and statuses, and everything that a person should check."""
