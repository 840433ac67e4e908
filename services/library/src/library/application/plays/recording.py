"""Recording what a user states to have watched: a movie, an episode, or all aired episodes of a season or show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.idempotency import write_once
from library.application.plays.commands import RecordWatched, Target, Watched
from library.application.plays.documents import from_document, to_document
from library.application.plays.journal import append
from library.application.plays.read_models import MOST_SHOWN, Recorded
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.progress import EpisodeNumber
from library.domain.errors import MediaNotFound, NothingAired, SeasonNotAllowed
from library.domain.plays.fold import summarize
from library.domain.plays.items import NewPlay
from library.domain.titles.airing import aired_episodes
from library.domain.titles.title import Title


class RecordPlays:
    """Records plays of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: RecordWatched) -> Recorded:
        """Return what was recorded, and the entries after it.

        Raises MediaNotFound, SeasonNotAllowed, SeasonUnknown, EpisodeUnknown, NothingAired, WatchedAtInvalid,
        KeyReused and AccountErased.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            return await write_once(
                work,
                command.user_id,
                command.idempotency_key,
                now,
                lambda: _record(work, command, now),
                to_document=to_document,
                from_document=from_document,
            )


async def _record(work: UnitOfWork, command: RecordWatched, now: datetime) -> Recorded:
    plays: list[NewPlay] = []
    stated: set[tuple[UUID, EpisodeNumber | None]] = set()
    already_seen = 0
    for watched in command.watched:
        title = await work.titles.find(watched.target.media_id)
        if title is None:
            raise MediaNotFound(f"no title has the id {watched.target.media_id}")
        places = await _places(work, title, watched.target, now)
        unseen = await _unseen(work, command, watched, title, places)
        if watched.target.names_several(title.kind) and watched.only_unseen:
            unseen = [place for place in unseen if (title.media_id, place) not in stated]
        stated |= {(title.media_id, place) for place in unseen}
        already_seen += len(places) - len(unseen)
        plays += [_new_play(watched, place, now) for place in unseen]
    recorded = (await append(work, command.user_id, plays=plays, now=now)).plays
    media_ids = tuple(dict.fromkeys(watched.target.media_id for watched in command.watched))
    shown = tuple(play.play_id for play in recorded[:MOST_SHOWN])
    return Recorded(len(recorded), already_seen, shown, media_ids)


async def _places(work: UnitOfWork, title: Title, target: Target, now: datetime) -> Sequence[EpisodeNumber | None]:
    """Return the episodes that a target names, in order; null for a movie."""
    if title.kind == "movie":
        if target.season is not None or target.episode is not None:
            raise SeasonNotAllowed("season: a movie has neither seasons nor episodes")
        return [None]
    if target.season is not None and target.episode is not None:
        (await work.titles.seasons(title)).check({target.season: target.episode}, "episode")
        return [EpisodeNumber(target.season, target.episode)]
    if target.season is not None:
        (await work.titles.seasons(title)).check({target.season: 0}, "season")
    ended = title.facts.ended if title.facts else False
    aired = aired_episodes(await work.titles.episodes(title.media_id), ended=ended, now=now)
    chosen = [place for place in aired if target.season in (None, place.season)]
    if not chosen:
        part = "the show" if target.season is None else f"season {target.season}"
        raise NothingAired(f"season: no regular episode of {part} is known to have aired")
    return chosen


async def _unseen(
    work: UnitOfWork,
    command: RecordWatched,
    watched: Watched,
    title: Title,
    places: Sequence[EpisodeNumber | None],
) -> Sequence[EpisodeNumber | None]:
    """Return the episodes without those that were seen in the current run; what is named singly was watched again."""
    if not watched.only_unseen or not watched.target.names_several(title.kind):
        return places
    show = (await work.titles.shows([title]))[title.media_id]
    items = await work.journal.items(command.user_id, [title.media_id])
    runs = summarize(title.kind, items.get(title.media_id, []), show).runs
    return [place for place in places if place is not None and not (runs and runs[-1].covers(place))]


def _new_play(watched: Watched, place: EpisodeNumber | None, now: datetime) -> NewPlay:
    return NewPlay(
        media_id=watched.target.media_id,
        place=place,
        watched_at=watched.time.stored(now),
        precision=watched.time.precision,
        duration_seconds=watched.duration_seconds,
    )
