"""The choices of an import over HTTP: validated, shown, and by default those of the user."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

import pytest
import pytest_asyncio
from services.library.tests.import_client import IMPORTS, USER, Api

from contracts.identity import media_id
from library.bootstrap import Container
from library.domain.users.preferences import Preferences
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

MATRIX: Final = media_id("movie", 603)
FILE: Final = "title,year,watchedAt,rating\nThe Matrix,1999,2024-07-13 20:15,4\n"

Deliver = Callable[..., Awaitable[None]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Deliver, imported: Callable[..., Any]) -> None:
    await deliver(imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31)))


async def test_choices_are_shown_and_applied(api: Api) -> None:
    run = await api.upload(FILE, ratingScale=5, timeZone="Europe/Kyiv", defaultState="planned")
    assert (run["ratingScale"], run["timeZone"], run["defaultState"]) == (5, "Europe/Kyiv", "planned")
    assert run["contents"] == {"plays": 1, "ratings": 1}
    await api.commit(run["id"])

    entry = await api.entry(MATRIX)
    assert entry is not None
    assert entry["rating"] == 80
    assert entry["lastWatchedAt"] == "2024-07-13T17:15:00Z"


async def test_without_a_choice_the_zone_is_the_one_that_the_user_prefers(api: Api, container: Container) -> None:
    assert (await api.upload(FILE))["timeZone"] == "UTC"
    async with container.runtime.transactions.begin() as transaction:
        await SqlUnitOfWork(transaction).users.save_preferences([Preferences(USER, 1, time_zone="Europe/Kyiv")])
        await transaction.commit()

    run = await api.upload(FILE)
    assert (run["ratingScale"], run["timeZone"], run["defaultState"]) == (None, "Europe/Kyiv", None)


async def test_a_default_state_replaces_no_state(api: Api) -> None:
    first = await api.upload("title,year,watchedAt\nThe Matrix,1999,2024-07-13\n")
    await api.commit(first["id"])
    run = await api.upload("title,year\nThe Matrix,1999\n", format="generic", defaultState="dropped")
    await api.commit(run["id"])

    entry = await api.entry(MATRIX)
    assert entry is not None
    assert entry["state"] == "completed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ratingScale", "7"),
        ("ratingScale", "1e99"),
        ("timeZone", "../../etc/passwd"),
        ("timeZone", "Mars"),
        ("timeZone", "\0"),
        ("defaultState", "seen"),
    ],
)
async def test_a_choice_that_is_none_is_refused(api: Api, name: str, value: str) -> None:
    response = await api.client.post(IMPORTS, params={name: value}, content=FILE, headers=api.headers)
    assert response.status_code == 400
    assert name in response.text
    assert (await api.client.get(IMPORTS, headers=api.headers)).json()["data"] == []
