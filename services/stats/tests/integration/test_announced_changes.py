"""Every page that caches keep is announced as changed, in the transaction that changes it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from services.stats.tests.integration import drop_off_events as shows
from services.stats.tests.integration.test_drop_off import AFTER, BEFORE
from services.stats.tests.integration.test_drop_off import deliver as deliver_all
from services.stats.tests.integration.test_stats import imported, signals, trending

from chassis.testing.clients import client_for
from chassis.testing.responses.shared_pages import SharedPages, announced
from contracts.identity import media_id
from stats.api import create_api
from stats.bootstrap import Container
from stats.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

DUNE, SHOW = media_id("movie", 1), media_id("show", shows.SHOW)
BY_ID, BY_NUMBER = f"/api/v1/stats/media/{DUNE}", "/api/v1/stats/tmdb/1"
EXPLANATION, SCORES = f"{BY_ID}/explanation", f"{BY_ID}/scores"
DROP_OFF, RULE = f"/api/v1/stats/drop-off/media/{SHOW}", f"/api/v1/stats/drop-off/tmdb/{shows.SHOW}"
PATHS = (
    BY_ID,
    BY_NUMBER,
    EXPLANATION,
    f"{EXPLANATION}/chart.svg",
    SCORES,
    f"{SCORES}/chart.svg",
    DROP_OFF,
    f"{DROP_OFF}/chart.svg",
    RULE,
    "/api/v1/stats/formulas",
)


@pytest_asyncio.fixture
async def pages(container: Container) -> AsyncIterator[SharedPages]:
    async with client_for(create_api(container)) as client:
        yield SharedPages(client, container.runtime.transactions, outbox, PATHS)


async def test_no_page_changes_without_an_announcement(container: Container, pages: SharedPages) -> None:
    await deliver_all(container, imported(1))
    assert {BY_ID, BY_NUMBER, EXPLANATION, SCORES} <= await pages.changed()
    await deliver_all(container, imported(1, version=2, votes=50_000))
    assert {BY_ID, BY_NUMBER, EXPLANATION, SCORES} <= await pages.changed()
    await deliver_all(container, signals(1, 5, live=45))
    assert {BY_ID, BY_NUMBER} <= await pages.changed()
    await deliver_all(container, trending(1, 2, 1))
    assert await pages.changed() == {BY_ID, BY_NUMBER}
    await deliver_all(container, trending(2, 2))
    assert await pages.changed() == {BY_ID, BY_NUMBER}, "it left the list"
    await deliver_all(container, shows.imported(), shows.season(1, BEFORE))
    await container.application.analyze_marked_shows()
    assert {DROP_OFF, RULE} <= await pages.changed()
    await deliver_all(container, shows.season(2, AFTER))
    assert not {DROP_OFF, RULE} & await pages.changed(), "it is not analyzed again yet"
    await container.application.request_analyses.one(shows.SHOW)
    await container.application.analyze_marked_shows()
    assert {DROP_OFF, RULE} <= await pages.changed()


async def test_what_announcements_name(container: Container) -> None:
    transactions = container.runtime.transactions
    await deliver_all(container, imported(1), signals(1, 5, live=45))
    assert await announced(transactions, outbox) == [{"stats:titles", f"stats:title:{DUNE}"}]
    await deliver_all(container, imported(1))
    assert await announced(transactions, outbox) == [], "it is known already"
    await deliver_all(container, *(imported(number) for number in range(2, 120)))
    assert await announced(transactions, outbox) == [{"stats"}]
