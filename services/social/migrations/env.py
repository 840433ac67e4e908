"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from social.infrastructure.tables import metadata

run(metadata)
