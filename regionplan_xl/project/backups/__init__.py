"""Backups in workbooks/backups: of the master, and of an SQLite ledger."""
