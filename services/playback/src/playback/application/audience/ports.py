"""Port of audience retention in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from playback.domain.audience.curve import Audience, Curve
from playback.domain.quality.session import MeasuredSession


class Audiences(Protocol):
    """Which parts of which versions users have watched."""

    async def watched(self, session: MeasuredSession, parts: int) -> None:
        """Add parts to those that the user of a session has watched, and mark the curve if any of them is new."""
        ...

    async def claim(self, now: datetime, limit: int) -> Sequence[Audience]:
        """Count the marked audiences whose curves were not published within the last minute, locked."""
        ...

    async def published(self, audience: Audience, curve: Curve | None, now: datetime) -> None:
        """Remove the mark of an audience, and publish its curve, or that none is shown any more."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what users have watched, and mark the curves. `Entitlements.erase` remembers the users before."""
        ...
