"""Titles in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.application.ports.repositories import TitleSummary
from ingestion.domain.errors import TitleConflict
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.titles.facts import Source, TitleKey
from ingestion.domain.titles.records import TitleRecord
from ingestion.infrastructure.json_columns import MERGED, OBSERVATIONS, pack, unpack
from ingestion.infrastructure.tables import titles

# Built once: building a statement costs more than sending it.
_THIS: Final = and_(titles.c.kind == bindparam("wanted_kind"), titles.c.tmdb_id == bindparam("wanted_id"))


_GET: Final = select(titles).where(_THIS)


_WANTED: Final = (
    func.unnest(bindparam("kinds", type_=ARRAY(TEXT)), bindparam("ids", type_=ARRAY(Integer)))
    .table_valued(column("kind", TEXT), column("tmdb_id", Integer))
    .render_derived(name="wanted")
)


_GET_ALL: Final = select(titles).join(
    _WANTED, and_(titles.c.kind == _WANTED.c.kind, titles.c.tmdb_id == _WANTED.c.tmdb_id)
)


_GET_LOCKED: Final = _GET.with_for_update()


_OFFERS_SEEN: Final = update(titles).where(_THIS).values(offers_at=bindparam("seen_at"))


_INSERT: Final = insert(titles)


_REPLACE: Final = (
    update(titles)
    .where(_THIS, titles.c.version == bindparam("expected_version"))
    .values({column.name: bindparam(column.name) for column in titles.c})
)


_TRAKT: Final = titles.c.observations["trakt"]
SUMMARY: Final = (
    titles.c.kind,
    titles.c.tmdb_id,
    titles.c.trakt_id,
    titles.c.popularity,
    titles.c.imported_at,
    _TRAKT["fetched_at"].astext.label("audience_at"),
    _TRAKT["facts"]["total_watchers"].as_integer().label("total_watchers"),
    _TRAKT["facts"]["total_plays"].as_integer().label("total_plays"),
    titles.c.merged["facts"]["ratings"]["tmdb"]["value"].as_float().label("rating"),
)
"""What a summary of a title is read from."""


ENDED: Final = ("Ended", "Canceled", "Cancelled")


_OVER: Final = text(
    """
    select tmdb_id from titles
    where kind = 'show' and tmdb_id = any(:shows) and (gone_at is not null or (status = any(:ended)
      and coalesce(cast(merged -> 'facts' ->> 'next_air_date' as date) < :open_from, true)
      and not exists (
        select from seasons s, jsonb_array_elements(s.merged -> 'episodes') as episode
        where s.show_tmdb_id = titles.tmdb_id and cast(episode ->> 'air_date' as date) >= :open_from
      )))
    """
).bindparams(
    bindparam("shows", type_=ARRAY(Integer)), bindparam("ended", type_=ARRAY(TEXT)), bindparam("open_from", type_=Date)
)


_FRESHNESS: Final = text(
    "select fetched.key, titles.kind, min(fetched.value) from titles, jsonb_each_text(titles.fetched) as fetched"
    " where titles.gone_at is null group by fetched.key, titles.kind"
)


class SqlTitles:
    """Titles by their key."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, key: TitleKey, *, lock: bool = False) -> TitleRecord | None:
        """Return a title; with `lock` its row is locked."""
        query = _GET_LOCKED if lock else _GET
        rows = await self._connection.execute(query, {"wanted_kind": key.kind, "wanted_id": key.tmdb_id})
        row = rows.one_or_none()
        return _record(row) if row is not None else None

    async def get_all(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, TitleRecord]:
        """Return those of these titles that are stored."""
        parameters = {"kinds": [key.kind for key in keys], "ids": [key.tmdb_id for key in keys]}
        records = [_record(row) for row in await self._connection.execute(_GET_ALL, parameters)]
        return {record.key: record for record in records}

    async def save_all(self, records: Sequence[tuple[TitleRecord, int | None]]) -> None:
        """Save records; the new ones are inserted by one statement."""
        new = [record for record, expected_version in records if expected_version is None]
        if new:
            await self._insert(new)
        for record, expected_version in records:
            if expected_version is not None:
                await self.save(record, expected_version)

    async def save(self, record: TitleRecord, expected_version: int | None) -> None:
        """Insert or replace; raise TitleConflict when another transaction was faster."""
        if expected_version is None:
            await self._insert([record])
            return
        changed = await self._connection.execute(
            _REPLACE,
            {
                **_row(record),
                "wanted_kind": record.key.kind,
                "wanted_id": record.key.tmdb_id,
                "expected_version": expected_version,
            },
        )
        if changed.rowcount != 1:
            raise TitleConflict(record.key)

    async def mark_offers_checked(self, keys: Sequence[TitleKey], at: datetime) -> None:
        """Store when the offers of titles were last checked."""
        if keys:
            rows = [{"wanted_kind": key.kind, "wanted_id": key.tmdb_id, "seen_at": at} for key in keys]
            await self._connection.execute(_OFFERS_SEEN, rows)

    async def imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return the keys of stored titles that are not deleted."""
        return await self._among(keys, titles.c.gone_at.is_(None))

    async def ever_imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return the keys of stored titles."""
        return await self._among(keys)

    async def after(self, key: TitleKey | None, limit: int) -> Sequence[TitleSummary]:
        """Return the next titles that are not deleted, in the order of their keys."""
        query = select(*SUMMARY).where(titles.c.gone_at.is_(None))
        if key is not None:
            query = query.where(tuple_(titles.c.kind, titles.c.tmdb_id) > tuple_(key.kind, key.tmdb_id))
        rows = await self._connection.execute(query.order_by(titles.c.kind, titles.c.tmdb_id).limit(limit))
        return [to_summary(row) for row in rows]

    async def stale_offers(self, after: TitleKey | None, before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return the next titles that are not deleted, by key, whose offers were last checked before `before`."""
        query = select(titles.c.kind, titles.c.tmdb_id).where(
            titles.c.gone_at.is_(None), or_(titles.c.offers_at.is_(None), titles.c.offers_at < before)
        )
        if after is not None:
            query = query.where(tuple_(titles.c.kind, titles.c.tmdb_id) > tuple_(after.kind, after.tmdb_id))
        return await self._keys(query.order_by(titles.c.kind, titles.c.tmdb_id).limit(limit))

    async def incomplete(self, sources: Sequence[Source], before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return titles for which one of `sources` failed or was not configured, the oldest first."""
        if not sources:
            return []
        return await self._keys(
            select(titles.c.kind, titles.c.tmdb_id)
            .where(
                titles.c.gone_at.is_(None),
                titles.c.unanswered != text("'{}'"),
                titles.c.unanswered.overlap(cast(list(sources), ARRAY(TEXT))),
                titles.c.imported_at < before,
            )
            .order_by(titles.c.imported_at)
            .limit(limit)
        )

    async def running_shows(self, keys: Sequence[TitleKey], now: datetime) -> Sequence[TitleKey]:
        """Return the shows that have not ended, or have an episode still to air; a show that is not stored runs."""
        rows = await self._connection.execute(
            _OVER, {"shows": [key.tmdb_id for key in keys], "ended": list(ENDED), "open_from": first_open_day(now)}
        )
        over = set(rows.scalars())
        return [key for key in keys if key.tmdb_id not in over]

    async def freshness(self) -> Mapping[Source, Mapping[str, datetime]]:
        """Return per provider and kind the oldest time at which the provider last responded for a title."""
        rows = await self._connection.execute(_FRESHNESS)
        oldest_by_source: dict[Source, dict[str, datetime]] = {}
        for source, kind, oldest in rows:
            oldest_by_source.setdefault(source, {})[kind] = datetime.fromisoformat(oldest)
        return oldest_by_source

    async def _insert(self, records: Sequence[TitleRecord]) -> None:
        try:
            await self._connection.execute(_INSERT, [_row(record) for record in records])
        except IntegrityError as duplicate:
            raise TitleConflict(" or ".join(str(record.key) for record in records)) from duplicate

    async def _among(self, keys: Iterable[TitleKey], *also: ColumnElement[bool]) -> set[TitleKey]:
        matching: set[TitleKey] = set()
        by_kind: dict[str, list[int]] = {}
        for key in keys:
            by_kind.setdefault(key.kind, []).append(key.tmdb_id)
        for kind, ids in by_kind.items():
            query = select(titles.c.kind, titles.c.tmdb_id).where(titles.c.kind == kind, titles.c.tmdb_id.in_(ids))
            matching.update(await self._keys(query.where(*also)))
        return matching

    async def _keys(self, query: Any) -> list[TitleKey]:
        return [TitleKey(row.kind, row.tmdb_id) for row in await self._connection.execute(query)]


def to_summary(row: Any) -> TitleSummary:
    """Return the summary of a row of `SUMMARY`."""
    return TitleSummary(
        TitleKey(row.kind, row.tmdb_id),
        row.trakt_id,
        row.popularity,
        row.imported_at,
        datetime.fromisoformat(row.audience_at) if row.audience_at else None,
        row.total_watchers,
        row.total_plays,
        row.rating,
    )


def _row(record: TitleRecord) -> dict[str, Any]:
    facts = record.merged.facts
    return {
        "kind": record.key.kind,
        "tmdb_id": record.key.tmdb_id,
        "version": record.version,
        "observations": pack(OBSERVATIONS, dict(record.observations)),
        "merged": pack(MERGED, record.merged),
        "fetched": {
            source: observation.fetched_at.isoformat()
            for source, observation in record.observations.items()
            if observation.fetched_at
        },
        "trakt_id": facts.trakt_id,
        "popularity": facts.popularity,
        "status": facts.status,
        "unanswered": [
            source
            for source, observation in record.observations.items()
            if observation.outcome in ("failed", "not_configured")
        ],
        "imported_at": record.imported_at,
        "offers_at": record.offers_at,
        "last_aired": list(record.last_aired) if record.last_aired is not None else None,
        "gone_at": record.deleted_at,
        "successor_tmdb_id": record.successor.tmdb_id if record.successor else None,
    }


def _record(row: Row[Any]) -> TitleRecord:
    key = TitleKey(row.kind, row.tmdb_id)
    return TitleRecord(
        key=key,
        version=row.version,
        observations=unpack(OBSERVATIONS, row.observations),
        merged=unpack(MERGED, row.merged),
        imported_at=row.imported_at,
        offers_at=row.offers_at,
        last_aired=(row.last_aired[0], row.last_aired[1]) if row.last_aired is not None else None,
        deleted_at=row.gone_at,
        successor=TitleKey(key.kind, row.successor_tmdb_id) if row.successor_tmdb_id is not None else None,
    )
