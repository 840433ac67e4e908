"""Single titles, seasons and genres in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from catalog.application.read_models import Certification, GenreCount, Kind, ListedSeason, Offers, Redirect, TitleDetail
from catalog.domain.airing import DAY_ENDS_AFTER
from catalog.domain.cards import TRENDING_RANKS
from catalog.domain.merge_chain import MergeChainEntry
from catalog.infrastructure.reading.merge_chain import chain_of_slug
from catalog.infrastructure.reading.title_rows import AnyRow, read_entries, to_title
from catalog.infrastructure.reading.title_sql import TITLE_COLUMNS, TITLE_SOURCES
from catalog.infrastructure.reading.ttl_cache import TtlCache
from chassis.messaging.transaction import Transactions

_BY_SLUG: Final = text(
    "select "  # noqa: S608 - made of constants
    + TITLE_COLUMNS
    + """,
           d.detail, d.seasons, m.hit, here.region, here.offers, rated.region as rated_in, rated.name as rated
    from slugs requested
    join slugs now on now.media_id = requested.media_id and now.current
    join media m on m.media_id = requested.media_id and m.listed
    join documents d on d.media_id = m.media_id
    left join lateral (
      select region, cast(d.offers -> region as text) as offers
      from unnest(:regions) with ordinality as preferred (region, place) where d.offers ? region order by place limit 1
    ) here on true
    left join lateral (
      select region, d.certifications ->> region as name
      from unnest(:regions) with ordinality as preferred (region, place)
      where d.certifications ? region order by place limit 1
    ) rated on true
    """
    + TITLE_SOURCES
    + """
    where requested.kind = :kind and requested.slug = :slug
    """
).bindparams(bindparam("regions", type_=ARRAY(Text)))

_SEASON_SUMMARIES: Final = text(
    "select summary from seasons where media_id = :media_id and withdrawn_at is null order by number"
)

_SEASON: Final = text(
    """
    select now.slug, s.detail, m.media_id, m.tmdb_id, case when s.detail is null then d.seasons end as listed
    from slugs requested
    join slugs now on now.media_id = requested.media_id and now.current
    join media m on m.media_id = requested.media_id and m.listed
    join documents d on d.media_id = m.media_id
    left join seasons s on s.media_id = m.media_id and s.number = :number and s.withdrawn_at is null
    where requested.kind = 'show' and requested.slug = :slug
    """
)

_GENRES: Final = text(
    """
    select min(g.tmdb_id) as tmdb_id, g.slug, max(g.name) as name,
           count(distinct m.media_id) filter (where m.kind = 'movie') as movies,
           count(distinct m.media_id) filter (where m.kind = 'show') as shows
    from media_genres g join media m on m.media_id = g.media_id and m.listed
    group by g.slug order by max(g.name), g.slug
    """
)


class SqlTitles:
    """Titles in Postgres; the counts of genres may be `totals_seconds` old."""

    def __init__(self, transactions: Transactions, *, totals_seconds: float) -> None:
        self._transactions = transactions
        self._genres: TtlCache[str, tuple[GenreCount, ...]] = TtlCache(totals_seconds)

    async def by_slug(
        self, kind: Kind, slug: str, regions: Sequence[str], now: datetime, user_id: UUID | None
    ) -> TitleDetail | Redirect | None:
        """Return a listed title: one query by slug, one for the seasons of a show, one for the user's entry."""
        values = {
            "kind": kind,
            "slug": slug,
            "regions": list(regions),
            "now": now,
            "trending_ranks": TRENDING_RANKS,
            "open_from": now - DAY_ENDS_AFTER,
        }
        async with self._transactions.read() as connection:
            row = (await connection.execute(_BY_SLUG, values)).first()
            if row is None or row.slug != slug:
                return None if row is None else Redirect(row.slug)
            entries = await read_entries(connection, user_id, [row.media_id])
            return TitleDetail(
                title=to_title(row, now),
                region=regions[0],
                detail=row.detail,
                hit=row.hit,
                offers=_to_offers(row, regions[0]),
                certification=_to_certification(row, regions[0]),
                seasons=row.seasons,
                synced_seasons=await _summaries(connection, row.media_id) if kind == "show" else (),
                entry=entries.get(row.media_id),
                as_of=now,
            )

    async def season(self, slug: str, number: int) -> bytes | ListedSeason | Redirect | None:
        """Return a season of a listed show: synced, or as the show's record lists it."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(_SEASON, {"slug": slug, "number": number})).first()
        if row is None:
            return None
        season = row.detail if row.detail is not None else _listed(row, number)
        return Redirect(row.slug) if season is not None and row.slug != slug else season

    async def merge_chain(self, kind: Kind, slug: str) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, by their keys."""
        async with self._transactions.read() as connection:
            return await chain_of_slug(connection, kind, slug)

    async def genres(self) -> Sequence[GenreCount]:
        """Return the genres of listed titles, by name."""

        async def load() -> tuple[GenreCount, ...]:
            async with self._transactions.read() as connection:
                return tuple(GenreCount(*row) for row in await connection.execute(_GENRES))

        return await self._genres.get("all", load)


def _listed(row: AnyRow, number: int) -> ListedSeason | None:
    summaries: list[dict[str, Any]] = from_json(row.listed)
    summary = next((item for item in summaries if item["number"] == number), None)
    return None if summary is None else ListedSeason(row.media_id, row.tmdb_id, number, to_json(summary))


def _to_offers(row: AnyRow, requested: str) -> Offers | None:
    return None if row.region is None else Offers(row.region, row.region != requested, row.offers.encode())


def _to_certification(row: AnyRow, requested: str) -> Certification | None:
    return None if row.rated is None else Certification(row.rated_in, row.rated_in != requested, row.rated)


async def _summaries(connection: AsyncConnection, show: UUID) -> tuple[bytes, ...]:
    rows = await connection.execute(_SEASON_SUMMARIES, {"media_id": show})
    return tuple(rows.scalars())
