"""Media sources in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.encryption import Keyring, cell
from chassis.storage.reencryption.columns import SealedColumn
from chassis.storage.rows import upsert
from sources.domain.media_sources.source import MediaSource, Outage, SourceKind, Visibility
from sources.infrastructure.media_sources.listing import read_every, read_visible, visible
from sources.infrastructure.media_sources.tables import credentials, media_sources


def credentials_cell(source_id: UUID) -> bytes:
    """Return the context of a source's credentials: in another row they do not open."""
    return cell("credentials", "sealed", source_id)


CREDENTIALS: Final = "sources.credentials"
"""The purpose of the keys of credentials."""
SEALED: Final = (SealedColumn(credentials.c.sealed, credentials_cell),)
"""The encrypted columns of sources."""


class SqlMediaSources:
    """Reads and writes media sources."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def find(self, source_id: UUID, *, lock: bool = False) -> MediaSource | None:
        """Return one row."""
        query = media_sources.select().where(media_sources.c.id == source_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else _source_of(row)

    async def visible_to(self, user_id: UUID) -> Sequence[MediaSource]:
        """Return the rows of a user, and those for everyone."""
        query = media_sources.select().where(visible(user_id)).order_by(media_sources.c.name, media_sources.c.id)
        return [_source_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def page(self, part: Slice, user_id: UUID | None) -> Part[MediaSource]:
        """Return a part of the rows."""
        if user_id is None:
            rows, total, last = await read_every(self._connection, part)
        else:
            rows, total, last = await read_visible(self._connection, user_id, part)
        return Part([_source_of(row) for row in rows], total, last)

    async def of_kind(self, kind: SourceKind) -> Sequence[MediaSource]:
        """Return the rows of a kind that are not paused."""
        query = media_sources.select().where(media_sources.c.kind == kind, media_sources.c.is_paused.is_(False))
        return [_source_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def count_of(self, user_id: UUID) -> int:
        """Count the rows of a user, under a lock for this user."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(user_id), 0))))
        query = select(func.count()).select_from(media_sources).where(media_sources.c.owner_id == user_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def due(self, now: datetime, limit: int) -> Sequence[MediaSource]:
        """Return rows by the index of due scans."""
        is_due = (media_sources.c.is_paused.is_(False), media_sources.c.next_scan_at <= now)
        # The sources of users in turn, so that one user's many sources do not delay those of others.
        turn = func.row_number().over(partition_by=media_sources.c.owner_id, order_by=media_sources.c.next_scan_at)
        query = media_sources.select().where(*is_due).order_by(turn, media_sources.c.next_scan_at).limit(limit)
        return [_source_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def postpone(self, source_ids: Collection[UUID], until: datetime) -> None:
        """Write one column: others may have changed since the rows were read."""
        earlier = (media_sources.c.id.in_(source_ids), media_sources.c.next_scan_at < until)
        await self._connection.execute(update(media_sources).where(*earlier).values(next_scan_at=until))

    async def with_outage(self) -> Sequence[MediaSource]:
        """Return rows with an outage."""
        unreadable = (media_sources.c.outage_since.is_not(None), media_sources.c.is_paused.is_(False))
        query = media_sources.select().where(*unreadable).order_by(media_sources.c.outage_since)
        return [_source_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def save(self, source: MediaSource) -> None:
        """Insert or replace one row."""
        await self._connection.execute(upsert(media_sources), _row_of(source))

    async def delete(self, source_id: UUID) -> None:
        """Delete one row, and with it what refers to it."""
        await self._connection.execute(media_sources.delete().where(media_sources.c.id == source_id))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users, and with them what refers to them."""
        await self._connection.execute(media_sources.delete().where(media_sources.c.owner_id.in_(user_ids)))

    async def credentials(self, source_id: UUID) -> Mapping[str, str]:
        """Return the decrypted credentials; none if none are stored. Raise CannotOpen for a value of another row."""
        query = select(credentials.c.sealed).where(credentials.c.source_id == source_id)
        sealed = (await self._connection.execute(query)).scalar()
        if sealed is None:
            return {}
        values: dict[str, str] = orjson.loads(self._keyring.open(sealed, context=credentials_cell(source_id)))
        return values

    async def save_credentials(self, source_id: UUID, values: Mapping[str, str]) -> None:
        """Store the encrypted credentials."""
        sealed = self._keyring.seal(orjson.dumps(dict(values)), context=credentials_cell(source_id))
        await self._connection.execute(upsert(credentials), {"source_id": source_id, "sealed": sealed})


def _row_of(source: MediaSource) -> dict[str, Any]:
    outage = source.outage
    return {
        "id": source.id,
        "kind": source.kind,
        "name": source.name,
        "owner_id": source.owner_id,
        "visibility": source.visibility,
        "is_paused": source.is_paused,
        "configuration": dict(source.configuration),
        "revision": source.revision,
        "created_at": source.created_at,
        "updated_at": source.updated_at,
        "position": source.position,
        "scanned_at": source.scanned_at,
        "listed_at": source.listed_at,
        "scan_seconds": None if source.scan_interval is None else source.scan_interval.total_seconds(),
        "next_scan_at": source.next_scan_at,
        "outage_since": outage.since if outage else None,
        "outage_code": outage.code if outage else None,
        "outage_reason": outage.reason if outage else None,
        "outage_until": outage.until if outage else None,
    }


def _source_of(row: RowMapping) -> MediaSource:
    outage = None
    if row["outage_since"] is not None:
        outage = Outage(row["outage_since"], row["outage_code"], row["outage_reason"], row["outage_until"])
    return MediaSource(
        id=row["id"],
        kind=SourceKind(row["kind"]),
        name=row["name"],
        owner_id=row["owner_id"],
        visibility=Visibility(row["visibility"]),
        is_paused=row["is_paused"],
        configuration=row["configuration"],
        revision=row["revision"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        position=row["position"],
        scanned_at=row["scanned_at"],
        listed_at=row["listed_at"],
        scan_interval=None if row["scan_seconds"] is None else timedelta(seconds=row["scan_seconds"]),
        next_scan_at=row["next_scan_at"],
        outage=outage,
    )
