"""Services and offers in Postgres."""

from typing import Final
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import text

from catalog.application.discovery.service_counts import CountedServices, ServiceTitles
from catalog.infrastructure.discovery.tables import ANYWHERE
from chassis.storage.reads import CompiledRead, ReadPool

_OFFERS: Final = CompiledRead(
    text("""
    select cast(d.offers as text) as offers
    from media m join documents d on d.media_id = m.media_id
    where m.media_id = :media_id and m.visible
    """)
)
_SERVICES: Final = CompiledRead(
    text(f"""
    select counted.counted_at, here.services
    from service_counts counted left join service_counts here on here.region = :region
    where counted.region = '{ANYWHERE}'
    """)  # noqa: S608 - made of constants
)


class SqlOffers:
    """Reads services and offers, each by a primary key."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def services(self, region: str | None) -> CountedServices:
        """Return the services that offer a listed title in a region, or anywhere, as they were counted last."""
        row = await self._reads.fetch_row(_SERVICES, {"region": ANYWHERE if region is None else region})
        if row is None:
            return CountedServices((), None)
        services = from_json(row["services"]) if row["services"] is not None else []
        return CountedServices(tuple(ServiceTitles(*service) for service in services), row["counted_at"])

    async def offers(self, media_id: UUID) -> bytes | None:
        """Return an object with the offers of a listed title in each region."""
        row = await self._reads.fetch_row(_OFFERS, {"media_id": media_id})
        return None if row is None else row["offers"].encode()
