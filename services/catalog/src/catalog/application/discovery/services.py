"""The services that a user subscribes to, and the list filters that depend on them and on the region.

They are published whenever they are replaced, and once more by `AnnounceServices`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from catalog.application.read_models import Filters, View
from catalog.domain.regions import Regions
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory, in_batches

ANNOUNCED: Final = 1_000
"""How many users' services one transaction publishes again."""


@dataclass(frozen=True, slots=True)
class UserServices:
    """The services of a user in a region; `updated_at` is null before they were stored."""

    region: str
    provider_ids: tuple[int, ...] = ()
    updated_at: datetime | None = None


class ServicesReader(Protocol):
    """Reads users' services."""

    async def of_user(self, user_id: UUID) -> UserServices | None:
        """Return the services of a user, or null before they were stored."""
        ...


class ServicesWork(Protocol):
    """One transaction on users' services."""

    async def save_services(self, user_id: UUID, services: UserServices) -> UserServices:
        """Replace the services of a user, publish them, and return them as stored, later than the ones before."""
        ...

    async def publish_services(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Publish the services of the next users again, and return the ids of these users, in order."""
        ...


class MyServices:
    """Reads and replaces the services of a user."""

    def __init__(
        self, reader: ServicesReader, units: UnitOfWorkFactory[ServicesWork], clock: Clock, regions: Regions
    ) -> None:
        self._reader = reader
        self._units = units
        self._clock = clock
        self._regions = regions

    async def of_user(self, user_id: UUID) -> UserServices:
        """Return the services of a user: none, in the region of the installation, before they were stored."""
        return await self._reader.of_user(user_id) or UserServices(self._regions.of(None))

    async def replace(self, user_id: UUID, region: str, provider_ids: Sequence[int]) -> UserServices:
        """Replace the services of a user, each once and in order, and return them."""
        services = UserServices(region, tuple(sorted(set(provider_ids))), self._clock.now())
        async with self._units.begin() as work:
            return await work.save_services(user_id, services)

    async def resolve(self, filters: Filters, view: View) -> Filters:
        """Return filters with the region of the offers, and with the user's services if they are to filter.

        The region is the one of the filters, else that of the user's services, else that of the view.
        """
        if filters.my_services and view.user_id is not None:
            services = await self.of_user(view.user_id)
            region = filters.watch_region or services.region
            return replace(filters, watch_region=region, providers=services.provider_ids)
        if filters.watch_region is None and (filters.providers is not None or filters.offer_kind is not None):
            return replace(filters, watch_region=self._regions.of(view.region))
        return filters


class AnnounceServices:
    """Publishes the services of every user again, with their versions: consumers that have them ignore them."""

    def __init__(self, units: UnitOfWorkFactory[ServicesWork]) -> None:
        self._units = units

    async def __call__(self) -> int:
        """Return the number of users."""
        return await in_batches(self._units, lambda work, after: work.publish_services(after, ANNOUNCED))
