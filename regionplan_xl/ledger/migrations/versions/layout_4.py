"""Record the texts that the program wrote in each workbook."""

import sqlalchemy as sa
from alembic import op

revision = "layout_4"
down_revision = "layout_3"


def upgrade() -> None:
    """Add the column `texts` to `dispatches`."""
    op.add_column("dispatches", sa.Column("texts", sa.Text, nullable=False, server_default="[]"))
