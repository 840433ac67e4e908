"""Records what users play and skip."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from chassis.core.clock import Clock
from music.application.folders.access import Listener, audible
from music.application.unit_of_work import Units
from music.domain.library.errors import TrackNotFound
from music.domain.listening.errors import PlayIdTaken
from music.domain.listening.plays import Context, Play, Source, time_of_play
from music.domain.marks.marks import ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a client reports of a track that was played."""

    track_id: UUID
    id: UUID | None = None
    """Chosen by the client: a repetition with the same id is one play."""
    key: str | None = None
    """The idempotency key of the request, which does the same."""
    played_at: datetime | None = None
    completion: float = 1.0
    context: Context = Context.DIRECT
    source: Source | None = None

    def id_for(self, user_id: UUID) -> UUID:
        """Return the id of the play."""
        if self.id is not None:
            return self.id
        return uuid4() if self.key is None else uuid5(user_id, self.key)


class RecordPlays:
    """Stores plays and counts them in the same transaction."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, listener: Listener, report: Report) -> Play:
        """Return the play, the stored one of a repetition.

        Raise TrackNotFound, PlayedAtInvalid, PlayIdTaken and AccountErased.
        """
        play = Play(
            id=report.id_for(listener.user_id),
            user_id=listener.user_id,
            track_id=report.track_id,
            played_at=time_of_play(report.played_at, self._clock.now()),
            completion=report.completion,
            context=report.context,
            source=report.source,
        )
        async with self._units.begin() as work:
            await work.users.ensure(listener.user_id)
            folders = await audible(work, listener)
            if not await work.marks.audible(ItemKind.TRACKS, folders, [report.track_id]):
                raise TrackNotFound(report.track_id)
            stored = await work.plays.add(play)
        if stored is None:
            return play
        if not play.repeats(stored):
            raise PlayIdTaken
        return stored
