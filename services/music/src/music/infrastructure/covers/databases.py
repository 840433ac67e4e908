"""Pictures of databases, and those that administrators choose, in Postgres, in the caller's transaction."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.enrichment.fields import EntityKind
from music.infrastructure.covers.queries import file_portrait
from music.infrastructure.covers.saving import save_shown
from music.infrastructure.covers.tables import album_covers, artist_portraits
from music.infrastructure.library.tables import albums, artists

_ROWS: Final = {EntityKind.ALBUM: (album_covers, albums), EntityKind.ARTIST: (artist_portraits, artists)}


class SqlEntityPictures:
    """Reads and writes pictures of albums and artists that no file shows."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def own(self, kind: EntityKind, entity_id: UUID) -> str | None:
        """Read by the id."""
        if kind is EntityKind.ALBUM:
            shown = func.coalesce(album_covers.c.own_picture_id, album_covers.c.picture_id)
            query = select(shown).where(album_covers.c.album_id == entity_id)
        else:
            chosen = select(artist_portraits.c.own_picture_id).where(artist_portraits.c.artist_id == artists.c.id)
            shown = func.coalesce(chosen.correlate(artists).scalar_subquery(), file_portrait(None))
            query = select(shown).where(artists.c.id == entity_id)
        picture: str | None = await self._connection.scalar(query)
        return picture

    async def keep(self, kind: EntityKind, entity_id: UUID, picture_id: str | None) -> None:
        """Insert or replace a row."""
        await self._save(kind, entity_id, "database_picture_id", picture_id)

    async def choose(self, kind: EntityKind, entity_id: UUID, picture_id: str | None) -> None:
        """Insert or replace a row."""
        await self._save(kind, entity_id, "own_picture_id", picture_id)

    async def _save(self, kind: EntityKind, entity_id: UUID, column: str, picture_id: str | None) -> None:
        table, entities = _ROWS[kind]
        there = select(entities.c.id).where(entities.c.id == entity_id)
        await save_shown(self._connection, table, there, {column: picture_id}, f"{kind}_id")
