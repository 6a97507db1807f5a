"""Record the messages that the program sends, with their state."""

import sqlalchemy as sa
from alembic import op

revision = "layout_8"
down_revision = "layout_7"


def upgrade() -> None:
    """Add the table `messages`."""
    names = (
        "message_id",
        "key",
        "kind",
        "round",
        "actor",
        "address",
        "code",
        "recorded",
        "state",
        "changed",
        "reason",
    )
    op.create_table(
        "messages",
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.PrimaryKeyConstraint("message_id"),
        sa.UniqueConstraint("key"),
        sa.Index("ix_messages_round", "round"),
    )
