"""Which services and which region a list filters by."""

from uuid import UUID

import pytest
from services.catalog.tests.fakes import FakeServices

from catalog.application.discovery.services import MyServices, UserServices
from catalog.application.read_models import Filters, View
from catalog.domain.regions import Regions
from chassis.testing.clock import NOON, FixedClock

pytestmark = pytest.mark.unit

ADA, BEN = UUID(int=0xADA), UUID(int=0xBE)
STORED = UserServices("DE", (8, 337), NOON)


def queries(services: FakeServices | None = None) -> MyServices:
    services = services or FakeServices({ADA: STORED})
    return MyServices(services, services, FixedClock(), Regions("US"))


@pytest.mark.parametrize(
    ("filters", "view", "region", "providers"),
    [
        (Filters(), View(ADA), None, None),
        (Filters(providers=(8,)), View(ADA), "US", (8,)),
        (Filters(providers=(8,)), View(region="GB"), "GB", (8,)),
        (Filters(providers=(8,), watch_region="FR"), View(region="GB"), "FR", (8,)),
        (Filters(offer_kind="rent"), View(), "US", None),
        (Filters(watch_region="FR"), View(), "FR", None),
        (Filters(my_services=True), View(ADA, "GB"), "DE", (8, 337)),
        (Filters(my_services=True, watch_region="FR"), View(ADA), "FR", (8, 337)),
        (Filters(my_services=True), View(BEN), "US", ()),
    ],
)
async def test_region_and_services_of_a_list(
    filters: Filters, view: View, region: str | None, providers: tuple[int, ...] | None
) -> None:
    resolved = await queries().resolve(filters, view)

    assert (resolved.watch_region, resolved.providers) == (region, providers)


async def test_services_are_stored_once_each_and_in_order() -> None:
    services = FakeServices()

    stored = await queries(services).replace(BEN, "GB", [337, 8, 337])

    assert stored == services.stored[BEN] == UserServices("GB", (8, 337), NOON)


async def test_user_without_services_has_none_in_the_region_of_the_installation() -> None:
    assert await queries().of_user(BEN) == UserServices("US")
