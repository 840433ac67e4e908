"""The store that the contract suites of journals run on: the fake and Postgres."""

import pytest
import pytest_asyncio
from services.library.tests.contract.stores import MOVIE, SEASON, SHOW, Store, in_memory, in_postgres


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def empty_store(request: pytest.FixtureRequest) -> Store:
    return in_memory() if request.param == "memory" else in_postgres(request.getfixturevalue("container"))


@pytest_asyncio.fixture
async def journals(empty_store: Store) -> Store:
    """Return a store with a show of two episodes and a movie."""
    async with empty_store.units.begin() as work:
        await work.titles.merge([SHOW, MOVIE])
        await work.titles.save_season_parts([SEASON])
    return empty_store
