"""How far a show has aired, by its episodes and by its own record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalog.domain.airing import day_ends_at, last_ended_day
from catalog.domain.cards import EpisodeNumber


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """The last regular episode that has aired, and the next day on which one airs."""

    last_episode: EpisodeNumber | None
    last_aired_at: datetime | None
    """From when the last episode counts as aired."""
    last_air_date: date | None
    next_air_date: date | None
    ended: bool = False
    """Whether no further episode will be made, by the show's record."""


@dataclass(frozen=True, slots=True)
class AiredEpisode:
    """An episode that has aired: its position, its day, and the instant from which it counts as aired."""

    number: EpisodeNumber
    air_date: date
    aired_at: datetime

    @property
    def day(self) -> date:
        """The UTC day of an instant, else the day itself."""
        return self.air_date if self.aired_at == day_ends_at(self.air_date) else self.aired_at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class ShowRecord:
    """The air dates in the show's own record."""

    last_air_date: date | None = None
    next_air_date: date | None = None
    last_episode: EpisodeNumber | None = None
    last_episode_date: date | None = None
    ended: bool = False


def progress_of(aired: AiredEpisode | None, next_day: date | None, record: ShowRecord, now: datetime) -> ShowProgress:
    """Return a show's progress. `aired` is the last episode known to have aired, `next_day` the next episode's day.

    The last air date is the later one of the episodes and the record. When the record is later, some episodes are
    unknown, so none is named. A show without any aired episode takes the episode that its record names.
    """
    ended = last_ended_day(now)
    recorded = max(
        (day for day in (record.last_air_date, record.last_episode_date) if day is not None and day <= ended),
        default=None,
    )
    last, last_day, aired_at = None, recorded, None
    if aired is not None:
        last_day = aired.day if recorded is None else max(aired.day, recorded)
        if recorded is None or recorded <= max(aired.day, aired.air_date):
            last, aired_at = aired.number, aired.aired_at
    elif recorded is not None and recorded == record.last_episode_date and record.last_episode is not None:
        last, aired_at = record.last_episode, day_ends_at(recorded)
    if next_day is None:
        next_day = _announced((record.next_air_date, record.last_air_date), ended, aired)
    return ShowProgress(last, aired_at, last_day, next_day, record.ended)


def _announced(days: Iterable[date | None], ended: date, aired: AiredEpisode | None) -> date | None:
    """Return the first day of the record that has not ended, unless the last episode was that day's."""
    after = ended if aired is None else max(ended, aired.day, aired.air_date)
    return min((day for day in days if day is not None and day > after), default=None)
