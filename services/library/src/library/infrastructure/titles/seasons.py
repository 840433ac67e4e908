"""Reading seasons: a season is known when its newest version is complete."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from library.application.titles.commands import UpdateSeasonPart
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title
from library.infrastructure.titles.tables import season_parts


async def read_episodes(
    connection: AsyncConnection, media_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[int, tuple[int, ...]]]:
    """Return by title the episode numbers of its complete seasons: one query by index."""
    if not media_ids:
        return {}
    rows = await connection.execute(select(season_parts).where(season_parts.c.media_id.in_(media_ids)))
    parts: dict[UUID, list[UpdateSeasonPart]] = defaultdict(list)
    for row in rows:
        parts[row.season_id].append(
            UpdateSeasonPart(
                row.season_id, row.part, row.parts, row.media_id, row.number, row.version, tuple(row.episodes)
            )
        )
    seasons: dict[UUID, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for versions in parts.values():
        newest = max(part.version for part in versions)
        current = [part for part in versions if part.version == newest]
        episodes = sorted({number for part in current for number in part.episodes})
        if episodes and len(current) == current[0].parts:
            seasons[current[0].media_id][current[0].number] = tuple(episodes)
    return seasons


async def read_seasons(connection: AsyncConnection, title: Title) -> Seasons:
    """Return what is known of one title's seasons; a movie has none and costs no query."""
    if title.kind == "movie":
        return Seasons()
    episodes = await read_episodes(connection, [title.media_id])
    return to_seasons(title, episodes)


def to_seasons(title: Title | None, episodes: Mapping[UUID, Mapping[int, tuple[int, ...]]]) -> Seasons:
    """Return the seasons of a title from its own list and the episodes of `read_episodes`."""
    if title is None:
        return Seasons()
    listed = frozenset(title.facts.listed_seasons) if title.facts else frozenset()
    return Seasons(listed, episodes.get(title.media_id, {}))
