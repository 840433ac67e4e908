"""The tables of the playback schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from jobs.postgres.tables import job_table, lock_table, schedule_table
from playback.infrastructure.assets import edits as asset_edit_tables
from playback.infrastructure.assets import tables as asset_tables
from playback.infrastructure.audience import tables as audience_tables
from playback.infrastructure.audience.tables import erased_users
from playback.infrastructure.entitlements.tables import entitlements, purchases, signed_out
from playback.infrastructure.keys import tables as key_tables
from playback.infrastructure.metadata import metadata
from playback.infrastructure.quality import tables as quality_tables
from playback.infrastructure.sessions import tables as session_tables
from playback.infrastructure.uploads import tables as upload_tables

__all__ = [
    "asset_edit_tables",
    "asset_tables",
    "audience_tables",
    "key_tables",
    "metadata",
    "quality_tables",
    "session_tables",
    "upload_tables",
]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)

READ_MODEL: Final = (entitlements, purchases, signed_out, erased_users, inbox)
"""What `replay` empties before it reads the log again."""
