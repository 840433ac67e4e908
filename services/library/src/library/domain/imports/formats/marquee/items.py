"""Plays and marks of an export: checked as any input, and otherwise taken as they are.

The title of an item is that of its row.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.limits import (
    FIRST_YEAR,
    LARGEST_EPISODE,
    LARGEST_SEASON,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_TAGS,
)
from library.domain.imports.rows import Recorded
from library.domain.imports.values import InvalidValue, Json, episode_of, season_of, uuid_of, whole
from library.domain.plays.fold import REPLACE, SEASONS, STATES
from library.domain.plays.items import JsonValue, MarkKind, NewMark, NewPlay, Precision, own_key

LONGEST_PLAY: Final = 604_800
"""Seconds that a play may have lasted: a week."""
LARGEST_SOURCE_ID: Final = 2**53

_EARLIEST: Final = date(FIRST_YEAR, 1, 1)
_NO_TITLE: Final = UUID(int=0)
_AHEAD: Final = timedelta(days=1)
ORIGIN: Final = re.compile(r"[a-z0-9][a-z0-9:._-]{0,63}")
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_KNOWN: Final[tuple[Precision, ...]] = ("instant", "day", "year")
_MOST_CAUSES: Final = 20
_MOST_SEASONS: Final = 1_000


class ItemReader:
    """Reads items of one file; they are at most a day ahead of `now`, whatever the clock that wrote them."""

    def __init__(self, now: datetime) -> None:
        self._latest = now + _AHEAD

    def play(self, entry: Json) -> Recorded:
        """Return a play; raise InvalidValue."""
        season, episode = season_of(entry.get("season")), episode_of(entry.get("episode"))
        if (season is None) is not (episode is None):
            raise InvalidValue("invalid_episode", "episode", "season and episode must be stated both or neither")
        watched_at = self.time(entry, "watchedAt")
        precision = next((name for name in _KNOWN if name == entry.get("precision")), None)
        if watched_at is not None and precision is None:
            raise InvalidValue("invalid_value", "precision", f"precision must be {', '.join(_KNOWN[:-1])} or year")
        play = NewPlay(
            media_id=_NO_TITLE,
            place=None if season is None or episode is None else EpisodeNumber(season, episode),
            watched_at=watched_at,
            precision=precision if watched_at and precision else "unknown",
            duration_seconds=whole(entry.get("durationSeconds"), "durationSeconds", 0, LONGEST_PLAY),
            origin=_origin(entry),
            key=_key(entry),
            causation=_causation(entry.get("causation")),
            at=self.time(entry, "at") or watched_at,
        )
        return Recorded(play, whole(entry.get("tmdbEpisodeId"), "tmdbEpisodeId", 1, LARGEST_SOURCE_ID))

    def mark(self, entry: Json) -> Recorded:
        """Return a mark; raise InvalidValue."""
        kind = next((name for name in _VALUES if name == entry.get("kind")), None)
        if kind is None:
            raise InvalidValue("invalid_value", "kind", f"kind must be one of {', '.join(_VALUES)}")
        season, episode = season_of(entry.get("season")), episode_of(entry.get("episode"))
        if season is None and episode is not None:
            raise InvalidValue("invalid_episode", "season", "season must be stated with an episode")
        return Recorded(
            NewMark(
                media_id=_NO_TITLE,
                kind=kind,
                value=_VALUES[kind](entry.get("value")),
                season=season,
                episode=episode,
                origin=_origin(entry),
                key=_key(entry),
                at=self.time(entry, "at"),
            )
        )

    def time(self, entry: Json, field: str) -> datetime | None:
        """Return the time of a member, null when it is missing; raise InvalidValue."""
        value = entry.get(field)
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else None
            at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC) if at else None
        except (ValueError, OverflowError):
            at = None
        if at is None or at.date() < _EARLIEST or at > self._latest:
            message = f"{field} must be an ISO time from {_EARLIEST} to today"
            raise InvalidValue("invalid_date", field, message)
        return at


def _origin(entry: Json) -> str:
    value = entry.get("origin")
    if not isinstance(value, str) or not ORIGIN.fullmatch(value):
        raise InvalidValue("invalid_value", "origin", "origin must be a word such as api or scrobble:jellyfin")
    return value


def _key(entry: Json) -> str:
    value = entry.get("key")
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    identifier = uuid_of(entry.get("id"), "id") if value is None else None
    if identifier is None:
        raise InvalidValue("invalid_value", "key", "key must have 1 to 255 visible characters of ASCII")
    return own_key(identifier)


def _causation(value: object) -> Mapping[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) > _MOST_CAUSES:
        raise InvalidValue("invalid_value", "causation", f"causation must be an object of at most {_MOST_CAUSES} texts")
    return {text_within(name, "causation", 100): text_within(text, "causation", 500) for name, text in value.items()}


def _state(value: object) -> JsonValue:
    state = next((name for name in STATES if name == value), None)
    if state is None:
        raise InvalidValue("invalid_state", "value", f"value must be a state: {', '.join(STATES)}")
    return state


def _progress(value: object) -> JsonValue:
    progress = Json(value)
    seasons = progress.get(SEASONS)
    if not isinstance(seasons, dict) or len(seasons) > _MOST_SEASONS:
        raise InvalidValue("invalid_value", "value", f"value must have {SEASONS}, at most {_MOST_SEASONS} of them")
    numbers: dict[str, JsonValue] = {}
    for name, last in seasons.items():
        season = whole(name, "value", 0, LARGEST_SEASON)
        numbers[str(season)] = None if last is None else whole(last, "value", 0, LARGEST_EPISODE)
    return {SEASONS: numbers, REPLACE: progress.get(REPLACE) is True}


def _rating(value: object) -> JsonValue:
    return None if value is None else whole(value, "value", 0, 100)


def _notes(value: object) -> JsonValue:
    return None if value is None else text_within(value, "value", LONGEST_NOTE)


def _tags(value: object) -> JsonValue:
    tags = value if isinstance(value, list) else []
    if not isinstance(value, list) or len(tags) > MOST_TAGS:
        raise InvalidValue("invalid_value", "value", f"value must be an array of at most {MOST_TAGS} tags")
    return [text_within(tag, "value", LONGEST_TAG) for tag in tags]


def _nothing(_: object) -> JsonValue:
    return None


def text_within(value: object, field: str, longest: int) -> str:
    """Return a text as it is, spaces included; raise InvalidValue."""
    if not isinstance(value, str) or len(value) > longest or _UNSTORABLE.search(value):
        raise InvalidValue("invalid_value", field, f"{field} must be a text of at most {longest} characters")
    return value


_VALUES: Final[Mapping[MarkKind, Callable[[object], JsonValue]]] = {
    "state": _state,
    "progress": _progress,
    "rating": _rating,
    "notes": _notes,
    "tags": _tags,
    "rewatch": _nothing,
}
