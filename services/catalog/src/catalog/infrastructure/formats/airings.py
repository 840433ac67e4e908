"""When the regular episodes of a show air, as one value, of which a request finds the last and the next one.

Each episode has `EPISODE`, in the order of `starts_at`, season and number: the instant in microseconds since 1970, the
season, the number, the local day in days since 1970 or `NO_DAY`, and whether it airs on a day without a time.
`writing/airings.py` builds the same bytes in SQL.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from typing import Final

from catalog.domain.airing import DAY_ENDS_AFTER
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import AiredEpisode

EPISODE: Final = Struct(">qiiiB")
NO_DAY: Final = -(2**31) + 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY_ENDS_AFTER: Final = DAY_ENDS_AFTER // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Position:
    """Where a show is at an instant."""

    aired: AiredEpisode | None
    """The last regular episode that has aired."""
    next_day: date | None
    """The UTC day of the next one."""
    changes_at: datetime | None
    """When the next episode counts as aired."""


NOWHERE: Final = Position(None, None, None)


def position_at(airings: bytes | None, now: datetime) -> Position:
    """Return the last episode that has aired at `now`, and the next one."""
    if not airings:
        return NOWHERE
    instant = (now - _EPOCH) // _MICROSECOND
    begun = _first_after(airings, instant)
    last = begun - EPISODE.size
    while last >= 0 and _aired_at(airings, last) > instant:
        last -= EPISODE.size
    # Days that began earlier have ended; of those that began later, the first that has not aired is the next.
    coming = _first_after(airings, instant - _DAY_ENDS_AFTER)
    while coming < len(airings) and _aired_at(airings, coming) <= instant:
        coming += EPISODE.size
    aired = None if last < 0 else _episode(airings, last)
    if coming >= len(airings):
        return Position(aired, None, None)
    changes_at = _next_to_air(airings, coming, instant)
    return Position(aired, _instant(_starts_at(airings, coming)).date(), _instant(changes_at))


def _next_to_air(airings: bytes, coming: int, instant: int) -> int:
    """Return the first time after an instant at which an episode counts as aired, the first coming one at the latest.

    A day counts when it has ended, so an episode that starts later may air before it.
    """
    earliest, at = _aired_at(airings, coming), coming + EPISODE.size
    while at < len(airings) and _starts_at(airings, at) < earliest:
        aired_at = _aired_at(airings, at)
        if instant < aired_at < earliest:
            earliest = aired_at
        at += EPISODE.size
    return earliest


def _first_after(airings: bytes, instant: int) -> int:
    """Return the place of the first episode that starts after an instant."""
    low, high = 0, len(airings) // EPISODE.size
    while low < high:
        middle = (low + high) // 2
        if _starts_at(airings, middle * EPISODE.size) <= instant:
            low = middle + 1
        else:
            high = middle
    return low * EPISODE.size


def _starts_at(airings: bytes, at: int) -> int:
    return int.from_bytes(airings[at : at + 8], "big", signed=True)


def _aired_at(airings: bytes, at: int) -> int:
    return _starts_at(airings, at) + (_DAY_ENDS_AFTER if airings[at + EPISODE.size - 1] else 0)


def _episode(airings: bytes, at: int) -> AiredEpisode:
    starts, season, number, local, _ = EPISODE.unpack_from(airings, at)
    day = _instant(starts).date() if local == NO_DAY else date.fromordinal(local + _FIRST_DAY)
    return AiredEpisode(EpisodeNumber(season, number), day, _instant(_aired_at(airings, at)))


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
