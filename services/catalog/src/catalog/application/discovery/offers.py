"""Where titles can be watched: services with the number of titles, and the offers of one title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from catalog.application.discovery.service_counts import CountedServices
from catalog.application.lookup import LookupQueries, TitleRedirect
from catalog.application.read_models import Kind


@dataclass(frozen=True, slots=True)
class ServiceCount:
    """A service and the number of listed titles that it offers."""

    provider_id: int
    name: str
    logo_path: str | None
    titles: int


class OffersReader(Protocol):
    """Reads services and offers."""

    async def services(self, region: str | None) -> CountedServices:
        """Return the services that offer a listed title in a region, or anywhere, as they were counted last."""
        ...

    async def offers(self, media_id: UUID) -> bytes | None:
        """Return an object with the offers of a listed title in each region."""
        ...


class OfferQueries:
    """Reads where titles can be watched."""

    def __init__(self, offers: OffersReader, lookup: LookupQueries) -> None:
        self._offers = offers
        self._lookup = lookup

    async def services(self, region: str | None, kind: Kind | None) -> tuple[Sequence[ServiceCount], datetime | None]:
        """Return the services that offer a listed title, and when they were counted, null before the first count.

        Those with the most titles are first, then by name.
        """
        counted = await self._offers.services(region)
        services = [
            ServiceCount(service.provider_id, service.name, service.logo_path, titles)
            for service in counted.services
            if (titles := {"movie": service.movies, "show": service.shows, None: service.movies + service.shows}[kind])
        ]
        services.sort(key=lambda service: (-service.titles, service.name, service.provider_id))
        return services, counted.counted_at

    async def offers(self, media_id: UUID) -> bytes | TitleRedirect:
        """Return an object with the offers of a title in each region, or the title that it was merged into.

        Raise MediaNotFound and MediaDeleted as the lookup of a title does.
        """
        offers = await self._offers.offers(media_id)
        return await self._lookup.redirect(media_id) if offers is None else offers
