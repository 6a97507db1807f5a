"""Record the candidates that a held row or file may belong to."""

import sqlalchemy as sa
from alembic import op

revision = "layout_5"
down_revision = "layout_4"


def upgrade() -> None:
    """Add the column `candidates` to `questions`."""
    op.add_column("questions", sa.Column("candidates", sa.Text, nullable=False, server_default="[]"))
