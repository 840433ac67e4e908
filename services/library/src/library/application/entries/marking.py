"""Marks of a title besides the fields of its entry: ratings of seasons and episodes, and rewatches."""

from dataclasses import dataclass
from datetime import datetime

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.entries.commands import WriteEntry
from library.application.entries.read_models import EntryItem
from library.application.entries.writing import write_marks
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.entry import Entry
from library.domain.errors import RewatchNotAllowed, SeasonNotAllowed
from library.domain.plays.items import NewMark
from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class PlaceToRate:
    """A season, or one of its episodes, and its rating; null removes the rating."""

    season: int
    episode: int | None
    rating: int | None


class RatePlace:
    """Rates a season or an episode."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: WriteEntry, place: PlaceToRate) -> EntryItem | None:
        """Return the entry after it; null when the removal of a rating leaves none.

        Raises MediaNotFound, AccountErased, EntryChanged, KeyReused, SeasonNotAllowed, SeasonUnknown and
        EpisodeUnknown.
        """

        async def marks(work: UnitOfWork, title: Title, before: Entry, now: datetime) -> list[NewMark]:
            if title.kind == "movie":
                raise SeasonNotAllowed("season: a movie has neither seasons nor episodes")
            ratings = {(rated.season, rated.episode): rated.rating for rated in before.place_ratings}
            if ratings.get((place.season, place.episode)) == place.rating:
                return []
            if place.rating is not None:
                field = "season" if place.episode is None else "episode"
                (await work.titles.seasons(title)).check({place.season: place.episode or 0}, field)
            return [
                NewMark(
                    media_id=title.media_id,
                    kind="rating",
                    value=place.rating,
                    season=place.season,
                    episode=place.episode,
                    at=before.next_time(now),
                )
            ]

        return await write_marks(self._units, command, self._clock.now(), marks)


class StartRewatch:
    """Begins another run through a show."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: WriteEntry) -> EntryItem | None:
        """Return the entry after it; a rewatch of which nothing was watched yet is not begun again.

        Raises MediaNotFound, AccountErased, EntryChanged, KeyReused and RewatchNotAllowed.
        """

        async def marks(_: UnitOfWork, title: Title, before: Entry, now: datetime) -> list[NewMark]:
            if title.kind == "movie":
                raise RewatchNotAllowed("a movie is watched again by another play")
            if before.runs == 0:
                raise RewatchNotAllowed("no episode of this show was watched yet")
            if before.runs > 1 and before.progress is None and before.state == "watching":
                return []
            return [NewMark(media_id=title.media_id, kind="rewatch", at=before.next_time(now))]

        return await write_marks(self._units, command, self._clock.now(), marks)
