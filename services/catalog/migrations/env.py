"""Alembic's entry: the work is in the chassis."""

from catalog.infrastructure.tables import media
from chassis.storage.migrations import run

run(media.metadata)
