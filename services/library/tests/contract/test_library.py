"""What every implementation of the write ports of the library does: one suite for the fake and for Postgres."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import orjson
import pytest
from services.library.tests.fakes import InMemoryLibrary
from sqlalchemy import select

from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from contracts.library import LibraryChangedV1
from library.application.entries.documents import to_document
from library.application.idempotency import StoredResponse, StoredResponses
from library.application.titles.commands import UpdateSeasonPart
from library.application.unit_of_work import UnitOfWork
from library.bootstrap import Container
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.errors import AccountErased
from library.domain.titles.details import Details, EpisodeDetails, ExternalIds, Genre, Person
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title
from library.infrastructure.tables import outbox
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.infrastructure.users.responses import SqlStoredResponses

USER, OTHER = UUID(int=7), UUID(int=8)
SHOW, SEASON = UUID(int=1), UUID(int=2)
FACTS = Facts(
    version=3,
    name="Breaking Bad",
    poster_path="/poster.jpg",
    release_date=date(2008, 1, 20),
    deleted_at=datetime(2026, 11, 20, tzinfo=UTC),
    successor_id=UUID(int=9),
    ended=True,
    listed_seasons=(0, 1, 2),
    last_listed=EpisodeNumber(2, 13),
    details=Details(
        original_name="Breaking Bad",
        names=("breaking bad", "metastasis"),
        external_ids=ExternalIds("tt0903747", 81189, 1388, 169),
        status="Ended",
        runtime_minutes=47,
        language="en",
        countries=("US",),
        genres=(Genre(18, "Drama"), Genre(80, "Crime")),
        people=(Person(66633, "Vince Gilligan", "writer"), Person(17419, "Bryan Cranston", "cast")),
        popularity=93.5,
        streams={"DE": (8,), "US": (8, 9)},
    ),
)
TITLE = Title(SHOW, "show", 1396, FACTS, ScoreSnapshot(4, 91.5), Address(5, "breaking-bad"))
ENTRY = Entry(
    USER,
    SHOW,
    "show",
    1396,
    version=1_795_262_400_000_000,
    state="watching",
    cause="mark",
    rating=85,
    rated_at=NOON,
    progress=Progress.of({0: 1, 2: 5}),
    notes="With Ann",
    tags=("with ann", "drama"),
    plays=2,
    episodes_seen=5,
    runs=1,
    first_watched_at=NOON - timedelta(days=1),
    last_watched_at=NOON,
    created_at=NOON,
    updated_at=NOON,
)


@dataclass(frozen=True, slots=True)
class Store:
    """An implementation of the ports, and the published events as pairs of version and removal."""

    units: UnitOfWorkFactory[UnitOfWork]
    responses: StoredResponses
    published: Callable[[], Awaitable[list[tuple[int, bool]]]]


def in_memory() -> Store:
    fake = InMemoryLibrary()

    async def published() -> list[tuple[int, bool]]:
        return [(entry.version, not entry.exists) for entry in fake.published]

    return Store(fake, fake.responses, published)


def in_postgres(container: Container) -> Store:
    transactions = container.runtime.transactions

    async def published() -> list[tuple[int, bool]]:
        async with transactions.read() as connection:
            bodies = (
                await connection.execute(
                    select(outbox.c.body).where(outbox.c.topic != LibraryChangedV1.topic).order_by(outbox.c.id)
                )
            ).scalars()
            events = [orjson.loads(body) for body in bodies if body]
        return [(event["version"], event["removed"]) for event in events]

    return Store(
        UnitsOfWork(transactions, SqlUnitOfWork),
        SqlStoredResponses(transactions),
        published,
    )


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    return in_memory() if request.param == "memory" else in_postgres(request.getfixturevalue("container"))


async def save(store: Store, title: Title) -> None:
    async with store.units.begin() as work:
        await work.titles.merge([title])


async def test_a_title_is_imported_when_it_has_facts(store: Store) -> None:
    await save(store, replace(TITLE, facts=None))
    async with store.units.begin() as work:
        assert await work.titles.find(SHOW) is None

    await save(store, TITLE)

    async with store.units.begin() as work:
        assert await work.titles.find(SHOW) == TITLE


async def test_of_each_part_of_a_title_the_newest_version_is_stored(store: Store) -> None:
    score, address = ScoreSnapshot(4, 91.5), Address(5, "breaking-bad")
    older = replace(FACTS, version=2, name="older", ended=False, successor_id=None, listed_seasons=())
    updates = [(older, score, None), (FACTS, None, None), (None, ScoreSnapshot(3, 1), address), (None, None, None)]

    for number, order in enumerate(permutations(updates), 100):
        title = replace(TITLE, media_id=UUID(int=number))
        for facts, scored, published in order:
            await save(store, replace(title, facts=facts, score=scored, address=published))
        async with store.units.begin() as work:
            assert await work.titles.find(title.media_id) == title


def part(number: int, parts: int, version: int, *episodes: int) -> UpdateSeasonPart:
    return UpdateSeasonPart(SEASON, number, parts, SHOW, 1, version, tuple(map(EpisodeDetails, episodes)))


async def test_a_season_is_known_when_its_newest_version_is_complete(store: Store) -> None:
    episodes = []
    for update in (part(1, 2, 2, 1, 2), part(1, 2, 1, 7), part(2, 2, 2, 3)):
        async with store.units.begin() as work:
            await work.titles.save_season_parts([update])
        async with store.units.begin() as work:
            episodes.append((await work.titles.seasons(TITLE)).episodes)

    assert episodes == [{}, {}, {1: (1, 2, 3)}]
    async with store.units.begin() as work:
        assert (await work.titles.seasons(TITLE)).listed == {0, 1, 2}
        assert await work.titles.seasons(Title(SHOW, "movie", 1)) == Seasons()


async def test_a_saved_entry_is_read_and_published(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.lock(USER)
        assert await work.entries.find(USER, SHOW) is None
        await work.entries.save([ENTRY])

    async with store.units.begin() as work:
        assert await work.entries.find(USER, SHOW) == ENTRY
        assert await work.entries.find(OTHER, SHOW) is None
    assert await store.published() == [(ENTRY.version, False)]


async def test_a_failed_unit_of_work_stores_and_publishes_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="no"):
        await _save_and_fail(store)

    assert await store.published() == []
    async with store.units.begin() as work:
        assert await work.entries.find(USER, SHOW) is None


async def _save_and_fail(store: Store) -> None:
    async with store.units.begin() as work:
        await work.entries.save([ENTRY])
        raise RuntimeError("no")


async def test_a_removed_entry_is_read_but_not_listed(store: Store) -> None:
    removed = ENTRY.removed(NOON)
    async with store.units.begin() as work:
        await work.entries.save([ENTRY])
        await work.entries.save([removed])

    async with store.units.begin() as work:
        assert await work.entries.find(USER, SHOW) == removed
    async with store.units.begin() as work:
        assert await work.entries.of_user(USER) == []
    assert await store.published() == [(ENTRY.version, False), (removed.version, True)]


async def test_a_response_is_stored_for_24_hours(store: Store) -> None:
    written = StoredResponse("digest", to_document(ENTRY))
    async with store.units.begin() as work:
        await work.users.lock(USER)
        await work.responses.save(USER, "k1", written, NOON)
        await work.responses.save(USER, "k2", StoredResponse("removal", None), NOON)

    async with store.units.begin() as work:
        assert await work.responses.find(USER, "k1", NOON + timedelta(hours=24)) == written
        assert await work.responses.find(USER, "k1", NOON + timedelta(hours=25)) is None
        assert await work.responses.find(OTHER, "k1", NOON) is None
        assert await work.responses.find(USER, "k2", NOON) == StoredResponse("removal", None)
    await store.responses.delete_expired(NOON + timedelta(hours=25))
    async with store.units.begin() as work:
        assert await work.responses.find(USER, "k1", NOON) is None


async def test_an_expired_response_is_replaced(store: Store) -> None:
    later = NOON + timedelta(hours=30)
    async with store.units.begin() as work:
        await work.responses.save(USER, "k1", StoredResponse("first", to_document(ENTRY)), NOON)
        await work.responses.save(USER, "k1", StoredResponse("second", None), later)

    async with store.units.begin() as work:
        assert await work.responses.find(USER, "k1", later) == StoredResponse("second", None)


async def test_an_erased_user_has_no_data_and_writes_none(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.lock(USER)
        await work.entries.save([ENTRY])
        await work.responses.save(USER, "k1", StoredResponse("digest", to_document(ENTRY)), NOON)
    async with store.units.begin() as work:
        await work.users.mark_erased(USER, NOON)
        assert await work.entries.of_user(USER) == [ENTRY]
        await work.users.delete_data(USER)
        await work.users.mark_erased(USER, NOON + timedelta(days=1))

    async with store.units.begin() as work:
        assert await work.entries.find(USER, SHOW) is None
        assert await work.responses.find(USER, "k1", NOON) is None
        await work.users.lock(OTHER)
        with pytest.raises(AccountErased):
            await work.users.lock(USER)
