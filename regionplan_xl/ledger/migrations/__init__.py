"""Changes of the ledger's layout, one Alembic revision each. Needed only for a ledger of an earlier layout."""

from sqlalchemy import Connection


def upgrade(connection: Connection, layout: int) -> None:
    """Change the tables from layout number `layout` to the newest, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "regionplan_xl:ledger/migrations")
    # Ledgers are made without Alembic, which would cost half a second: `meta` says which layout they have.
    command.stamp(config, f"layout_{layout}", purge=True)
    command.upgrade(config, "head")
