"""Correcting and undoing: items are retracted, and what replaces them is added in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.idempotency import change_once, write_once
from library.application.plays.commands import ChangeItem, Correction, RetractPlays
from library.application.plays.documents import from_document, to_document
from library.application.plays.journal import append, retract
from library.application.plays.read_models import Recorded
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.progress import EpisodeNumber
from library.domain.errors import MarkNotFound, MediaNotFound, PlayNotFound, SeasonNotAllowed
from library.domain.plays.items import Item, Mark, NewPlay, Play


class CorrectPlay:
    """Replaces a play of a user by a corrected one."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeItem, correction: Correction) -> Recorded:
        """Return what was recorded: the play that replaces the former one.

        Raises PlayNotFound, MediaNotFound, SeasonNotAllowed, SeasonUnknown, EpisodeUnknown, WatchedAtInvalid,
        KeyReused and AccountErased.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            return await write_once(
                work,
                command.user_id,
                command.idempotency_key,
                now,
                lambda: _correct(work, command, correction, now),
                to_document=to_document,
                from_document=from_document,
            )


class UndoPlays:
    """Retracts plays of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: RetractPlays) -> None:
        """Retract the plays; raise PlayNotFound when one of them is not there, KeyReused and AccountErased."""
        now = self._clock.now()

        async def write(work: UnitOfWork) -> None:
            items = await work.journal.find(command.user_id, command.play_ids)
            plays = [item for item in items if isinstance(item, Play)]
            missing = next((id_ for id_ in command.play_ids if id_ not in {play.play_id for play in plays}), None)
            if missing is not None:
                raise PlayNotFound(f"there is no play with the id {missing}")
            await retract(work, command.user_id, plays, now)

        async with self._units.begin() as work:
            await change_once(work, command.user_id, command.idempotency_key, now, lambda: write(work))


class UndoMark:
    """Retracts a mark of a user: the entry is what the journal says without it."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeItem) -> None:
        """Retract the mark; raise MarkNotFound, KeyReused and AccountErased."""
        now = self._clock.now()

        async def write(work: UnitOfWork) -> None:
            items = await work.journal.find(command.user_id, [command.item_id])
            marks: Sequence[Item] = [item for item in items if isinstance(item, Mark)]
            if not marks:
                raise MarkNotFound(f"there is no mark with the id {command.item_id}")
            await retract(work, command.user_id, marks, now)

        async with self._units.begin() as work:
            await change_once(work, command.user_id, command.idempotency_key, now, lambda: write(work))


async def _correct(work: UnitOfWork, command: ChangeItem, correction: Correction, now: datetime) -> Recorded:
    items = await work.journal.find(command.user_id, [command.item_id])
    play = next((item for item in items if isinstance(item, Play)), None)
    if play is None:
        raise PlayNotFound(f"there is no play with the id {command.item_id}")
    place = await _corrected_place(work, play, correction)
    new = NewPlay(
        media_id=play.media_id,
        place=place,
        watched_at=correction.time.stored(now) if correction.time else play.watched_at,
        precision=correction.time.precision if correction.time else play.precision,
        duration_seconds=correction.duration_seconds
        if correction.duration_seconds is not None
        else play.duration_seconds,
        origin=play.origin,
        batch_id=play.batch_id,
        causation={**(play.causation or {}), "corrects": str(play.play_id)},
        at=None if correction.time else play.at,
    )
    # The entry is folded once, by `append`: it is not removed and created again when this is its only play.
    await work.journal.retract([play], now, release_keys=False)
    appended = await append(work, command.user_id, plays=[new], now=now)
    await work.journal.publish([play], appended.entries, retracted=True)
    return _recorded(appended.plays, play.media_id)


async def _corrected_place(work: UnitOfWork, play: Play, correction: Correction) -> EpisodeNumber | None:
    """Return the episode of the corrected play, by its present number."""
    title = await work.titles.find(play.media_id)
    if title is None:
        raise MediaNotFound(f"no title has the id {play.media_id}")
    show = (await work.titles.shows([title]))[title.media_id]
    place = show.place(play)
    if correction.season is None and correction.episode is None:
        return place
    if place is None:
        raise SeasonNotAllowed("season: a movie has neither seasons nor episodes")
    season = place.season if correction.season is None else correction.season
    episode = place.episode if correction.episode is None else correction.episode
    show.seasons.check({season: episode}, "episode")
    return EpisodeNumber(season, episode)


def _recorded(plays: Sequence[Play], media_id: UUID) -> Recorded:
    return Recorded(len(plays), 0, tuple(play.play_id for play in plays), (media_id,))
