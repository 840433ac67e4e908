"""What can be played of titles."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.unit_of_work import Readers
from playback.domain.assets.asset import PlayableSubject


class ReadPlayable:
    """Reads what can be played of titles."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    async def of_titles(self, media_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[PlayableSubject]]:
        """Return by title the subjects that can be played at present somewhere; none of an unknown title."""
        async with self._readers.read() as work:
            listed = await work.assets.playable_of_titles(media_ids, self._clock.now())
        by_title: dict[UUID, list[PlayableSubject]] = {media_id: [] for media_id in media_ids}
        for playable in listed:
            by_title[playable.subject.media_id].append(playable)
        return by_title
