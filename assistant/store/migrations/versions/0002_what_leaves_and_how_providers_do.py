"""what leaves, and how providers do"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LEAVES = "kind = 'effect' OR (channel NOT IN ('web', 'terminal'))"
OPEN = "kind = 'reply' AND state IN ('queued', 'sending', 'unknown')"
URGENT = "state = 'queued' AND purpose = 'emergency'"


def upgrade() -> None:
    op.create_table(
        "providers",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("shut_until", sa.String(length=32), nullable=True),
        sa.Column("shut_at", sa.String(length=32), nullable=True),
        sa.Column("opened_at", sa.String(length=32), nullable=True),
        sa.Column("read_back_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_providers")),
    )
    op.create_table(
        "rates",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rates")),
    )
    op.add_column("outbox", sa.Column("elsewhere_at", sa.String(length=32), nullable=True))
    op.drop_index("ix_outbox_state", "outbox")
    _over_a_part("ix_outbox_state", ["state", "run_at"], LEAVES)
    _over_a_part("ix_outbox_open", ["conversation_id", "id"], OPEN)
    _over_a_part("ix_outbox_urgent", ["run_at"], URGENT)


def downgrade() -> None:
    op.drop_index("ix_outbox_urgent", "outbox")
    op.drop_index("ix_outbox_open", "outbox")
    op.drop_index("ix_outbox_state", "outbox")
    op.create_index("ix_outbox_state", "outbox", ["state", "run_at"])
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("elsewhere_at")
    op.drop_table("rates")
    op.drop_table("providers")


def _over_a_part(name: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, "outbox", columns, sqlite_where=part, postgresql_where=part)
