"""Preferences in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from notifications.application.preferences.ports import StoredPreferences
from notifications.domain.preferences.model import Preferences
from notifications.infrastructure.preferences.documents import document_of, preferences_of
from notifications.infrastructure.preferences.tables import muted_titles, preferences
from notifications.infrastructure.users.tables import users


class SqlPreferences:
    """Stores what users choose, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Read the preferences of a user."""
        return await read_preferences(self._connection, user_id)

    async def save(self, user_id: UUID, chosen: Preferences, version: int, now: datetime) -> None:
        """Insert or replace the row."""
        row = {"user_id": user_id, "document": document_of(chosen), "version": version, "updated_at": now}
        await self._connection.execute(upsert(preferences), row)

    async def mute(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """Insert the row, if it is not there."""
        row = {"user_id": user_id, "media_id": media_id, "muted_at": now}
        await self._connection.execute(insert(muted_titles).on_conflict_do_nothing(), row)

    async def unmute(self, user_id: UUID, media_id: UUID) -> None:
        """Delete the row."""
        one = (muted_titles.c.user_id == user_id, muted_titles.c.media_id == media_id)
        await self._connection.execute(delete(muted_titles).where(*one))


async def read_preferences(connection: AsyncConnection, user_id: UUID) -> StoredPreferences:
    """Return the preferences of a user, with the time zone of their profile."""
    chosen = select(preferences.c.document, preferences.c.version).where(preferences.c.user_id == user_id)
    zone = select(users.c.time_zone).where(users.c.user_id == user_id)
    row = (await connection.execute(chosen)).first()
    time_zone = (await connection.execute(zone)).scalar_one_or_none() or "UTC"
    if row is None:
        return StoredPreferences(time_zone=time_zone)
    return StoredPreferences(preferences_of(row.document), row.version, time_zone)
