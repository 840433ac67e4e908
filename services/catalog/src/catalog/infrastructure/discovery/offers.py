"""Services and offers in Postgres. Counting reads every offer of a region, so counts are cached."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

from sqlalchemy import text

from catalog.application.discovery.offers import ServiceCount
from catalog.application.read_models import Kind
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from chassis.storage.reads import CompiledRead, ReadPool

_OFFERS: Final = CompiledRead(
    text("""
    select cast(d.offers as text) as offers
    from media m join documents d on d.media_id = m.media_id
    where m.media_id = :media_id and m.visible
    """)
)


@lru_cache(maxsize=4)
def _services(*, one_region: bool, one_kind: bool) -> CompiledRead:
    """Return the statement; the newest import that has a service decides how it is named."""
    in_region = "where o.region = :region" if one_region else ""
    of_kind = "and m.kind = :kind" if one_kind else ""
    return CompiledRead(
        text(
            f"""
            with counted as (
              select o.provider_id, count(distinct o.media_id) as titles,
                     max(lpad(cast(m.imported_version as text), 20, '0') || cast(m.media_id as text)) as newest
              from media_offers o join media m on m.media_id = o.media_id and m.listed {of_kind}
              {in_region}
              group by o.provider_id
            )
            select c.provider_id, named.offer ->> 'name', named.offer ->> 'logoPath', c.titles
            from counted c join documents d on d.media_id = cast(right(c.newest, 36) as uuid)
            cross join lateral (
              select offer
              from jsonb_each(d.offers) as here (region, offers), jsonb_each(here.offers) as way (kind, offered),
                   jsonb_array_elements(case jsonb_typeof(way.offered) when 'array' then way.offered end) as offer
              where cast(offer ->> 'providerId' as bigint) = c.provider_id
              order by here.region, way.kind limit 1
            ) named
            """  # noqa: S608 - made of constants
        )
    )


class SqlOffers:
    """Reads services and offers; the counts of services may be `counts_seconds` old."""

    def __init__(self, reads: ReadPool, *, counts_seconds: float) -> None:
        self._reads = reads
        self._services: SharedCache[tuple[str | None, Kind | None], tuple[ServiceCount, ...]] = SharedCache(
            counts_seconds
        )

    async def services(self, region: str | None, kind: Kind | None) -> Sequence[ServiceCount]:
        """Return the services that offer a listed title in a region, or anywhere."""

        async def load() -> tuple[ServiceCount, ...]:
            read = _services(one_region=region is not None, one_kind=kind is not None)
            return tuple(ServiceCount(*row) for row in await self._reads.fetch(read, {"region": region, "kind": kind}))

        return await self._services.get((region, kind), load)

    async def offers(self, media_id: UUID) -> bytes | None:
        """Return an object with the offers of a listed title in each region."""
        row = await self._reads.fetch_row(_OFFERS, {"media_id": media_id})
        return None if row is None else row["offers"].encode()
