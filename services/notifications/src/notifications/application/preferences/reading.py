"""Showing users what they have chosen."""

from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from notifications.application.preferences.ports import MutedTitle, PreferencesReader, StoredPreferences


class ReadPreferences:
    """Shows preferences and muted titles."""

    def __init__(self, reader: PreferencesReader) -> None:
        self._reader = reader

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Return the preferences of a user."""
        return await self._reader.get(user_id)

    async def muted(self, user_id: UUID, part: Slice) -> Part[MutedTitle]:
        """Return a part of the muted titles, the latest first."""
        return await self._reader.muted(user_id, part)
