"""Single titles, seasons and genres in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from catalog.application.reading import GenreCount, Kind, Moved, Offers, TitleDetail
from catalog.infrastructure.reading.recent import Recent
from catalog.infrastructure.reading.title_rows import AnyRow, read_entries, to_title
from chassis.transaction import Transactions

# The first eleven columns and the names of the others are those that `to_title` reads.
_BY_SLUG: Final = text(
    """
    select m.media_id, m.kind, now.slug, d.card, m.stats, m.tmdb_popularity, m.ratingo_score, m.total_watchers,
           m.release_date, m.theatrical_release_date, m.digital_release_date,
           aired.season, aired.number, aired.starts_at, coming.starts_at as next_at, m.last_air_date, m.next_air_date,
           d.detail, d.seasons, m.hit, here.region, here.offers,
           exists (select from list_items where list_id = 'trending.' || m.kind || '.day' and media_id = m.media_id)
             as trending
    from slugs asked
    join slugs now on now.media_id = asked.media_id and now.current
    join media m on m.media_id = asked.media_id and m.listed
    join documents d on d.media_id = m.media_id
    left join lateral (
      select region, cast(d.offers -> region as text) as offers
      from unnest(:regions) with ordinality as wanted (region, place) where d.offers ? region order by place limit 1
    ) here on true
    left join lateral (
      select season, number, starts_at from episodes e
      where e.media_id = m.media_id and e.season > 0 and e.starts_at <= :now
      order by e.starts_at desc, e.season desc, e.number desc limit 1
    ) aired on m.kind = 'show'
    left join lateral (
      select starts_at from episodes e
      where e.media_id = m.media_id and e.season > 0 and e.starts_at > :now order by e.starts_at limit 1
    ) coming on m.kind = 'show'
    where asked.kind = :kind and asked.slug = :slug
    """
).bindparams(bindparam("regions", type_=ARRAY(Text)))

_SEASON_SUMMARIES: Final = text("select summary from seasons where media_id = :media_id order by number")

_SEASON: Final = text(
    """
    select now.slug, s.detail
    from slugs asked
    join slugs now on now.media_id = asked.media_id and now.current
    join media m on m.media_id = asked.media_id and m.listed
    join seasons s on s.media_id = m.media_id and s.number = :number
    where asked.kind = 'show' and asked.slug = :slug
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
        self._genres: Recent[str, tuple[GenreCount, ...]] = Recent(totals_seconds)

    async def by_slug(
        self, kind: Kind, slug: str, regions: Sequence[str], now: datetime, viewer: UUID | None
    ) -> TitleDetail | Moved | None:
        """Give a listed title: one query by the slug's key, one for the seasons of a show, one for the viewer."""
        values = {"kind": kind, "slug": slug, "regions": list(regions), "now": now}
        async with self._transactions.read() as connection:
            row = (await connection.execute(_BY_SLUG, values)).first()
            if row is None or row.slug != slug:
                return None if row is None else Moved(row.slug)
            entries = await read_entries(connection, viewer, [row.media_id])
            return TitleDetail(
                title=to_title(row, now.date()),
                detail=row.detail,
                hit=row.hit,
                trending=row.trending,
                offers=_to_offers(row, regions[0]),
                seasons=row.seasons,
                synced_seasons=await _summaries(connection, row.media_id) if kind == "show" else (),
                entry=entries.get(row.media_id),
                as_of=now,
            )

    async def season(self, slug: str, number: int) -> bytes | Moved | None:
        """Give a synced season of a listed show."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(_SEASON, {"slug": slug, "number": number})).first()
        if row is None:
            return None
        detail: bytes = row.detail
        return detail if row.slug == slug else Moved(row.slug)

    async def genres(self) -> Sequence[GenreCount]:
        """Give the genres of listed titles, by name."""

        async def ask() -> tuple[GenreCount, ...]:
            async with self._transactions.read() as connection:
                return tuple(GenreCount(*row) for row in await connection.execute(_GENRES))

        return await self._genres.get("all", ask)


def _to_offers(row: AnyRow, asked: str) -> Offers | None:
    return None if row.region is None else Offers(row.region, row.region != asked, row.offers.encode())


async def _summaries(connection: AsyncConnection, show: UUID) -> tuple[bytes, ...]:
    rows = await connection.execute(_SEASON_SUMMARIES, {"media_id": show})
    return tuple(rows.scalars())
