"""Each kind of invalid input over HTTP: the status, the code, and the parameter that the error names."""

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from contracts.identity import media_id
from devstack.testing.pytest_plugin import CreateDatabase
from insights.api import create_api
from insights.bootstrap import build
from insights.settings import Settings

pytestmark = pytest.mark.integration

UNKNOWN = media_id("show", 404)
FUTURE = "2026-11-22"
REVERSED = "from=2026-11-02&to=2026-11-01"
SERIES = f"titles/{UNKNOWN}/series"
COMPARED = f"compare?ids={UNKNOWN}"
OF_SERVICE = "providers/8/series?region=US"
LIST = "lists/trending.movie.day"

INVALID = [
    # A day in the future, or before the year 2000.
    (f"{SERIES}?to={FUTURE}", "to"),
    (f"{SERIES}?from={FUTURE}", "from"),
    (f"{SERIES}/chart.svg?to=9999-12-31", "to"),
    (f"{SERIES}/sparkline.svg?to={FUTURE}", "to"),
    (f"{SERIES}?from=0001-01-01", "from"),
    (f"{COMPARED}&to={FUTURE}", "to"),
    (f"genres/18/series?to={FUTURE}", "to"),
    (f"{OF_SERVICE}&to={FUTURE}", "to"),
    (f"{LIST}/history?to={FUTURE}", "to"),
    (f"{LIST}/chart.png?to={FUTURE}", "to"),
    ("years/2027", "year"),
    # No day at all.
    (f"{SERIES}?from=yesterday", "from"),
    (f"{SERIES}?to=2026-02-30", "to"),
    ("genres/18/series?from=%00", "from"),
    # An unknown window.
    ("movements?window=8d", "window"),
    ("movements/chart.svg?window=2w", "window"),
    ("movers?window=14d", "window"),
    (f"titles/{UNKNOWN}/history?days=366", "days"),
    (f"titles/{UNKNOWN}/history?days=0", "days"),
    (f"{SERIES}?interval=year", "interval"),
    # An unknown signal, source, statistic or dimension.
    (f"{SERIES}?signal=tears", "signal"),
    (f"{SERIES}/chart.png?signal=POPULARITY", "signal"),
    (f"{COMPARED}&signal=", "signal"),
    ("movers?signal=rank", "signal"),
    ("genres/18/series?signal=plays", "signal"),
    (f"{OF_SERVICE}&signal=rank", "signal"),
    (f"{SERIES}?source=netflix", "source"),
    ("genres/18/series?statistic=median", "statistic"),
    ("distributions?by=director", "by"),
    ("distributions/chart.svg", "by"),
    # An unknown region.
    (f"{SERIES}?region=Europe", "region"),
    (f"{COMPARED}&region=us", "region"),
    ("providers/8/series", "region"),
    ("providers/8/series?region=global", "region"),
    ("movers?country=usa", "country"),
    ("movers?provider=8", "provider"),
    # An unknown method, or any other parameter that there is not.
    ("movers?method=guess-1", "method"),
    ("movements?method=guess-1", "method"),
    # A reversed range.
    (f"{SERIES}?{REVERSED}", "from"),
    (f"{SERIES}/chart.svg?{REVERSED}", "from"),
    (f"{COMPARED}&{REVERSED}", "from"),
    (f"genres/18/series?{REVERSED}", "from"),
    (f"{OF_SERVICE}&{REVERSED}", "from"),
    (f"{LIST}/history?{REVERSED}", "from"),
    # Numbers, types and ids that there cannot be.
    ("movements?limit=0", "limit"),
    ("movements?limit=51", "limit"),
    ("movements?type=person", "type"),
    ("movers?limit=99999999999999999999999", "limit"),
    ("genres/99999999999/series", "genreId"),
    ("titles/nonsense/history", "mediaId"),
    ("titles/nonsense/series", "mediaId"),
    ("lists/a_b/history", "listId"),
    ("badges?ids=nonsense", "ids"),
    ("compare?ids=", "ids"),
    (f"titles/{UNKNOWN}/retention?video=2", "video"),
    (f"titles/{UNKNOWN}/retention/chart.svg?video=teaser", "video"),
]
MISSING = [
    (f"titles/{UNKNOWN}/history", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (SERIES, "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (f"{SERIES}/chart.png", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (f"{SERIES}/sparkline.svg", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (f"titles/{UNKNOWN}/lists", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (f"titles/{UNKNOWN}/retention", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (f"titles/{UNKNOWN}/retention/chart.png", "MEDIA_NOT_FOUND", str(UNKNOWN)),
    (COMPARED, "MEDIA_NOT_FOUND", str(UNKNOWN)),
    ("genres/5/series", "GENRE_NOT_FOUND", "5"),
    (OF_SERVICE, "PROVIDER_NOT_FOUND", "8 in US"),
    (f"{LIST}/history", "LIST_NOT_FOUND", "trending.movie.day"),
]
LITTLE = [
    ("movements?window=1d", "NO_DATA"),
    ("movements?window=365d", "NO_DATA"),
    ("movers?window=1d", "NO_DATA"),
    ("movers?signal=plays", "NO_DATA"),
    ("genres/18/series", "NO_OBSERVATIONS"),
    ("years/2026", "NOT_ENOUGH_DATA"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(create_database: CreateDatabase) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of an insights without titles."""
    settings = Settings(database_url=(await create_database("insights")).app, kafka_bootstrap="127.0.0.1:1")
    container = build(settings, clock=FixedClock())
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()


@pytest.mark.parametrize(("path", "parameter"), INVALID)
async def test_an_invalid_parameter_is_named(client: httpx2.AsyncClient, path: str, parameter: str) -> None:
    response = await client.get(f"/api/v1/insights/{path}")

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in error["details"]["errors"]] == [parameter]
    assert error["message"].startswith(f"{parameter}: ")


@pytest.mark.parametrize(("path", "code", "name"), MISSING)
async def test_what_is_unknown_is_named(client: httpx2.AsyncClient, path: str, code: str, name: str) -> None:
    response = await client.get(f"/api/v1/insights/{path}")

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (404, code)
    assert name in error["message"]


@pytest.mark.parametrize(("path", "code"), LITTLE)
async def test_little_data_is_a_reason_and_no_number(client: httpx2.AsyncClient, path: str, code: str) -> None:
    response = await client.get(f"/api/v1/insights/{path}")

    data = response.json()["data"]
    assert (response.status_code, data["reason"]["code"]) == (200, code)
    assert data["reason"]["message"]
    assert not data.get("risers")
    assert not data.get("fallers")
    assert {entry["value"] for entry in data.get("entries", ())} <= {None}
