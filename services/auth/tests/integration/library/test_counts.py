"""Counts of the libraries of users, from events to `GET /auth/me`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
import pytest_asyncio
from services.auth.tests.library_contract import Counted, LibraryContract
from sqlalchemy import func, select, text

from auth.application.library.counting import CountLibraries
from auth.bootstrap import Container
from auth.domain.library.stats import NOTHING, LibraryEntry, LibraryStats
from auth.infrastructure.library.repository import SqlLibraryEntries
from auth.infrastructure.library.tables import library_counts, library_entries
from chassis.testing.clock import NOON
from chassis.testing.records import feed
from contracts.event import encode
from contracts.identity import Kind, media_id
from contracts.library import LibraryEntryChangedV1, WatchState

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]


def user_of(tokens: dict[str, str]) -> UUID:
    return UUID(jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"])


def entry(
    user_id: UUID,
    number: int,
    *,
    kind: Kind = "movie",
    version: int = 1,
    state: WatchState | None = None,
    rating: int | None = None,
    removed: bool = False,
) -> LibraryEntryChangedV1:
    return LibraryEntryChangedV1(
        version=version,
        user_id=user_id,
        media_id=media_id(kind, number),
        kind=kind,
        tmdb_id=number,
        state=state,
        rating=rating,
        removed=removed,
        changed_at=NOON,
    )


async def deliver(container: Container, *events: LibraryEntryChangedV1) -> None:
    messages = [encode(event, "library") for event in events]
    assert await feed(container.routes(), container.runtime.transactions, *messages) == []


async def stats(client: httpx2.AsyncClient, tokens: dict[str, str]) -> dict[str, int]:
    response = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})
    assert response.status_code == 200, response.text
    counts: dict[str, int] = response.json()["data"]["stats"]
    return counts


async def apply_to(container: Container, entries: Sequence[LibraryEntry]) -> None:
    async with container.runtime.transactions.begin() as transaction:
        await CountLibraries()(SqlLibraryEntries(transaction.connection), entries)
        await transaction.commit()


@pytest_asyncio.fixture
async def counted(container: Container, register: Register) -> Counted:
    users = (user_of(await register("ada_l")), user_of(await register("bob_x")))

    async def apply(entries: Sequence[LibraryEntry]) -> None:
        await apply_to(container, entries)

    async def counts(account_id: UUID) -> LibraryStats:
        query = select(library_counts).where(library_counts.c.account_id == account_id)
        async with container.runtime.transactions.read() as connection:
            row = (await connection.execute(query)).first()
        return NOTHING if row is None else LibraryStats(*row[1:])

    return Counted(users, uuid4(), apply, counts)


class TestPostgres(LibraryContract):
    """Runs the contract on Postgres."""

    async def test_parallel_batches_of_one_user_count_everything(self, counted: Counted) -> None:
        ada, bob = counted.users
        batches = [
            [
                LibraryEntry(user, UUID(int=number), version, "movie", is_planned=version % 2 == 0, is_rated=True)
                for number in range(20)
                for user in counted.users
            ]
            for version in range(1, 9)
        ]

        await asyncio.gather(*(counted.apply(batch) for batch in batches))

        expected = LibraryStats(movies_rated=20, watchlist_count=20)
        assert (await counted.counts(ada), await counted.counts(bob)) == (expected, expected)


async def test_me_counts_the_library_of_the_user(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, other = await register("ada_l"), await register("bob_x")
    user_id = user_of(tokens)
    nothing = {"moviesRated": 0, "showsRated": 0, "watchlistCount": 0}
    assert await stats(client, tokens) == nothing

    await deliver(
        container,
        entry(user_id, 1, rating=80, state="completed"),
        entry(user_id, 2, rating=0, state="planned"),
        entry(user_id, 3, kind="show", rating=70, state="watching"),
        entry(user_id, 4, kind="show", state="planned"),
        entry(user_id, 5, kind="show", state="dropped"),
    )
    assert await stats(client, tokens) == {"moviesRated": 2, "showsRated": 1, "watchlistCount": 2}
    assert await stats(client, other) == nothing

    await deliver(container, entry(user_id, 2, version=2, removed=True), entry(user_id, 4, version=2, kind="show"))
    assert await stats(client, tokens) == {"moviesRated": 1, "showsRated": 1, "watchlistCount": 0}


async def test_deleted_account_leaves_no_entries_and_later_events_store_none(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, stays = await register("ada_l"), await register("bob_x")
    gone, kept = user_of(tokens), user_of(stays)
    await deliver(container, entry(gone, 1, rating=80), entry(kept, 1, rating=80))

    deleted = await client.delete("/api/v1/users/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})
    await deliver(container, entry(gone, 2, state="planned"), entry(kept, 2, state="planned"), entry(uuid4(), 2))

    assert deleted.status_code == 204
    async with container.runtime.transactions.read() as connection:
        for table, rows in ((library_entries, 2), (library_counts, 1)):
            users = select(table.c.account_id, func.count()).group_by(table.c.account_id)
            assert [tuple(row) for row in await connection.execute(users)] == [(kept, rows)]


async def test_deletion_waits_for_a_batch_and_deletes_what_it_stored(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    user_id = user_of(tokens)
    async with container.runtime.transactions.begin() as transaction:
        library = SqlLibraryEntries(transaction.connection)
        await CountLibraries()(library, [LibraryEntry(user_id, UUID(int=1), 1, "movie", is_rated=True)])
        headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
        deletion = asyncio.create_task(client.delete("/api/v1/users/me", headers=headers))
        while not await is_waiting(container):
            assert not deletion.done()
        await transaction.commit()

    assert (await deletion).status_code == 204
    async with container.runtime.transactions.read() as connection:
        for table in (library_entries, library_counts):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_second_batch_of_a_user_waits_for_the_first_and_counts_nothing_twice(
    counted: Counted, container: Container
) -> None:
    ada, _ = counted.users
    entries = [LibraryEntry(ada, UUID(int=1), 1, "movie", is_rated=True)]
    async with container.runtime.transactions.begin() as transaction:
        await CountLibraries()(SqlLibraryEntries(transaction.connection), entries)
        second = asyncio.ensure_future(counted.apply(entries))
        while not await is_waiting(container):
            assert not second.done()
        await transaction.commit()
    await second

    assert await counted.counts(ada) == LibraryStats(movies_rated=1)


async def is_waiting(container: Container) -> bool:
    query = text(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    async with container.runtime.transactions.read() as connection:
        return int((await connection.execute(query)).scalar_one()) > 0


async def test_export_has_the_entries(client: httpx2.AsyncClient, register: Register, container: Container) -> None:
    tokens = await register("ada_l")
    await deliver(container, entry(user_of(tokens), 1, rating=80, version=3))

    headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
    tables = (await client.get("/api/v1/users/me/export", headers=headers)).json()["data"]["tables"]

    [row] = tables["library_entries"]
    assert (row["media_id"], row["is_rated"], row["is_planned"]) == (str(media_id("movie", 1)), True, False)
    assert [row["movies_rated"] for row in tables["library_counts"]] == [1]
