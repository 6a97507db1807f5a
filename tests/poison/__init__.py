"""Texts that break programs, sent through every door and looked for behind every other."""
