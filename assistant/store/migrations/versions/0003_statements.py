"""answers that members keep"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_statements_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statements")),
    )
    op.create_index("ix_statements_member_id", "statements", ["member_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_statements_member_id", "statements")
    op.drop_table("statements")
