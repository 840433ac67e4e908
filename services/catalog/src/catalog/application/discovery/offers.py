"""Where titles can be watched: services with the number of titles, and the offers of one title."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

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

    async def services(self, region: str | None, kind: Kind | None) -> Sequence[ServiceCount]:
        """Return the services that offer a listed title in a region, or anywhere."""
        ...

    async def offers(self, media_id: UUID) -> bytes | None:
        """Return an object with the offers of a listed title in each region."""
        ...


class OfferQueries:
    """Reads where titles can be watched."""

    def __init__(self, offers: OffersReader, lookup: LookupQueries) -> None:
        self._offers = offers
        self._lookup = lookup

    async def services(self, region: str | None, kind: Kind | None) -> Sequence[ServiceCount]:
        """Return the services that offer a listed title, those with the most titles first, then by name."""
        services = await self._offers.services(region, kind)
        return sorted(services, key=lambda service: (-service.titles, service.name, service.provider_id))

    async def offers(self, media_id: UUID) -> bytes | TitleRedirect:
        """Return an object with the offers of a title in each region, or the title that it was merged into.

        Raise MediaNotFound and MediaDeleted as the lookup of a title does.
        """
        offers = await self._offers.offers(media_id)
        return await self._lookup.redirect(media_id) if offers is None else offers
