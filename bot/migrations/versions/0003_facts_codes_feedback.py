"""Facts confirmed by tapping, further session tokens, resume codes, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("facts", sa.JSON))
    op.add_column("messages", sa.Column("matter", sa.Integer))
    op.create_table(
        "session_tokens",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey(
                "conversations.key", name="fk_session_tokens_conversation", ondelete="CASCADE"
            ),
            nullable=False,
        ),
    )
    op.create_index("ix_session_tokens_conversation", "session_tokens", ["conversation"])
    op.create_table(
        "resume_codes",
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey(
                "conversations.key", name="fk_resume_codes_conversation", ondelete="CASCADE"
            ),
            primary_key=True,
        ),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("code_hash", name="uq_resume_codes_code_hash"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("situations", sa.JSON, nullable=False),
        sa.Column("helpful", sa.Boolean),
        sa.Column("outcome", sa.String(16)),
        sa.Column("by", sa.String(16)),
        # Rows in the order of their random ids: the order of writing would point to a conversation.
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("resume_codes")
    op.drop_table("session_tokens")
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("matter")
        messages.drop_column("facts")
