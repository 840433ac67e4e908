"""Ends what a sign-in session has opened, when the session ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from sources.application.unit_of_work import UnitOfWork

LINK_LIFE: Final = timedelta(hours=6)
"""As long as a player needs for the longest movie, with pauses."""
_LEEWAY: Final = timedelta(minutes=1)
"""Clocks of two machines differ."""


class EndSessions:
    """Stores that sessions have ended: their links are refused, and their streams end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the expiry of their last access token, by which a link may be made until then."""
        now = self._clock.now()
        known_until = {session_id: expiry + LINK_LIFE + _LEEWAY for session_id, expiry in sessions.items()}
        await work.ended_sessions.save({session_id: end for session_id, end in known_until.items() if end > now})
