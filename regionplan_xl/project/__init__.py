"""An open project folder: session, commit, undo, recovery."""
