"""Record the state of the service's jobs, and the fingerprint of each written report."""

import sqlalchemy as sa
from alembic import op

revision = "layout_7"
down_revision = "layout_6"


def upgrade() -> None:
    """Add the tables `jobs` and `reports`."""
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("timetable", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("begun", sa.Text),
        sa.Column("ended", sa.Text),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.Text),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("done", sa.Text),
    )
    op.create_table(
        "reports",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("made_of", sa.Text, nullable=False),
    )
