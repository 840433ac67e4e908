"""Whether a stream that has begun may go on: while its user is signed in and may hear what it sends."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.permission import MayContinue, at_intervals
from music.application.folders.access import Listener, audible, heard_file
from music.application.unit_of_work import Readers, UnitOfWork

CHECK_INTERVAL: Final = timedelta(seconds=3)
"""How long a stream is sent on at most. What is on its way by then arrives, so players hear the end a little later."""

HasEnded = Callable[[UnitOfWork], Awaitable[bool]]
"""Whether that has ended by which a user is signed in."""


def session(session_id: UUID) -> HasEnded:
    """Return whether a session has ended."""

    async def has_ended(work: UnitOfWork) -> bool:
        return await work.ended_sessions.has(session_id)

    return has_ended


def app_password(user_id: UUID, password_id: UUID) -> HasEnded:
    """Return whether an app password was revoked."""

    async def has_ended(work: UnitOfWork) -> bool:
        return password_id not in [stored.password.id for stored in await work.app_passwords.of(user_id)]

    return has_ended


class StreamPermission:
    """Returns the checks of streams, each of which reads at most once per interval."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    def of_track(self, listener: Listener, has_ended: HasEnded, track_id: UUID) -> MayContinue:
        """Return what checks a stream of a track."""

        async def check() -> bool:
            async with self._readers.read() as work:
                if await has_ended(work):
                    return False
                return await heard_file(work, listener, track_id) is not None

        return at_intervals(check, self._clock, CHECK_INTERVAL)

    def of_album(self, listener: Listener, has_ended: HasEnded, album_id: UUID) -> MayContinue:
        """Return what checks an archive of an album."""

        async def check() -> bool:
            async with self._readers.read() as work:
                if await has_ended(work):
                    return False
                return await work.library.album(await audible(work, listener), album_id) is not None

        return at_intervals(check, self._clock, CHECK_INTERVAL)
