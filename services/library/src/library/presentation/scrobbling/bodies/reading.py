"""Reading values of bodies whose types are not certain: a value of another type is null, and nothing raises."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from library.domain.positions.position import Device
from library.domain.scrobbling.scrobble import MAX_EPISODES, NO_IDS, UNKNOWN_DEVICE, Ignored, ProviderIds, Subject

LONGEST_SECONDS: Final = 1_000_000
MAX_ID: Final = 2_147_483_647
MAX_NUMBER: Final = 100_000
TICKS: Final = 10_000_000
"""Ticks of Jellyfin and Emby per second."""
NAME_CHARS: Final = 500
ID_CHARS: Final = 200

_IMDB: Final = re.compile(r"tt\d{5,12}")
_UNSTORABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}")


class BodyInvalid(Exception):
    """A body from which no report can be read: the field and the rule that it breaks."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


def member(value: object, name: str) -> Any:
    """Return a member of an object in any spelling of its case, or null."""
    if not isinstance(value, Mapping):
        return None
    if name in value:
        return value[name]
    folded = name.casefold()
    return next((item for key, item in value.items() if isinstance(key, str) and key.casefold() == folded), None)


def text(value: object, limit: int = NAME_CHARS) -> str | None:
    """Return a text without what no table can store, or null when nothing is left."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and abs(value) > 10**18:
        return None
    cleaned = _UNSTORABLE.sub(" ", str(value)).strip()[:limit].strip()
    return cleaned or None


def identifier(value: object) -> str | None:
    """Return the id of something at its source."""
    return text(value, ID_CHARS)


def number(value: object, highest: int = MAX_NUMBER) -> int | None:
    """Return a whole number from 0 on, also of a text; null for any other value and above `highest`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and abs(value) < 10**18 else None
    elif isinstance(value, str):
        stripped = value.strip()
        value = int(stripped) if stripped.isascii() and _INTEGER.fullmatch(stripped) else None
    return value if isinstance(value, int) and 0 <= value <= highest else None


def seconds(value: object, per_second: int = 1) -> int | None:
    """Return a duration in seconds from a number of units."""
    units = number(value, LONGEST_SECONDS * per_second)
    return None if units is None else units // per_second


def flag(value: object) -> bool:
    """Return whether a value states yes; templates write booleans as texts."""
    return value is True or (isinstance(value, str) and value.strip().casefold() in ("true", "1", "yes"))


def year(value: object) -> int | None:
    """Return a year, also of a date."""
    if isinstance(value, str) and len(value) > 4 and value[4] == "-":
        value = value[:4]
    count = number(value, 2200)
    return count if count is not None and count >= 1870 else None


def moment(value: object) -> datetime | None:
    """Return a time in UTC from ISO 8601 or seconds since the epoch; one without a zone is in UTC."""
    if isinstance(value, int | float):
        epoch = number(value, 4_102_444_800)
        return datetime.fromtimestamp(epoch, UTC) if epoch else None
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        return None
    try:
        time = datetime.fromisoformat(_FRACTION.sub(r"\1", value.strip()))
        time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return time if 1990 <= time.year <= 2200 else None


def provider_ids(values: object) -> ProviderIds:
    """Return the ids of an object whose members are named after providers."""
    return ids_of(imdb=member(values, "imdb"), tmdb=member(values, "tmdb"), tvdb=member(values, "tvdb"))


def ids_of(*, imdb: object = None, tmdb: object = None, tvdb: object = None) -> ProviderIds:
    """Return ids that have the form of their provider."""
    of_imdb = identifier(imdb)
    ids = ProviderIds(
        imdb=of_imdb if of_imdb and _IMDB.fullmatch(of_imdb) else None,
        tmdb=number(tmdb, MAX_ID) or None,
        tvdb=number(tvdb, MAX_ID) or None,
    )
    return ids or NO_IDS


def device(device_id: object, name: object) -> Device:
    """Return the device of a report."""
    called = text(name, 100)
    own = identifier(device_id) or called
    return Device(own, called) if own else UNKNOWN_DEVICE


def episodes(first: object, last: object = None) -> tuple[int, ...]:
    """Return the episodes of a file, in order; a range that is no range counts as its first episode."""
    begin = number(first)
    if begin is None:
        return ()
    end = number(last)
    if end is None or not begin < end < begin + MAX_EPISODES:
        return (begin,)
    return tuple(range(begin, end + 1))


def items(value: object, limit: int = 50) -> Sequence[Any]:
    """Return the items of a list, at most `limit`; any other value has none."""
    return value[:limit] if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class ItemFields:
    """Where a body of Emby or Jellyfin has the names and numbers of its item, for errors."""

    name: str
    series: str
    episode: str


def subject_of(
    kind: str | None,
    fields: ItemFields,
    *,
    ids: ProviderIds,
    movie: tuple[str | None, int | None],
    series: tuple[str | None, int | None],
    season: int | None,
    numbers: tuple[int, ...],
) -> Subject | Ignored:
    """Return the movie or episode of an item of Emby or Jellyfin; `movie` and `series` are names with years.

    Raise BodyInvalid for one that cannot be found.
    """
    if kind == "Movie":
        name, released = movie
        if name is None and not ids:
            raise BodyInvalid(fields.name, "a movie needs a name or an id")
        return Subject("movie", name or "", released, ids)
    if kind != "Episode":
        return Ignored(f"{kind or 'an item without type'} is neither a movie nor an episode")
    show, started = series
    if show is None:
        raise BodyInvalid(fields.series, "is required for an episode")
    if (season is None or not numbers) and not ids:
        raise BodyInvalid(fields.episode, "season and episode are required for an episode")
    return Subject("show", show, started, episode_ids=ids, season=season, episodes=numbers)
