"""Titles and seasons within one transaction.

Each part of a season keeps its newest version, so parts may come in any order, twice, or never.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, is_among, upsert_newer_parts
from chassis.storage.statements import Statement
from library.application.change_keys import KEYS
from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.show import Show
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title
from library.infrastructure.titles.detail_rows import to_details_row, to_episode_documents
from library.infrastructure.titles.rows import to_title, to_title_row
from library.infrastructure.titles.seasons import read_episode_details, read_shows
from library.infrastructure.titles.tables import CARD, season_parts, titles

_PARTS: Final = {
    "facts_version": (
        "name",
        "poster_path",
        "release_date",
        "gone_at",
        "successor_id",
        "ended",
        "listed_seasons",
        "last_season",
        "last_episode",
        *to_details_row(None),
    ),
    "standing_version": ("ratingo_score",),
    "slug_version": ("slug",),
}
_COLUMNS: Final = [column.name for column in titles.c]
_MERGE: Final = Statement(upsert_newer_parts(titles, _COLUMNS, _PARTS))
_PART_COLUMNS: Final = [column.name for column in season_parts.c]
_SAVE_PARTS: Final = Statement(
    upsert_newer_parts(
        season_parts,
        _PART_COLUMNS,
        {"version": ("parts", "media_id", "number", "episodes", "last_episode", "details", "source_ids")},
    )
)


class SqlTitles:
    """Titles and seasons in the caller's transaction.

    A use case and the journal that it writes to read the same titles: what was read is kept until the transaction ends,
    or writes titles itself.
    """

    def __init__(self, connection: AsyncConnection, changed: Callable[..., None] = lambda *_: None) -> None:
        """Create the store; `changed` receives the keys of responses that change with what is written."""
        self._connection = connection
        self._changed = changed
        self._titles: dict[UUID, Title] = {}
        self._shows: dict[tuple[UUID, str], Show] = {}

    async def merge(self, updates: Sequence[Title]) -> None:
        """Write all rows in one statement, in the order of their ids, which avoids deadlocks between two batches."""
        if not updates:
            return
        self._forget()
        rows = [to_title_row(title) for title in sorted(updates, key=lambda title: title.media_id)]
        await _MERGE(self._connection, arrays_of(titles, _COLUMNS, rows))
        self._changed(KEYS.titles)

    async def save_season_parts(self, parts: Sequence[UpdateSeasonPart]) -> None:
        """Write all parts in one statement, in the order of their keys; one that is not newer changes nothing."""
        if not parts:
            return
        self._forget()
        rows = [
            {
                "season_id": part.season_id,
                "part": part.part,
                "parts": part.parts,
                "media_id": part.media_id,
                "number": part.number,
                "version": part.version,
                "episodes": part.numbers,
                "last_episode": max(part.numbers, default=None),
                "details": to_episode_documents(part.episodes),
                "source_ids": _source_ids(part),
            }
            for part in parts
        ]
        await _SAVE_PARTS(self._connection, arrays_of(season_parts, _PART_COLUMNS, rows))

    async def find(self, media_id: UUID) -> Title | None:
        """Read a title by primary key, if it has facts."""
        query = select(titles).where(titles.c.media_id == media_id, titles.c.facts_version.is_not(None))
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_title(row)

    async def find_all(self, media_ids: Collection[UUID]) -> dict[UUID, Title]:
        """Read titles by primary key, without their details."""
        unread = [media_id for media_id in media_ids if media_id not in self._titles]
        if unread:
            query = select(*CARD).where(is_among(titles.c.media_id, unread), titles.c.facts_version.is_not(None))
            rows = (await self._connection.execute(query)).mappings()
            self._titles |= {row["media_id"]: to_title(row) for row in rows}
        return {media_id: self._titles[media_id] for media_id in media_ids if media_id in self._titles}

    async def shows(self, of: Collection[Title]) -> dict[UUID, Show]:
        """Read the seasons of all shows in one query by index."""
        unread = [title for title in of if (title.media_id, title.kind) not in self._shows]
        kinds = {title.media_id: title.kind for title in unread}
        for media_id, show in (await read_shows(self._connection, unread)).items():
            self._shows[media_id, kinds[media_id]] = show
        return {title.media_id: self._shows[title.media_id, title.kind] for title in of}

    async def episodes(self, media_id: UUID) -> Mapping[EpisodeNumber, EpisodeDetails]:
        """Read the seasons of a show by index."""
        return (await read_episode_details(self._connection, [media_id])).get(media_id, {})

    async def seasons(self, title: Title) -> Seasons:
        """Read the seasons of a show by index."""
        return (await self.shows([title]))[title.media_id].seasons

    def _forget(self) -> None:
        self._titles.clear()
        self._shows.clear()


def _source_ids(part: UpdateSeasonPart) -> list[int]:
    """Return TMDB's ids of the episodes, in the order of their numbers; 0 is unknown."""
    ids = {episode.number: episode.source_id for episode in part.episodes}
    return [ids[number] or 0 for number in part.numbers]
