"""Titles and seasons as lists show them, kept in memory: a page reads which versions it needs, and only new ones.

Postgres marks every version of a row with the transaction that wrote it (`xmin`). Parts of seasons are never deleted,
and replaced by newer versions only, so that the sum of their versions grows with every change. A kept title is valid
while both are those that were read: nothing has to be invalidated.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, any_, bindparam, cast, func, literal_column, select
from sqlalchemy import Uuid as UuidType

from chassis.storage.kept_values import KeptValues
from chassis.storage.reads import CompiledRead, ReadPool, Record
from library.domain.entries.progress import EpisodeNumber
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.seasons import complete_seasons, episode_details, episode_numbers, to_seasons
from library.infrastructure.titles.tables import CARD, season_parts, titles

MOST_PARTS: Final = 60_000
"""How many titles, episodes and details of episodes are kept: about 30 MB."""

Key: TypeAlias = tuple[UUID, int | None, str | None]
"""The id of a title, the version of its row, and that of its seasons; null is no row."""

_MEDIA_IDS: Final = bindparam("media_ids", type_=ARRAY(UuidType))
_VERSION: Final[ColumnElement[int]] = literal_column("titles.xmin", Integer).label("title_version")
_TITLES: Final = CompiledRead(select(*CARD, _VERSION).where(titles.c.media_id == any_(_MEDIA_IDS)))
_PARTS: Final = ("season_id", "media_id", "number", "version", "parts", "episodes")
_NUMBERS: Final = CompiledRead(
    select(*(season_parts.c[name] for name in _PARTS)).where(season_parts.c.media_id == any_(_MEDIA_IDS))
)
_EPISODES: Final = CompiledRead(
    select(*(season_parts.c[name] for name in (*_PARTS, "details"))).where(season_parts.c.media_id == any_(_MEDIA_IDS))
)


def key_columns(media_id: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return the columns of a title's key, in a query that is joined with `titles`."""
    seasons = (
        select(cast(func.sum(season_parts.c.version), Text))
        .where(season_parts.c.media_id == media_id)
        .scalar_subquery()
    )
    return [media_id.label("title_id"), _VERSION, seasons.label("seasons_version")]


@dataclass(frozen=True, slots=True)
class CachedTitle:
    """A title, null while it is not imported, and the seasons that are known of it."""

    key: Key
    title: Title | None = None
    seasons: Seasons = field(default_factory=Seasons)
    episodes: Mapping[EpisodeNumber, EpisodeDetails] | None = None
    """The details of the episodes of complete seasons; null when they were not read."""
    places: Mapping[int, EpisodeNumber] = field(default_factory=dict)
    """The present numbers of episodes by their ids at TMDB."""

    @property
    def parts(self) -> int:
        """How much is kept: the title, its episodes and their details."""
        return 1 + sum(map(len, self.seasons.episodes.values())) + 2 * len(self.episodes or ())


class TitleCache:
    """The titles that were read; when they are too many, those that were read first are forgotten."""

    def __init__(self, reads: ReadPool, *, most_parts: int = MOST_PARTS) -> None:
        self._reads = reads
        self._titles: KeptValues[UUID, CachedTitle] = KeptValues(most_parts, size_of=lambda title: title.parts)

    async def titles(self, rows: Sequence[Record], *, detailed: bool = False) -> list[CachedTitle]:
        """Return the titles of rows with the columns of keys, with the details of episodes on request.

        What is not kept is read by two statements at most.
        """
        keys: list[Key] = [(row["title_id"], row["title_version"], row["seasons_version"]) for row in rows]
        cached = [self._titles.get(key[0]) for key in keys]
        current = [
            title if title is not None and title.key == key and (not detailed or title.episodes is not None) else None
            for key, title in zip(keys, cached, strict=True)
        ]
        missing = {key[0]: key for key, title in zip(keys, current, strict=True) if title is None}
        read = await self._read(missing, detailed=detailed) if missing else {}
        return [title or read[key[0]] for key, title in zip(keys, current, strict=True)]

    async def _read(self, missing: Mapping[UUID, Key], *, detailed: bool) -> dict[UUID, CachedTitle]:
        ids = [media_id for media_id, (_, title, _) in missing.items() if title is not None]
        shows = [media_id for media_id, (_, _, seasons) in missing.items() if seasons is not None]
        rows = await self._reads.fetch(_TITLES, {"media_ids": ids}) if ids else []
        by_id = {row["media_id"]: row for row in rows}
        read = _EPISODES if detailed else _NUMBERS
        parts: dict[UUID, list[Record]] = defaultdict(list)
        for part in await self._reads.fetch(read, {"media_ids": shows}) if shows else []:
            parts[part["media_id"]].append(part)
        cached = {
            media_id: _cached(media_id, by_id.get(media_id), parts.get(media_id, ()), detailed=detailed)
            for media_id in missing
        }
        for media_id, title in cached.items():
            self._titles.keep(media_id, title)
        return cached


def _cached(media_id: UUID, row: Record | None, parts: Sequence[Record], *, detailed: bool) -> CachedTitle:
    title = None if row is None or row["facts_version"] is None else to_title(row)
    complete = complete_seasons(parts)
    version = str(sum(part["version"] for part in parts)) if parts else None
    key = media_id, None if row is None else row["title_version"], version
    seasons = to_seasons(title, episode_numbers(complete))
    if not detailed:
        return CachedTitle(key, title, seasons)
    episodes = episode_details(chain.from_iterable(complete))
    places = {episode.source_id: place for place, episode in episodes.items() if episode.source_id is not None}
    return CachedTitle(key, title, seasons, episodes, places)
