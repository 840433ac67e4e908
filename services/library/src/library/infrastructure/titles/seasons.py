"""Reading seasons: a season is known when its newest version is complete."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.show import Show
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title
from library.infrastructure.titles.detail_rows import to_episodes
from library.infrastructure.titles.tables import season_parts

Part: TypeAlias = Any
"""A row of `season_parts`, of SQLAlchemy or of the driver: columns by name."""


def episode_numbers(seasons: Iterable[Sequence[Part]]) -> dict[UUID, dict[int, tuple[int, ...]]]:
    """Return by title and season the numbers of the episodes of complete seasons."""
    titles: dict[UUID, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for season in seasons:
        numbers = tuple(sorted({number for row in season for number in row["episodes"]}))
        if numbers:
            titles[season[0]["media_id"]][season[0]["number"]] = numbers
    return titles


async def read_episode_details(
    connection: AsyncConnection, media_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[EpisodeNumber, EpisodeDetails]]:
    """Return by title the details of the episodes of its complete seasons: one query by index."""
    details: dict[UUID, dict[EpisodeNumber, EpisodeDetails]] = defaultdict(dict)
    for season in await _complete(connection, media_ids, season_parts.c.episodes, season_parts.c.details):
        details[season[0]["media_id"]] |= episode_details(season)
    return details


def episode_details(parts: Iterable[Part]) -> dict[EpisodeNumber, EpisodeDetails]:
    """Return the details of the episodes of parts; a part of an older release has their numbers only."""
    details: dict[EpisodeNumber, EpisodeDetails] = {}
    for part in parts:
        documents = part["details"]
        if isinstance(documents, str):
            # The driver itself returns JSON as text.
            documents = orjson.loads(documents)
        episodes = to_episodes(documents or [{"number": number} for number in part["episodes"]])
        details |= {EpisodeNumber(part["number"], episode.number): episode for episode in episodes}
    return details


async def _complete(
    connection: AsyncConnection, media_ids: Collection[UUID], *columns: ColumnElement[Any]
) -> list[list[Part]]:
    """Return the parts of the newest version of each season that is complete."""
    if not media_ids:
        return []
    keys = [season_parts.c[name] for name in ("season_id", "media_id", "number", "version", "parts")]
    rows = await connection.execute(select(*keys, *columns).where(is_among(season_parts.c.media_id, media_ids)))
    return complete_seasons(rows.mappings())


def complete_seasons(parts: Iterable[Part]) -> list[list[Part]]:
    """Return the parts of the newest version of each season that is complete."""
    seasons: dict[UUID, list[Part]] = defaultdict(list)
    for part in parts:
        seasons[part["season_id"]].append(part)
    newest = {key: max(part["version"] for part in versions) for key, versions in seasons.items()}
    current = [[part for part in versions if part["version"] == newest[key]] for key, versions in seasons.items()]
    return [season for season in current if len(season) == season[0]["parts"]]


async def read_shows(connection: AsyncConnection, titles: Collection[Title]) -> dict[UUID, Show]:
    """Return by id what journals of titles are read against; a movie has no episodes and costs no query."""
    columns = season_parts.c.episodes, season_parts.c.source_ids
    parts: dict[UUID, list[Part]] = defaultdict(list)
    for season in await _complete(connection, [title.media_id for title in titles if title.kind == "show"], *columns):
        parts[season[0]["media_id"]] += season
    return {title.media_id: _show(title, parts.get(title.media_id, [])) for title in titles}


def _show(title: Title, parts: Collection[Part]) -> Show:
    numbers: dict[int, set[int]] = defaultdict(set)
    source_ids: dict[EpisodeNumber, int] = {}
    for part in parts:
        numbers[part["number"]].update(part["episodes"])
        ids = zip(part["episodes"], part["source_ids"] or (), strict=False)
        source_ids |= {EpisodeNumber(part["number"], number): source_id for number, source_id in ids if source_id}
    facts = title.facts
    return Show(
        seasons=Seasons(
            frozenset(facts.listed_seasons if facts else ()),
            {season: tuple(sorted(episodes)) for season, episodes in sorted(numbers.items()) if episodes},
        ),
        source_ids=source_ids,
        last_listed=facts.last_listed if facts else None,
        ended=facts.ended if facts else False,
    )


def to_seasons(title: Title | None, episodes: Mapping[UUID, Mapping[int, tuple[int, ...]]]) -> Seasons:
    """Return the seasons of a title from its own list and the episodes of `episode_numbers`."""
    if title is None:
        return Seasons()
    listed = frozenset(title.facts.listed_seasons) if title.facts else frozenset()
    return Seasons(listed, episodes.get(title.media_id, {}))
