"""Record frozen reports to meetings."""

import sqlalchemy as sa
from alembic import op

revision = "layout_10"
down_revision = "layout_9"


def upgrade() -> None:
    """Add the table `frozen_reports`."""
    op.create_table(
        "frozen_reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("frozen", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("undone", sa.Text),
        sa.Column("undone_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("meeting", "day", "frozen"),
    )
