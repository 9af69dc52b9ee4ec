"""The cases of the mediation desk, and what the docket makes them from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("state", sa.JSON))
    op.add_column("messages", sa.Column("version", sa.Integer))
    op.add_column(
        "conversations", sa.Column("docketed", sa.Integer, nullable=False, server_default="0")
    )
    # What was said before there was a desk has no states from which cases could be made.
    op.execute("UPDATE conversations SET docketed = version")
    op.create_index(
        "ix_conversations_behind",
        "conversations",
        ["key"],
        postgresql_where=sa.text("docketed < version"),
        sqlite_where=sa.text("docketed < version"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey("conversations.key", name="fk_cases_conversation", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("matter", sa.Integer),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("goods", sa.String(64)),
        sa.Column("platform", sa.String(64)),
        sa.Column("situations", sa.JSON, nullable=False),
        sa.Column("situation", sa.String(32)),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("at_stake_fen", sa.Integer),
        sa.Column("rated_on", sa.Date, nullable=False),
        sa.Column("grams", sa.Text, nullable=False),
        sa.UniqueConstraint("conversation", "matter", name="uq_cases_conversation_matter"),
    )
    op.create_index("ix_cases_queue", "cases", ["status", "rank", "due", "opened_at", "id"])
    op.create_index("ix_cases_status_rated_on", "cases", ["status", "rated_on"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_cases_grams ON cases"
            " USING gin (array_to_tsvector(string_to_array(grams, ' ')))"
        )
    op.create_table(
        "case_versions",
        sa.Column(
            "case",
            sa.String(32),
            sa.ForeignKey("cases.id", name="fk_case_versions_case", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("advice", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("case_versions")
    op.drop_table("cases")
    op.drop_index("ix_conversations_behind", "conversations")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("docketed")
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("version")
        messages.drop_column("state")
