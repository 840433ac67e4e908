"""Any order, batching and repetition of events ends in the same tables, byte by byte."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from services.catalog.tests.integration.editions import edit_titles
from sqlalchemy import delete, select

from catalog.infrastructure.tables import READ_MODEL, documents, inbox, slugs
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.testing.records import CollectedDeadLetters, records_of
from contracts.auth import UserDeletedV1
from contracts.event import Event, StateEvent, encode
from contracts.identity import media_id
from contracts.ingestion import (
    CastMember,
    Collection,
    Credits,
    CrewMember,
    Genre,
    Offers,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    Translation,
)

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

Dump = dict[str, list[tuple[object, ...]]]

ADA, BEN = UUID(int=0xADA), UUID(int=0xBE)
GENRES = (Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=878, name="Science Fiction"), Genre(tmdb_id=35, name="Comedy"))
DAY = date(2026, 11, 1)


def the_log(make: Make) -> list[Event]:
    """Return events with changed facts, lists that titles leave, removed entries, and events of unknown titles."""
    events: list[Event] = []
    for number in range(1, 9):
        for version in (1, 2, 3):
            facts = {
                "version": version,
                "title": f"Title {number}" if number % 2 else f"Title {number} in version {version}",
                "genres": GENRES[version % 3 :],
                "translations": {"uk-UA": Translation(title=f"Назва {number}.{version}")},
                "ratings": Ratings(tmdb=Rating(rating=version, votes=100 * number)),
                "popularity": float(number * version),
                "release_date": None if version == 2 else DAY + timedelta(days=number),
                **discovery_facts(number, version),
            }
            listed = tuple(SeasonSummary(number=season) for season in range(version))
            releases = tuple(
                Release(region=region, type="digital" if version == 2 else "theatrical", date=DAY)
                for region in ("US", "GB", "KR")[: 4 - version]
            )
            events += [make.movie(number, releases=releases, **facts), make.show(number, seasons=listed, **facts)]
            events += [
                make.scores(number, version=version, ratingo=float(version), popularity=float(number)),
                make.scores(number + 4, "show", version=version, total_watchers=version, source_popularity=1.5),
                make.trend(number, ("up", "none", "down")[(number + version) % 3], version=version),
                make.trend(number + 4, "up", "show", version=version),
                make.season(number, 1, [DAY, DAY + timedelta(days=7), None][:version], version=version),
                make.season(number, 2, [DAY + timedelta(days=30)] * (4 - version), version=version),
                *long_season(make, number, version),
                make.entry(ADA, number, version=version, state="planned", rating=10 * version),
                make.entry(BEN, number, "show", version=version, state="watching", removed=version == 3),
            ]
    for version in (1, 2, 3):
        listed_now = range(version, version + 5)
        events.append(make.ranking("trending.movie.day", listed_now, version))
        events.append(make.ranking("trending.show.day", reversed(listed_now), version, "show"))
        events.append(make.ranking("now-playing.movie.US", [20 + version, version], version))
    return events


def discovery_facts(number: int, version: int) -> dict[str, object]:
    """Return offers, credits, keywords and an origin that change with each version."""
    service, person = Provider(provider_id=version, name=f"Service {version}"), 100 * number
    return {
        "availability": {"US": Offers(stream=(service,)), "GB": Offers(rent=(service,), buy=(service,))},
        "credits": Credits(
            cast=tuple(CastMember(tmdb_id=person + place, name="A", order=place) for place in range(4 - version)),
            crew=(CrewMember(tmdb_id=person, name="A", job="Director", department="Directing"),),
        ),
        "collection": Collection(tmdb_id=number, name=f"Collection {version}") if version < 3 else None,
        "keywords": tuple(f"Keyword {place}" for place in range(version)),
        "original_language": "en" if version == 1 else None,
        "origin_countries": ("US", "GB")[:version],
    }


def long_season(make: Make, show: int, version: int) -> list[Event]:
    """Return a season in parts that shrinks, into one event for some shows, and is withdrawn for others."""
    parts = 4 - version
    withdrawn = datetime(2026, 11, 20, tzinfo=UTC) if version == 3 and show % 3 == 0 else None
    if withdrawn is not None:
        return [make.season(show, 3, [], version=version, withdrawn_at=withdrawn)]
    whole = make.season(show, 3, [DAY + timedelta(days=day) for day in range(2 * parts)], version=version)
    return [
        whole.model_copy(update={"episodes": whole.episodes[2 * at : 2 * at + 2], "part": at + 1, "parts": parts})
        for at in range(parts)
    ]


def unfinished_seasons(make: Make) -> list[Event]:
    """Return seasons of which a part is missing."""
    wholes = [make.season(show, 4, [DAY]) for show in (1, 2, 3)]
    return [whole.model_copy(update={"part": 1, "parts": 2}) for whole in wholes]


def deleted_users() -> list[Event]:
    """Return the ends of accounts."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return [UserDeletedV1(version=2, user_id=UUID(int=number), deleted_at=at) for number in (1, 2, 3)]


def deleted_titles(make: Make) -> list[Event]:
    """Return titles that are deleted, restored, or merged into a deleted one, and scores of some of them."""
    gone_at = datetime(2026, 11, 20, tzinfo=UTC)
    merged = {"gone_at": gone_at, "successor_id": media_id("movie", 60), "successor_tmdb_id": 60}
    unknown = {"gone_at": gone_at, "successor_id": media_id("movie", 99), "successor_tmdb_id": 99}
    ages = {"US": "PG-13"}
    return [
        *(make.movie(number, title="Merger", certifications=ages) for number in (60, 61, 62, 63)),
        make.movie(61, title="Merger", version=2, certifications=ages, **merged),
        make.movie(62, title="Merger", version=2, **merged),
        make.movie(62, title="Merger", version=3, certifications={"GB": "15"}),
        make.movie(63, title="Merger", version=2, **unknown),
        make.scores(61, version=3),
        make.scores(63, version=1),
    ]


