"""What a user may continue: where they stopped in a title, else the episode that follows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from library.domain.entries.progress import EpisodeNumber
from library.domain.positions.position import Position
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.title import Title

ContinueReason = Literal["resume", "next-episode", "upcoming", "waiting"]


@dataclass(frozen=True, slots=True)
class Continuation:
    """A title to continue; `at` is when the user was last at it.

    With a position it is resumed there; otherwise `episode` is the next one, null while none is known.
    """

    media_id: UUID
    at: datetime
    title: Title | None = None
    position: Position | None = None
    episode: EpisodeNumber | None = None
    details: EpisodeDetails | None = None

    def reason(self, now: datetime) -> ContinueReason:
        """Return why the title is listed."""
        if self.position is not None:
            return "resume"
        if self.episode is None:
            return "waiting"
        return "upcoming" if self._is_ahead(now) else "next-episode"

    def _is_ahead(self, now: datetime) -> bool:
        if self.details is None:
            return False
        if self.details.airs_at is not None:
            return self.details.airs_at > now
        return self.details.air_date is not None and self.details.air_date > now.astimezone(UTC).date()


class ContinuationReader(Protocol):
    """Reads what users may continue."""

    async def page(self, user_id: UUID, part: Slice) -> Part[Continuation]:
        """Return a part of titles to continue, the last one first.

        Each title occurs once: with its newest position if nothing of it was watched since, else as a show that is
        under way. What was dropped or paused since is not continued.
        """
        ...


class ReadContinuations:
    """Reads what users may continue, with the reasons at this time."""

    def __init__(self, reader: ContinuationReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, user_id: UUID, part: Slice) -> tuple[Part[Continuation], datetime]:
        """Return a part, and the time at which the reasons hold."""
        return await self._reader.page(user_id, part), self._clock.now()
