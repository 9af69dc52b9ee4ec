"""Runs migrations on the connection that `bot.store` passes in, one process at a time."""

from alembic import context
from sqlalchemy import text

import bot.evidence.store
import bot.feedback
import bot.resume_codes
import bot.shared_cache
import bot.web.wechat.customer_service
import bot.web.wechat.deliveries  # noqa: F401 - the modules whose tables belong to the metadata, too
from bot.store import metadata

connection = context.config.attributes["connection"]

# The second process waits here, then finds the tables up to date.
if connection.dialect.name == "sqlite":
    connection.execute(text("BEGIN IMMEDIATE"))
else:
    connection.execute(text("SELECT pg_advisory_xact_lock(20240315)"))

context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
