"""Single titles, seasons and genres in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from catalog.application.read_models import (
    Certification,
    GenreCount,
    Kind,
    ListedSeason,
    Offers,
    Redirect,
    SyncedSeason,
    TitleDetail,
)
from catalog.domain.merge_chain import MergeChainEntry
from catalog.infrastructure.reading import title_sql
from catalog.infrastructure.reading.caches.detail_cache import CachedDetail, DetailCache
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.infrastructure.reading.collations import NameOrder
from catalog.infrastructure.reading.merge_chain import chain_of_slug
from catalog.infrastructure.reading.title_rows import cached_progress, to_entry, to_title
from chassis.storage.reads import CompiledRead, ReadPool, Record

_OFFERS_OF_REGION: Final = """:region as offered_in, cast(d.offers -> :region as text) as offers,
           :region as rated_in, d.certifications ->> :region as rated"""
_OFFERS_OF_REGIONS: Final = """here.region as offered_in, here.offers, there.region as rated_in, there.name as rated"""
_FALLBACKS: Final = """
    left join lateral (
      select region, cast(d.offers -> region as text) as offers
      from unnest(:regions) with ordinality as preferred (region, place) where d.offers ? region order by place limit 1
    ) here on true
    left join lateral (
      select region, d.certifications ->> region as name
      from unnest(:regions) with ordinality as preferred (region, place)
      where d.certifications ? region order by place limit 1
    ) there on true
"""
_SUMMARIES: Final = """array(
             select s.summary from seasons s where s.media_id = m.media_id and s.withdrawn_at is null order by s.number
           ) as summaries"""


_SYNCED: Final = """
    cross join lateral (
      select string_agg(cast(s.xmin as text), ',' order by s.number) as version from seasons s
      where s.media_id = m.media_id and s.withdrawn_at is null
    ) synced
"""
_KEY: Final = 5
"""How many columns precede the facts: the versions of the rows, the seasons' and the slug."""


@lru_cache(maxsize=4)
def _versions(kind: Kind, *, personal: bool) -> CompiledRead:
    """Return the statement of what a page depends on: the versions of its rows, its slug and the user's entry."""
    return CompiledRead(text(_page(kind, [title_sql.ENTRY] if personal else [], personal=personal)))


@lru_cache(maxsize=16)
def _by_slug(kind: Kind, *, one_region: bool, localized: bool, personal: bool) -> CompiledRead:
    """Return the statement of a title's page, whose columns begin with those of its versions.

    A part that a request does not need is left out.
    """
    is_show = kind == "show"
    facts = [
        title_sql.FACTS.format(document="d.detail", texts="d.texts" if localized else "null"),
        *([title_sql.RECORD] if is_show else []),
        "m.hit, coalesce(m.trend = 'up', false) as rising, m.popularity_score, m.stats_at",
        # Rows of the previous release have no appraisal: its members are among those of the page.
        "coalesce(d.appraisal, d.detail) as appraisal",
        _OFFERS_OF_REGION if one_region else _OFFERS_OF_REGIONS,
        *([f"d.seasons, {_SUMMARIES}, m.drop_off"] if is_show else []),
        *([title_sql.ENTRY] if personal else []),
    ]
    statement = text(_page(kind, facts, personal=personal, joined="" if one_region else _FALLBACKS))
    regions = bindparam("region", type_=Text) if one_region else bindparam("regions", type_=ARRAY(Text))
    return CompiledRead(statement.bindparams(regions))


def _page(kind: Kind, columns: Sequence[str], *, personal: bool, joined: str = "") -> str:
    is_show = kind == "show"
    selected = [
        f"m.media_id as requested_id, {title_sql.VERSIONS}",
        "synced.version" if is_show else "cast(null as text)",
        f"{title_sql.SLUG} as current_slug",
        *columns,
    ]
    return f"""
        select {", ".join(selected)}
        from slugs requested
        join media m on m.media_id = requested.media_id and m.visible
        join documents d on d.media_id = m.media_id
        {_SYNCED if is_show else ""}
        {joined}
        {title_sql.ENTRIES if personal else ""}
        where requested.kind = :kind and requested.slug = :slug
        """  # noqa: S608 - made of constants


