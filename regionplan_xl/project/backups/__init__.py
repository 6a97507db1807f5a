"""Backups of the master and of an SQLite ledger, in workbooks/backups."""
