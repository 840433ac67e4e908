"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from federation.infrastructure.tables import metadata

run(metadata)