_SEASON: Final = CompiledRead(
    text("""
    select now.slug, s.detail, s.summary, s.episode_texts, m.media_id, m.tmdb_id,
           case when s.detail is null then d.seasons end as listed
    from slugs requested
    join slugs now on now.media_id = requested.media_id and now.current
    join media m on m.media_id = requested.media_id and m.visible
    join documents d on d.media_id = m.media_id
    left join seasons s on s.media_id = m.media_id and s.number = :number and s.withdrawn_at is null
    where requested.kind = 'show' and requested.slug = :slug
    """)
)

_SYNCED_SEASONS: Final = CompiledRead(
    text("""
    select now.slug, array(
             select s.detail from seasons s
             where s.media_id = m.media_id and s.number > 0 and s.withdrawn_at is null order by s.number
           ) as details
    from slugs requested
    join slugs now on now.media_id = requested.media_id and now.current
    join media m on m.media_id = requested.media_id and m.visible
    where requested.kind = 'show' and requested.slug = :slug
    """)
)

_LATEST_SEASON: Final = CompiledRead(
    text("""
    select detail, summary, episode_texts from seasons
    where media_id = :media_id and number > 0 and withdrawn_at is null
    order by number desc limit 1
    """)
)

# Titles are counted in the order of the index on slugs, and only the first of a genre are read for its names.
_GENRES: Final = CompiledRead(
    text("""
    with counted as (
      select g.slug, count(*) filter (where m.kind = 'movie') as movies,
             count(*) filter (where m.kind = 'show') as shows
      from (select distinct slug, media_id from media_genres) g
      join media m on m.media_id = g.media_id and m.listed
      group by g.slug
    )
    select named.tmdb_id, counted.slug, named.name, counted.movies, counted.shows, named.names
    from counted cross join lateral (
      select min(tmdb_id) as tmdb_id, max(name) as name, max(names) as names
      from (
        select g.tmdb_id, g.name, cast(g.names as text) as names
        from media_genres g join media m on m.media_id = g.media_id and m.listed
        where g.slug = counted.slug order by g.media_id limit 100
      ) first_titles
    ) named
    order by named.name, counted.slug
    """)
)


