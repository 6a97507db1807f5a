"""The ledger: a database of what was sent, received and decided. `entries` imports no database code."""
