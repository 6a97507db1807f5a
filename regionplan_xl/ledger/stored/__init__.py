"""How the ledger stores values: as text, in columns, and dataclasses in rows."""