class SqlTitles:
    """Titles in Postgres; the counts of genres may be `totals_seconds` old."""

    def __init__(self, reads: ReadPool, trending: TrendingTitles, epoch: TitleEpoch, *, totals_seconds: float) -> None:
        self._reads = reads
        self._epoch = epoch
        self._trending = trending
        self._details = DetailCache()
        self._names = NameOrder(reads)
        self._genres: SharedCache[str, tuple[GenreCount, ...]] = SharedCache(totals_seconds)

    async def by_slug(
        self, kind: Kind, slug: str, regions: tuple[str, ...], now: datetime, user_id: UUID | None, *, localized: bool
    ) -> TitleDetail | Redirect | None:
        """Return a listed title: one query if its page is kept and unchanged or not kept, two if it has changed.

        A kept page that shows nothing of a user takes no query in the epoch in which it was read.
        """
        personal = user_id is not None
        page = kind, slug, regions, localized
        cached = self._details.get(page)
        values = {"kind": kind, "slug": slug, "region": regions[0], "regions": regions, "user_id": user_id}
        row = None
        if cached is not None and not personal and cached.epoch == await self._epoch.current():
            return cached.at(now, None, trending=cached.versions[0] in await self._trending.ids())
        epoch = await self._epoch.recent()
        if cached is not None:
            row = await self._reads.fetch_row(_versions(kind, personal=personal), values)
        if cached is None or (row is not None and row[:4] != cached.versions):
            whole = _by_slug(kind, one_region=len(regions) == 1, localized=localized, personal=personal)
            row, cached = await self._reads.fetch_row(whole, values), None
        if row is None or row["current_slug"] != slug:
            return None if row is None else Redirect(row["current_slug"])
        if cached is None:
            cached = _to_detail(row, kind, regions, now, epoch)
            self._details.keep(page, cached)
        cached.epoch = epoch
        trending = row["requested_id"] in await self._trending.ids()
        return cached.at(now, to_entry(row) if personal else None, trending=trending)

    async def season(self, slug: str, number: int) -> SyncedSeason | ListedSeason | Redirect | None:
        """Return a season of a listed show: synced, or as the show's record lists it."""
        row = await self._reads.fetch_row(_SEASON, {"slug": slug, "number": number})
        if row is None:
            return None
        detail = row["detail"]
        season = _listed(row, number) if detail is None else SyncedSeason(detail, row["summary"], row["episode_texts"])
        return Redirect(row["slug"]) if season is not None and row["slug"] != slug else season

    async def latest_season(self, media_id: UUID) -> SyncedSeason | None:
        """Return the highest regular season of a show that was synced, by its index."""
        row = await self._reads.fetch_row(_LATEST_SEASON, {"media_id": media_id})
        return None if row is None else SyncedSeason(row["detail"], row["summary"], row["episode_texts"])

    async def synced_seasons(self, slug: str) -> Sequence[bytes] | Redirect | None:
        """Return the details of the regular seasons of a listed show that were synced, by number."""
        row = await self._reads.fetch_row(_SYNCED_SEASONS, {"slug": slug})
        if row is None:
            return None
        details: Sequence[bytes] = row["details"]
        return details if row["slug"] == slug else Redirect(row["slug"])

    async def merge_chain(self, kind: Kind, slug: str) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, by their keys."""
        return await chain_of_slug(self._reads, kind, slug)

    async def genres(self) -> Sequence[GenreCount]:
        """Return the genres of listed titles, by name."""

        async def load() -> tuple[GenreCount, ...]:
            return tuple(GenreCount(*row) for row in await self._reads.fetch(_GENRES))

        return await self._genres.get("all", load)

    async def places_by_name(self, names: Sequence[str], language: str) -> Sequence[int]:
        """Return the places of names, from 1, in the order of a language."""
        return await self._names.places(names, language)


def _to_detail(row: Record, kind: Kind, regions: tuple[str, ...], now: datetime, epoch: int) -> CachedDetail:
    facts = row[_KEY:]
    progress = cached_progress(facts) if kind == "show" else None
    detail = TitleDetail(
        title=to_title(facts, regions, progress.at(now) if progress else None, trending=False),
        region=regions[0],
        hit=row["hit"],
        rising=row["rising"],
        popularity_score=row["popularity_score"],
        appraisal=row["appraisal"],
        stats_at=row["stats_at"],
        offers=_to_offers(row, regions[0]),
        certification=_to_certification(row, regions[0]),
        seasons=row["seasons"] if kind == "show" else b"[]",
        synced_seasons=tuple(row["summaries"]) if kind == "show" else (),
        drop_off=row["drop_off"] if kind == "show" else None,
        entry=None,
        as_of=now,
    )
    return CachedDetail(row[:4], detail, progress, epoch)


def _listed(row: Record, number: int) -> ListedSeason | None:
    summaries: list[dict[str, Any]] = from_json(row["listed"])
    summary = next((item for item in summaries if item["number"] == number), None)
    return None if summary is None else ListedSeason(row["media_id"], row["tmdb_id"], number, to_json(summary))


def _to_offers(row: Record, requested: str) -> Offers | None:
    region, offers = row["offered_in"], row["offers"]
    return None if offers is None else Offers(region, region != requested, offers.encode())


def _to_certification(row: Record, requested: str) -> Certification | None:
    region, name = row["rated_in"], row["rated"]
    return None if name is None else Certification(region, region != requested, name)
