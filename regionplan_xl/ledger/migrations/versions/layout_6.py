"""Let a sent row be about a year of an indicator."""

import sqlalchemy as sa
from alembic import op

revision = "layout_6"
down_revision = "layout_5"


def upgrade() -> None:
    """Add the columns `base_value` and `facts` to `sent_rows`."""
    op.add_column("sent_rows", sa.Column("base_value", sa.Text))
    op.add_column("sent_rows", sa.Column("facts", sa.Text, nullable=False, server_default="[]"))
