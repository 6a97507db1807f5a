"""Record remarks: what actors write outside the cells for answers."""

import sqlalchemy as sa
from alembic import op

revision = "layout_3"
down_revision = "layout_2"


def upgrade() -> None:
    """Add the table `remarks`."""
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("opened_in", sa.Integer, sa.ForeignKey("merges.number"), nullable=False, index=True),
        sa.Column("closed_in", sa.Integer, sa.ForeignKey("merges.number"), index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "round", "kind", "written")),
        sa.Column("received", sa.Text, nullable=False),
        sa.Column("return_hash", sa.Text, sa.ForeignKey("returns.hash")),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("file", "place", "measure", "number", "text")
        ),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("undone", sa.Integer, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.UniqueConstraint("identity", "undone"),
    )
