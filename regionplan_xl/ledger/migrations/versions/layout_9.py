"""Record received messages, with their places in mailboxes and the files in them."""

import sqlalchemy as sa
from alembic import op

revision = "layout_9"
down_revision = "layout_8"


def upgrade() -> None:
    """Add the tables `received_messages`, `received_places` and `received_files`."""
    texts = (
        "name",
        "channel",
        "received",
        "path",
        "kind",
        "sender",
        "confirmed",
        "doubt",
        "subject",
        "message_id",
    )
    op.create_table(
        "received_messages",
        sa.Column("hash", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in (*texts, "answers", "bounced", "text")),
        sa.Column("copies", sa.Boolean, nullable=False),
        sa.Column("unread", sa.Text, nullable=False),
    )
    op.create_table(
        "received_places",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("message", sa.Text, sa.ForeignKey("received_messages.hash"), nullable=False),
    )
    op.create_table(
        "received_files",
        sa.Column("message", sa.Text, sa.ForeignKey("received_messages.hash"), primary_key=True),
        sa.Column("return_hash", sa.Text, sa.ForeignKey("returns.hash"), primary_key=True),
    )
    op.create_index("ix_received_files_return_hash", "received_files", ["return_hash"])
