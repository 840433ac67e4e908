"""Counts of services in Postgres: each slice is a range of the primary key of offers."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Final
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import ARRAY, Integer, bindparam, select, text
from sqlalchemy import Uuid as UuidType

from catalog.application.change_keys import KEYS
from catalog.application.discovery.service_counts import Counts, LastCount, OfferedTitles
from catalog.infrastructure.discovery.tables import ANYWHERE, service_counts
from chassis.messaging.transaction import Transaction
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.storage.rows import arrays_of, upsert_arrays

_LAST: Final = CompiledRead(
    select(service_counts.c.counted_at, service_counts.c.seconds).where(service_counts.c.region == ANYWHERE)
)
# The offers of a title are neighbours in the primary key, so no sort is needed to count each title once.
_OFFERED: Final = CompiledRead(
    text("""
    with listed as materialized (
      select media_id, kind, imported_version from media where listed and media_id between :first and :last
    ), offered as materialized (
      select distinct media_id, region, provider_id from media_offers where media_id between :first and :last
    )
    select o.region, o.provider_id, m.kind, count(*) as titles, null as newest
    from offered o join listed m on m.media_id = o.media_id
    group by o.region, o.provider_id, m.kind
    union all
    select null, o.provider_id, m.kind, count(*),
           max(lpad(cast(m.imported_version as text), 20, '0') || cast(m.media_id as text))
    from (select distinct media_id, provider_id from offered) o join listed m on m.media_id = o.media_id
    group by o.provider_id, m.kind
    """)
)
_NAMES: Final = CompiledRead(
    text("""
    select newest.provider_id, named.offer ->> 'name', named.offer ->> 'logoPath'
    from unnest(:provider_ids, :media_ids) as newest (provider_id, media_id)
    join documents d on d.media_id = newest.media_id
    cross join lateral (
      select offer
      from jsonb_each(d.offers) as here (region, offers), jsonb_each(here.offers) as way (kind, offered),
           jsonb_array_elements(case jsonb_typeof(way.offered) when 'array' then way.offered end) as offer
      where cast(offer ->> 'providerId' as bigint) = newest.provider_id
      order by here.region, way.kind limit 1
    ) named
    """).bindparams(bindparam("provider_ids", type_=ARRAY(Integer)), bindparam("media_ids", type_=ARRAY(UuidType)))
)
_COLUMNS: Final = ("region", "services", "counted_at", "seconds")
_SAVE: Final = upsert_arrays(service_counts, _COLUMNS)


class SqlServiceCounter:
    """Counts the titles of services."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def last_count(self) -> LastCount | None:
        """Return the last count that was stored."""
        row = await self._reads.fetch_row(_LAST)
        return None if row is None else LastCount(*row)

    async def offered(self, first: UUID, last: UUID) -> Sequence[OfferedTitles]:
        """Return how many listed titles, of those from `first` to `last`, each service offers."""
        rows = await self._reads.fetch(_OFFERED, {"first": first, "last": last})
        return [OfferedTitles(*row) for row in rows]

    async def names(self, newest: Mapping[int, str]) -> Mapping[int, tuple[str, str | None]]:
        """Return name and logo of services, each as its newest import has them."""
        media_ids = [UUID(title[-36:]) for title in newest.values()]
        rows = await self._reads.fetch(_NAMES, {"provider_ids": list(newest), "media_ids": media_ids})
        return {provider_id: (name, logo_path) for provider_id, name, logo_path in rows}


class SqlServiceCountsWork:
    """Stores a count in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_service_counts(self, counts: Counts, count: LastCount) -> None:
        """Store a count, a row per region in their order; a region that has no services any more keeps an empty row.

        What has changed is announced: a count is later than the changes of titles that it shows.
        """
        connection = self._transaction.connection
        services = {region or ANYWHERE: [astuple(service) for service in listed] for region, listed in counts.items()}
        rows = await connection.execute(select(service_counts.c.region, service_counts.c.services))
        stored = {row.region: row.services for row in rows}
        counted = {region: to_json(services.get(region, [])) for region in sorted({*stored, *services})}
        written = [
            {"region": region, "services": listed, "counted_at": count.counted_at, "seconds": count.seconds}
            for region, listed in counted.items()
        ]
        await connection.execute(_SAVE, arrays_of(service_counts, _COLUMNS, written))
        if stored != counted:
            self._transaction.changed(KEYS.titles)
