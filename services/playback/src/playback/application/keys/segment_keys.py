"""Releasing the keys of whole segments to players, which request them at the addresses in their playlists."""

from typing import Final
from uuid import UUID

from playback.application.keys.releasing import KeyRequest, ReleaseKeys
from playback.application.unit_of_work import Readers
from playback.domain.keys.release import Requester, System

NO_SESSION: Final = UUID(int=0)
"""What is recorded as the session of a request that belongs to none."""


class ReleaseSegmentKey:
    """Finds the session in which a requester plays what a key encrypts: the playlist of all users names none."""

    def __init__(self, readers: Readers, release_keys: ReleaseKeys) -> None:
        self._readers = readers
        self._release_keys = release_keys

    async def __call__(self, key_id: UUID, requester: Requester) -> bytes:
        """Return the key; raise the errors of a release, and SessionNotFound for a key that does not exist too."""
        async with self._readers.read() as work:
            keys = await work.content_keys.find([key_id])
            sessions = [await work.sessions.newest(requester, key.asset_id, key.number) for key in keys]
        session_id = next((session.id for session in sessions if session is not None), NO_SESSION)
        released = await self._release_keys(KeyRequest(session_id, requester, System.AES_128, [key_id]))
        [key] = released.keys
        return key.key.key
