"""A project folder and changes to it: session, archive, merge, commit, undo and recovery."""
