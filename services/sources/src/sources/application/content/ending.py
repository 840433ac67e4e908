"""Ends what a sign-in session has opened, when the session ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.ended import save_ended
from sources.application.unit_of_work import UnitOfWork

LINK_LIFE: Final = timedelta(hours=6)
"""As long as a player needs for the longest movie, with pauses."""


class EndSessions:
    """Stores that sessions have ended: their links are refused, and their streams end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the expiry of their last access token, by which a link may be made until then."""
        await save_ended(work.ended_sessions, sessions, LINK_LIFE, self._clock.now())
