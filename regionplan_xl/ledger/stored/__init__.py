"""How the ledger stores values in columns and dataclasses in rows."""
