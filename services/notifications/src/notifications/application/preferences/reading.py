"""Showing users what they have chosen."""

from uuid import UUID

from notifications.application.preferences.ports import MutedPage, MutedRequest, PreferencesReader, StoredPreferences


class ReadPreferences:
    """Shows preferences and muted titles."""

    def __init__(self, reader: PreferencesReader) -> None:
        self._reader = reader

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Return the preferences of a user."""
        return await self._reader.get(user_id)

    async def muted(self, request: MutedRequest) -> MutedPage:
        """Return a page of muted titles, the latest first."""
        return await self._reader.muted(request)
