"""Migrations of the ledger's layout, one Alembic revision each. Only a ledger of an earlier layout needs them."""

from sqlalchemy import Connection


def upgrade(connection: Connection, layout: int) -> None:
    """Migrate the tables from layout number `layout` to the newest, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "regionplan_xl:ledger/migrations")
    # Ledgers are created without Alembic, which would take half a second, so their layout number is in `meta`.
    command.stamp(config, f"layout_{layout}", purge=True)
    command.upgrade(config, "head")
