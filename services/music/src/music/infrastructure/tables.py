"""The tables of the music schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.sessions.ended import ended_session_table
from jobs.postgres.tables import job_table, lock_table, schedule_table
from music.infrastructure.analysis import tables as analysis
from music.infrastructure.changes import tables as changes
from music.infrastructure.covers import tables as covers
from music.infrastructure.enrichment import tables as enrichment
from music.infrastructure.folders import tables as folders
from music.infrastructure.library import tables as library
from music.infrastructure.listening import tables as listening
from music.infrastructure.marks import tables as marks
from music.infrastructure.metadata import metadata
from music.infrastructure.mixes import tables as mixes
from music.infrastructure.playlists import tables as playlists
from music.infrastructure.radio import tables as radio
from music.infrastructure.subsonic import tables as subsonic
from music.infrastructure.users import tables as users

__all__ = [
    "analysis",
    "changes",
    "covers",
    "enrichment",
    "folders",
    "library",
    "listening",
    "marks",
    "metadata",
    "mixes",
    "playlists",
    "radio",
    "subsonic",
    "users",
]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)
ended_sessions: Final = ended_session_table(metadata)

READ_MODEL: Final = (users.users, users.erased_users, inbox)
"""What `replay` empties before it reads the log again."""
