"""Record when and by whom the measure of a sent row was last reported; add the table of proposals if missing."""

import sqlalchemy as sa
from alembic import op

revision = "layout_2"
down_revision = "layout_1"


def upgrade() -> None:
    """Add two columns to `sent_rows`, and the table `proposals` if it is missing."""
    op.add_column("sent_rows", sa.Column("reported_on", sa.Date))
    op.add_column("sent_rows", sa.Column("reported_by", sa.Text, nullable=False, server_default=""))
    if not sa.inspect(op.get_bind()).has_table("proposals"):
        _create_proposals()


def _create_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("opened_in", sa.Integer, sa.ForeignKey("merges.number"), nullable=False, index=True),
        sa.Column("closed_in", sa.Integer, sa.ForeignKey("merges.number"), index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "round", "cells", "received")),
        sa.Column("return_hash", sa.Text, sa.ForeignKey("returns.hash")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("file", "measure")),
        sa.Column("undone", sa.Integer, nullable=False),
        sa.UniqueConstraint("actor", "round", "cells", "undone"),
    )
