"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from library.infrastructure.tables import metadata

run(metadata)
