"""The ledger: what was sent, received and decided, kept in a database. `entries` loads no database code."""
