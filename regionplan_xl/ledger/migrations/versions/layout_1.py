"""Layout 1, from before there were migrations: nothing to change."""

revision = "layout_1"
down_revision = None


def upgrade() -> None:
    """Leave the tables as they are."""
