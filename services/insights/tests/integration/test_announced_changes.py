"""Every page that caches keep is announced as changed, in the transaction that changes it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from services.insights.tests.conftest import Deliver, Observe
from services.insights.tests.integration.play_events import group
from services.insights.tests.integration.test_api import scored
from services.insights.tests.integration.test_lists import refreshed
from services.insights.tests.integration.test_retention import measured

from chassis.testing.clients import client_for
from chassis.testing.responses.shared_pages import SharedPages, announced
from contracts.catalog import MediaPublishedV1
from contracts.identity import media_id
from contracts.ingestion import Genre, MediaImportedV1, Offers, Provider, Rating, Ratings
from insights.api import create_api
from insights.bootstrap import Container
from insights.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

DUNE, ALIEN = media_id("movie", 1), media_id("movie", 2)
SERIES = f"/api/v1/insights/titles/{DUNE}/series"
COMPARISON = f"/api/v1/insights/compare?ids={DUNE},{ALIEN}"
MOVEMENTS, MOVERS = "/api/v1/insights/movements", "/api/v1/insights/movers"
LIST = "/api/v1/insights/lists/trending.movie.day/history"
GENRE, SERVICE = "/api/v1/insights/genres/18/series", "/api/v1/insights/providers/8/series?region=US"
RETENTION = f"/api/v1/insights/titles/{DUNE}/retention"
YEAR = "/api/v1/insights/years/2026"
PATHS = (
    SERIES,
    f"{SERIES}/chart.svg",
    f"{SERIES}?interval=week",
    f"{SERIES}?signal=plays",
    f"/api/v1/insights/titles/{DUNE}/history",
    f"/api/v1/insights/titles/{DUNE}/lists",
    RETENTION,
    f"/api/v1/insights/titles/{ALIEN}/series",
    COMPARISON,
    MOVEMENTS,
    MOVERS,
    f"/api/v1/insights/badges?ids={DUNE},{ALIEN}",
    "/api/v1/insights/lists",
    LIST,
    GENRE,
    SERVICE,
    YEAR,
)
Imported = Callable[..., MediaImportedV1]
Published = Callable[..., MediaPublishedV1]


@pytest_asyncio.fixture
async def pages(container: Container) -> AsyncIterator[SharedPages]:
    async with client_for(create_api(container)) as client:
        yield SharedPages(client, container.runtime.transactions, outbox, PATHS)


def offered(event: MediaImportedV1, name: str = "Netflix") -> MediaImportedV1:
    service = Offers(stream=(Provider(provider_id=8, name=name),))
    return event.model_copy(update={"genres": (Genre(tmdb_id=18, name="Drama"),), "availability": {"US": service}})


async def test_no_page_changes_without_an_announcement(
    container: Container,
    pages: SharedPages,
    deliver: Deliver,
    imported: Imported,
    published: Published,
    observed: Observe,
) -> None:
    application = container.application

    async def after(*work: Awaitable[object]) -> set[str]:
        for task in work:
            await task
        return await pages.changed()

    async def delivered(*events: object) -> set[str]:
        assert await deliver(*events) == []  # type: ignore[arg-type]
        return await pages.changed()

    assert {SERIES, COMPARISON, YEAR} <= await delivered(offered(imported(1)), imported(2))
    watched = [observed(1, days, 100_000 - 5 * days**2, live=5, popularity=float(days % 7)) for days in range(100)]
    assert {SERIES, COMPARISON} <= await delivered(*watched)
    assert MOVEMENTS in await after(application.refresh_movements())
    assert MOVERS in await after(application.refresh_changes())
    await after(application.roll_up_signals())
    assert GENRE in await after(application.refresh_groups())
    assert YEAR in await after(application.refresh_years())
    assert LIST in await delivered(refreshed(1, 2))
    assert LIST in await delivered(refreshed(2, 1, version=2))
    assert {MOVEMENTS, LIST} <= await delivered(published(1, "dune"))
    assert MOVEMENTS in await delivered(scored(1, 3, 70.0, Ratings(tmdb=Rating(rating=8.2, votes=26_000))))
    assert {SERVICE, LIST} <= await delivered(offered(imported(1, version=2, title="Dune"), "Netflix Basic"))
    assert RETENTION in await delivered(measured())
    assert RETENTION in await delivered(measured(version=2, users=0))
    await delivered(*group())
    assert f"{SERIES}?signal=plays" in await after(application.count_plays())


async def test_what_announcements_name(
    container: Container, deliver: Deliver, imported: Imported, observed: Observe
) -> None:
    transactions = container.runtime.transactions
    await deliver(imported(1), imported(2), observed(2, 0, 100))
    assert await announced(transactions, outbox) == [
        {"insights:titles", "insights:signals"} | {f"insights:title:{title}" for title in (DUNE, ALIEN)}
    ]
    await deliver(*(imported(number) for number in range(1, 120)))
    assert await announced(transactions, outbox) == [{"insights"}]
    await container.application.refresh_movements()
    assert await announced(transactions, outbox) == [{"insights:movements"}]
    await container.application.refresh_movements()
    assert await announced(transactions, outbox) == []
