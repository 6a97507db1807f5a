"""The words used in plans, by language, and their meanings: one vocabulary for all code that reads plans."""
