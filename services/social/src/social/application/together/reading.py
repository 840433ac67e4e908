"""Reading sessions."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from social.application.together.views import SessionView, names_of, view_of
from social.application.unit_of_work import Readers
from social.domain.together.errors import SessionNotFound
from social.domain.together.limits import SESSIONS_PER_USER


class ReadSessions:
    """Reads sessions as their members see them."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    async def get(self, user_id: UUID, session_id: UUID) -> SessionView:
        """Return a session; raise SessionNotFound."""
        views = await self._views(user_id, [session_id])
        if not views:
            raise SessionNotFound
        return views[0]

    async def mine(self, user_id: UUID) -> Sequence[SessionView]:
        """Return the sessions of a user that go on, the latest joined first."""
        async with self._readers.read() as work:
            session_ids = await work.together.of_user(user_id, SESSIONS_PER_USER)
        return await self._views(user_id, session_ids)

    async def _views(self, user_id: UUID, session_ids: Sequence[UUID]) -> Sequence[SessionView]:
        async with self._readers.read() as work:
            sessions = await work.together.of_ids(session_ids)
            names = await names_of(work, list(sessions.values()))
        now = self._clock.now()
        views = (view_of(sessions[id_], user_id, names, now) for id_ in session_ids if id_ in sessions)
        return [view for view in views if view is not None]
