"""The reason `other_seller_fault` became `not_as_described` and `wrong_item`: it is asked again."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GONE = "other_seller_fault"

conversations = sa.table("conversations", sa.column("key", sa.String), sa.column("state", sa.JSON))


def upgrade() -> None:
    connection = op.get_bind()
    for key, state in connection.execute(sa.select(conversations.c.key, conversations.c.state)):
        if GONE not in json.dumps(state):
            continue
        for case in state["cases"]:
            if case.get("return_reason") == GONE:
                del case["return_reason"]
        changed = sa.update(conversations).where(conversations.c.key == key).values(state=state)
        connection.execute(changed)


def downgrade() -> None:
    """Nothing to do: the older code reads these states, too."""
