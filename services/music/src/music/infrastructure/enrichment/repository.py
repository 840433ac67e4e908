"""What other databases state, in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from music.application.enrichment.ports import Check, ConflictFilter, Entity
from music.domain.enrichment.calls import CallState
from music.domain.enrichment.conflicts import Conflict
from music.domain.enrichment.fields import EntityKind, Field, Source
from music.domain.enrichment.record import Record
from music.infrastructure.enrichment.rows import (
    conflict_of,
    record_of,
    record_values,
    state_of,
)
from music.infrastructure.enrichment.tables import checks, conflicts, providers, records
from music.infrastructure.library.queries import artist_mbid
from music.infrastructure.library.tables import albums, artist_folders, artists

_NEWEST: Final = Keyset(By(conflicts.c.created_at), By(conflicts.c.id))
_TABLES: Final = {EntityKind.ARTIST: artists, EntityKind.ALBUM: albums}
_REFERENCES: Final = {EntityKind.ARTIST: records.c.artist_id, EntityKind.ALBUM: records.c.album_id}


class SqlMetadata:
    """Reads and writes records, look-ups and conflicts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def entity(self, kind: EntityKind, entity_id: UUID, *, lock: bool = False) -> Entity | None:
        """Read by the id; with `lock` insert an empty record first."""
        if lock and not await self._locked(kind, entity_id):
            return None
        query = _artist(entity_id) if kind is EntityKind.ARTIST else _album(entity_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        is_album = kind is EntityKind.ALBUM
        return Entity(
            kind=kind,
            id=entity_id,
            name=row["name"],
            tags_mbid=row["tags_mbid"],
            record=await self.record(entity_id),
            artist=row["artist_name"] if is_album else "",
            artist_mbid=row["artist_mbid"] if is_album else None,
            year=row["year"] if is_album else None,
            track_count=row["track_count"] if is_album else 0,
        )

    async def save(self, entity_id: UUID, record: Record, now: datetime) -> None:
        """Update the row."""
        values = record_values(record) | {"changed_at": now}
        await self._connection.execute(update(records).where(records.c.entity_id == entity_id).values(values))

    async def record(self, entity_id: UUID) -> Record:
        """Read by the id."""
        query = select(records).where(records.c.entity_id == entity_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Record() if row is None else record_of(row)

    async def checks(self, entity_id: UUID) -> Mapping[Source, Check]:
        """Read by the id."""
        query = select(checks.c.source, checks.c.checked_at, checks.c.until).where(checks.c.entity_id == entity_id)
        rows = await self._connection.execute(query)
        return {Source(row.source): Check(row.checked_at, row.until) for row in rows}

    async def note_check(self, entity_id: UUID, source: Source, check: Check, *, has_data: bool) -> None:
        """Insert or replace the row."""
        values = {"has_data": has_data, "checked_at": check.checked_at, "until": check.until}
        added = insert(checks).values(entity_id=entity_id, source=source, **values)
        await self._connection.execute(added.on_conflict_do_update(index_elements=["entity_id", "source"], set_=values))

    async def due(self, kind: EntityKind, sources: Collection[Source], now: datetime, limit: int) -> Sequence[UUID]:
        """Read by the index of when entities were added."""
        table = _TABLES[kind]
        counts = (checks.c.entity_id == table.c.id, checks.c.until > now)
        missing = [~exists().where(*counts, checks.c.source == source) for source in sources]
        query = (
            select(table.c.id)
            .where(or_(*missing), *_is_there(kind))
            .order_by(table.c.added_at.desc(), table.c.id.desc())
            .limit(limit)
        )
        return list((await self._connection.execute(query)).scalars())

    async def conflict(self, conflict_id: UUID, *, lock: bool = False) -> Conflict | None:
        """Read by the id."""
        query = select(conflicts).where(conflicts.c.id == conflict_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
        return None if row is None else conflict_of(row)

    async def conflicts_about(self, entity_id: UUID, field: Field, source: Source) -> Sequence[Conflict]:
        """Read by the index of entities."""
        query = (
            select(conflicts)
            .where(conflicts.c.entity_id == entity_id, conflicts.c.field == field, conflicts.c.source == source)
            .order_by(conflicts.c.resolved_at.desc().nulls_last())
        )
        return [conflict_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def save_conflict(self, conflict: Conflict) -> None:
        """Insert or replace the row."""
        values = asdict(conflict)
        added = insert(conflicts).values(values)
        await self._connection.execute(added.on_conflict_do_update(index_elements=["id"], set_=values))

    async def delete_conflict(self, conflict_id: UUID) -> None:
        """Delete by primary key."""
        await self._connection.execute(delete(conflicts).where(conflicts.c.id == conflict_id))

    async def conflicts(self, which: ConflictFilter, part: Slice) -> Part[Conflict]:
        """Read by the index of creation, of one status or all."""
        query = select(conflicts).where(*_chosen(which))
        rows, last = await _NEWEST.read_mappings(self._connection, query, part)
        total = await bounded_count(self._connection, query)
        return Part([conflict_of(row) for row in rows], total, last)

    async def audible_artists(self, folders: Sequence[UUID], ids: Collection[UUID]) -> frozenset[UUID]:
        """Read by the ids."""
        query = select(artist_folders.c.artist_id).where(
            artist_folders.c.artist_id.in_(ids), artist_folders.c.folder_id.in_(folders)
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def states(self) -> Mapping[Source, CallState]:
        """Read every row."""
        rows = (await self._connection.execute(select(providers))).mappings()
        return {Source(row["source"]): state_of(row) for row in rows}

    async def _locked(self, kind: EntityKind, entity_id: UUID) -> bool:
        """Insert the record if there is none, lock it, and return whether there is such an entity."""
        table = _TABLES[kind]
        there = select(table.c.id).where(table.c.id == entity_id).with_for_update(key_share=True, read=True)
        if (await self._connection.execute(there)).scalar_one_or_none() is None:
            return False
        reference = _REFERENCES[kind].name
        empty: dict[str, Any] = {"genres": [], "similar_artists": [], "changed_at": func.now(), reference: entity_id}
        added = insert(records).values(entity_id=entity_id, **empty).on_conflict_do_nothing()
        await self._connection.execute(added)
        await self._connection.execute(
            select(records.c.entity_id).where(records.c.entity_id == entity_id).with_for_update()
        )
        return True


def _artist(entity_id: UUID) -> Select[Any]:
    return select(artists.c.name, artists.c.mbid.label("tags_mbid")).where(artists.c.id == entity_id)


def _album(entity_id: UUID) -> Select[Any]:
    return (
        select(
            albums.c.name,
            albums.c.mbid.label("tags_mbid"),
            albums.c.artist_name,
            albums.c.year,
            albums.c.track_count,
            artist_mbid().label("artist_mbid"),
        )
        .select_from(
            albums.join(artists, artists.c.id == albums.c.artist_id).outerjoin(
                records, records.c.entity_id == artists.c.id
            )
        )
        .where(albums.c.id == entity_id)
    )


def _is_there(kind: EntityKind) -> tuple[ColumnElement[bool], ...]:
    return (albums.c.track_count > 0,) if kind is EntityKind.ALBUM else ()


def _chosen(which: ConflictFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (conflicts.c.status, which.status),
        (conflicts.c.kind, which.kind),
        (conflicts.c.entity_id, which.entity_id),
        (conflicts.c.field, which.field),
        (conflicts.c.source, which.source),
    )
    return [column == value for column, value in pairs if value is not None]
