"""Conversations, their messages and the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("state", sa.JSON),
    )
    op.create_table(
        "messages",
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey("conversations.key", name="fk_messages_conversation", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("replies", sa.JSON),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("conversation", "id", name="uq_messages_conversation_id"),
    )


def downgrade() -> None:
    op.drop_table("messages")
    op.drop_table("conversations")
