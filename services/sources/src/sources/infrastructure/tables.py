"""The tables of the sources schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.sessions.ended import ended_session_table
from jobs.postgres.tables import job_table, lock_table, schedule_table
from sources.infrastructure.files.tables import files, folders, sightings
from sources.infrastructure.media_sources.tables import credentials, media_sources
from sources.infrastructure.metadata import metadata
from sources.infrastructure.titles.tables import titles

__all__ = ["credentials", "files", "folders", "media_sources", "metadata", "sightings", "titles"]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)
ended_sessions: Final = ended_session_table(metadata)

READ_MODEL: Final = (titles, inbox)
"""What `replay` empties before it reads the log again."""
