"""A play that two services state counts once, whichever file comes first."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
import pytest_asyncio
from services.library.tests.import_client import USER, Api

from contracts.identity import media_id
from library.application.plays.journal import append
from library.bootstrap import Container
from library.domain.plays.items import NewPlay
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

MATRIX: Final = media_id("movie", 603)
DIARY: Final = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-02,The Matrix,1999,https://boxd.it/aaaa,,,,2024-01-01
2024-02-02,The Matrix,1999,https://boxd.it/bbbb,,Yes,,2024-02-01
"""
GENERIC: Final = """title,year,type,watchedAt
The Matrix,1999,movie,2024-01-01T20:15:42Z
The Matrix,1999,movie,2024-01-31T22:30:00Z
The Matrix,1999,movie,2024-03-01T20:00:00Z
"""

Plays = Callable[[], Awaitable[int]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31)))


async def imported_file(api: Api, content: str, **params: Any) -> dict[str, Any]:
    return await api.commit((await api.upload(content, **params))["id"])


@pytest.mark.parametrize("order", [(DIARY, GENERIC), (GENERIC, DIARY)])
async def test_days_of_the_zone_of_the_import_are_compared(api: Api, plays: Plays, order: tuple[str, str]) -> None:
    for content in order:
        name = "diary.csv" if content is DIARY else "plays.csv"
        await imported_file(api, content, name=name, timeZone="Europe/Kyiv")

    # 22:30 in UTC is the first of February in Kyiv.
    assert await plays() == 3


async def test_a_scrobble_and_an_import_are_one_play(api: Api, plays: Plays, container: Container) -> None:
    at = datetime(2024, 1, 1, 20, 15, 3, tzinfo=UTC)
    async with container.runtime.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        await work.users.lock(USER)
        await append(work, USER, plays=[NewPlay(media_id=MATRIX, watched_at=at, origin="scrobble:jellyfin")], now=at)
        await transaction.commit()

    await imported_file(api, GENERIC)
    assert await plays() == 3
    await imported_file(api, DIARY, name="diary.csv", timeZone="Europe/Kyiv")
    assert await plays() == 3


async def test_a_later_file_adds_its_second_play_of_a_day(api: Api, plays: Plays) -> None:
    await imported_file(api, GENERIC)
    first = DIARY.splitlines()[1]
    await imported_file(api, f"{DIARY.splitlines()[0]}\n{first}\n", name="diary.csv")
    assert await plays() == 3

    again = await api.upload(f"{DIARY.splitlines()[0]}\n{first}\n{first}\n", name="diary.csv")
    assert again["counts"] == {"duplicate": 1, "matched": 1}
    await api.commit(again["id"])

    assert await plays() == 4


async def test_a_play_comes_back_from_another_file_when_its_import_is_reverted(api: Api, plays: Plays) -> None:
    first = await imported_file(api, GENERIC)
    await imported_file(api, DIARY, name="diary.csv", timeZone="Europe/Kyiv")
    await api.revert(first["id"])
    assert await plays() == 0

    again = await imported_file(api, DIARY, name="diary.csv", timeZone="Europe/Kyiv")

    assert again["counts"] == {"committed": 2}
    assert await plays() == 2
