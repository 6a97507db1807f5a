"""The commands about mail, a file per command."""
