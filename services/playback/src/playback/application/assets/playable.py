"""What can be played of a title."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.unit_of_work import Readers
from playback.domain.assets.asset import PlayableSubject


class ReadPlayable:
    """Reads what can be played of a title."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    async def of_title(self, media_id: UUID) -> Sequence[PlayableSubject]:
        """Return the subjects of a title that can be played at present somewhere; none of an unknown title."""
        async with self._readers.read() as work:
            return await work.assets.playable_of_title(media_id, self._clock.now())
