"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from music.infrastructure.tables import metadata

run(metadata)
