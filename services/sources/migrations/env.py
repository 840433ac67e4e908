"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from sources.infrastructure.tables import metadata

run(metadata)
