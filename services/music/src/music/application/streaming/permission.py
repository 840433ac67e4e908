"""Whether a stream that has begun may go on: while its session lasts and its user may hear what it sends."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.permission import MayContinue, at_intervals
from music.application.folders.access import Listener, audible, heard_file
from music.application.unit_of_work import Readers, UnitOfWork

CHECK_INTERVAL: Final = timedelta(seconds=3)
"""How long a stream is sent on at most. What is on its way by then arrives, so players hear the end a little later."""


class StreamPermission:
    """Returns the checks of streams, each of which reads at most once per interval."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    def of_track(self, listener: Listener, session_id: UUID | None, track_id: UUID) -> MayContinue:
        """Return what checks a stream of a track; apps with a password of their own have no session."""

        async def check() -> bool:
            async with self._readers.read() as work:
                if await _has_ended(work, session_id):
                    return False
                return await heard_file(work, listener, track_id) is not None

        return at_intervals(check, self._clock, CHECK_INTERVAL)

    def of_album(self, listener: Listener, session_id: UUID, album_id: UUID) -> MayContinue:
        """Return what checks an archive of an album."""

        async def check() -> bool:
            async with self._readers.read() as work:
                if await _has_ended(work, session_id):
                    return False
                return await work.library.album(await audible(work, listener), album_id) is not None

        return at_intervals(check, self._clock, CHECK_INTERVAL)


async def _has_ended(work: UnitOfWork, session_id: UUID | None) -> bool:
    return session_id is not None and await work.ended_sessions.has(session_id)