async def apply(catalog: Catalog, events: Sequence[Event], sizes: random.Random | None = None) -> None:
    """Apply events as Kafka might deliver them: in batches, each event with its own id."""
    letters = CollectedDeadLetters()
    processor = BatchProcessor(catalog.container.routes(), catalog.container.runtime.transactions, letters)
    records = records_of(*(encode(event, "test") for event in events))
    while records:
        size = sizes.randint(1, 60) if sizes else len(records)
        await processor.process(records[:size])
        records = records[size:]
    assert letters.letters == []


async def dump(catalog: Catalog, *, of_slugs: bool = True) -> Dump:
    """Return every row of every table that events build, in the order of their keys.

    Which title of a name gets the slug depends on the order of events, so the copies of slugs can be left out.
    """
    async with catalog.container.runtime.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(*(column for column in table.c if of_slugs or column is not documents.c.slug)).order_by(
                        *table.primary_key
                    )
                )
            ]
            for table in READ_MODEL
            if table is not inbox
        }


async def assert_documents_have_current_slugs(catalog: Catalog) -> None:
    copied = select(documents.c.media_id, documents.c.slug).where(documents.c.slug.is_not(None))
    owned = select(slugs.c.media_id, slugs.c.slug).where(slugs.c.current)
    async with catalog.container.runtime.engine.connect() as connection:
        copies, owners = [{tuple(row) for row in await connection.execute(statement)} for statement in (copied, owned)]
    assert copies == owners


async def all_slugs(catalog: Catalog) -> set[tuple[object, ...]]:
    async with catalog.container.runtime.engine.connect() as connection:
        return {tuple(row) for row in await connection.execute(select(slugs))}


async def forget(catalog: Catalog, *, also_slugs: bool) -> None:
    async with catalog.container.runtime.engine.begin() as connection:
        for table in (*READ_MODEL, slugs) if also_slugs else READ_MODEL:
            await connection.execute(delete(table))


def newest_only(events: Sequence[Event]) -> list[Event]:
    """Return the events of a log that compaction keeps."""
    kept: dict[tuple[str, str], Event] = {}
    for event in events:
        assert isinstance(event, StateEvent)
        kept[event.topic, event.key()] = event
    return list(kept.values())


async def test_any_order_batching_and_repetition_end_in_the_same_state(catalog: Catalog, make: Make) -> None:
    await edit_titles(catalog.container.runtime.engine, [media_id("movie", number) for number in (1, 2, 3)])
    log = [*the_log(make), *deleted_titles(make), *unfinished_seasons(make), *deleted_users()]
    await apply(catalog, log)
    expected = await dump(catalog, of_slugs=False)
    assert {name for name, rows in expected.items() if len(rows) < 3} == set(), "every table has rows"

    for seed in range(12):
        chance = random.Random(seed)
        shuffled = [*log, *chance.choices(log, k=len(log) // 2)]
        chance.shuffle(shuffled)
        await forget(catalog, also_slugs=True)
        await apply(catalog, shuffled, chance)
        assert await dump(catalog, of_slugs=False) == expected, f"seed {seed}"
        await assert_documents_have_current_slugs(catalog)


async def test_two_concurrent_consumers_end_in_the_same_state(catalog: Catalog, make: Make) -> None:
    log = the_log(make)
    await apply(catalog, log)
    expected = await dump(catalog, of_slugs=False)

    for seed in range(3):
        chance = random.Random(seed)
        await forget(catalog, also_slugs=True)
        one, other = list(log), list(log)
        chance.shuffle(one)
        chance.shuffle(other)
        await asyncio.gather(apply(catalog, one, chance), apply(catalog, other, chance))
        assert await dump(catalog, of_slugs=False) == expected, f"seed {seed}"
        await assert_documents_have_current_slugs(catalog)


async def test_every_title_has_one_current_slug_in_any_order(catalog: Catalog, make: Make) -> None:
    log = [*the_log(make), *(make.movie(number, title="Dune", release_date=DAY) for number in range(30, 34))]

    for seed in range(4):
        shuffled = list(log)
        random.Random(seed).shuffle(shuffled)
        await forget(catalog, also_slugs=True)
        await apply(catalog, shuffled, random.Random(seed))
        rows = await all_slugs(catalog)
        current = [(kind, media) for kind, _, media, _, _, is_current, *_ in rows if is_current]
        assert len(current) == len(set(current)) == 20
        dunes = {slug for _, slug, _, stem, *_ in rows if stem == "dune"}
        assert dunes >= {"dune", "dune-2026"}
        assert len(dunes) == 4


async def test_replay_ends_in_the_same_state_and_changes_no_slug(catalog: Catalog, make: Make) -> None:
    dunes = [make.movie(number, title="Dune", release_date=DAY) for number in range(30, 34)]
    log = [*the_log(make), *dunes, *deleted_titles(make)]
    await apply(catalog, log, random.Random(1))
    expected, slugs_before = await dump(catalog), await all_slugs(catalog)
    gone = {row[2] for row in expected["media"] if datetime(2026, 11, 20, tzinfo=UTC) in row}
    assert gone == {61, 63}, "the log contains deleted titles"

    for replayed in (log, newest_only(log), list(reversed(newest_only(log)))):
        await forget(catalog, also_slugs=False)
        await apply(catalog, replayed, random.Random(2))
        assert await dump(catalog) == expected
        assert await all_slugs(catalog) == slugs_before
