"""The plan of a draft: actors, times and statuses, and everything that a person should check."""
