"""WeChat: whom to answer, what is owed to them; values that all workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_values",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_shared_values_expires_at", "shared_values", ["expires_at"])
    op.create_table(
        "wechat_people",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey(
                "conversations.key", name="fk_wechat_people_conversation", ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sealed_address", sa.Text, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("said", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaiting", sa.JSON),
        sa.Column("sends_left", sa.Integer, nullable=False),
        sa.Column("sends_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("conversation", name="uq_wechat_people_conversation"),
    )
    op.create_index("ix_wechat_people_erase_at", "wechat_people", ["erase_at"])
    op.create_table(
        "wechat_deliveries",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey(
                "wechat_people.conversation",
                name="fk_wechat_deliveries_conversation",
                ondelete="CASCADE",
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task", sa.JSON, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("texts", sa.JSON),
        sa.Column("awaiting", sa.JSON),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("sending", sa.Integer, nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("reply", sa.Text),
        sa.Column("replied_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint(
            "conversation", "number", name="uq_wechat_deliveries_conversation_number"
        ),
    )
    op.create_index("ix_wechat_deliveries_status_at", "wechat_deliveries", ["status", "at"])
    op.create_table(
        "wechat_inboxes",
        sa.Column("open_kfid", sa.String(64), primary_key=True),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("reading_until", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("wechat_inboxes")
    op.drop_table("wechat_deliveries")
    op.drop_table("wechat_people")
    op.drop_table("shared_values")
