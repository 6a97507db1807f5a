"""The letters of a project: who is written to, at which address, and what is said."""
