"""Alembic's entry: the work is in the chassis."""

from billing.infrastructure.tables import metadata
from chassis.storage.migrations import run

run(metadata)
