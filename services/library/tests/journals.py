"""Journals for tests: items with times that count up."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.testing.clock import NOON
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import Item, JsonValue, Mark, MarkKind, Play
from library.domain.plays.show import Show
from library.domain.titles.seasons import Seasons

USER: Final = UUID(int=7)
TITLE: Final = UUID(int=1)


def day(number: int) -> datetime:
    """Return noon of a day."""
    return NOON + timedelta(days=number)


def play(
    season: int | None = None,
    episode: int | None = None,
    *,
    at: datetime | None = NOON,
    sequence: int = 0,
    source_id: int | None = None,
    duration_seconds: int | None = None,
) -> Play:
    """Return a play: of an episode, or of a movie; without `at` its time is unknown and it was recorded at noon."""
    return Play(
        play_id=UUID(int=1_000_000 + sequence),
        user_id=USER,
        media_id=TITLE,
        place=None if season is None or episode is None else EpisodeNumber(season, episode),
        source_id=source_id,
        watched_at=at,
        precision="unknown" if at is None else "instant",
        duration_seconds=duration_seconds,
        origin="api",
        key=None,
        batch_id=None,
        causation=None,
        at=at or NOON,
        sequence=sequence,
        recorded_at=NOON,
    )


def mark(
    kind: MarkKind,
    value: JsonValue = None,
    *,
    at: datetime = NOON,
    sequence: int = 0,
    season: int | None = None,
    episode: int | None = None,
) -> Mark:
    """Return a mark."""
    return Mark(
        mark_id=UUID(int=2_000_000 + sequence),
        user_id=USER,
        media_id=TITLE,
        kind=kind,
        value=value,
        season=season,
        episode=episode,
        origin="api",
        key=None,
        batch_id=None,
        at=at,
        sequence=sequence,
        recorded_at=NOON,
    )


def progress(seasons: dict[str, int | None], *, at: datetime = NOON, replace: bool = False) -> Mark:
    """Return a mark of progress."""
    return mark("progress", {"seasons": {**seasons}, "replace": replace}, at=at)


def show(*episodes: int, ended: bool = True, source_ids: dict[EpisodeNumber, int] | None = None) -> Show:
    """Return a show whose regular seasons have these numbers of episodes."""
    seasons = {number: tuple(range(1, count + 1)) for number, count in enumerate(episodes, 1)}
    return Show(Seasons(frozenset(seasons), seasons), source_ids or {}, ended=ended)


def journal(*items: Item) -> list[Item]:
    """Return items with the sequence in which they are given."""
    return [_numbered(item, number) for number, item in enumerate(items, 1)]


def _numbered(item: Item, sequence: int) -> Item:
    if isinstance(item, Play):
        return play(
            item.place.season if item.place else None,
            item.place.episode if item.place else None,
            at=item.watched_at,
            sequence=sequence,
            source_id=item.source_id,
            duration_seconds=item.duration_seconds,
        )
    return mark(item.kind, item.value, at=item.at, sequence=sequence, season=item.season, episode=item.episode)
