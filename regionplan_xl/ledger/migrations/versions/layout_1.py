"""The first layout, which new ledgers had before there were migrations: there is nothing to change."""

revision = "layout_1"
down_revision = None


def upgrade() -> None:
    """Leave the tables as they are."""
