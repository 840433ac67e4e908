"""Alembic's entry: the work is in the chassis."""

from chassis.storage.migrations import run
from ingestion.infrastructure.external_tables import metadata

run(metadata)
