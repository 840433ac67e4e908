"""Smart lists: the query of any rules selects what a naive evaluation selects."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from services.library.tests.integration.lists.conftest import OWNER, STRANGER, As, UserClient, title
from services.library.tests.lists_strategies import (
    GENRES,
    LANGUAGES,
    OWN_REGION,
    OWN_SERVICES,
    REGIONS,
    SERVICES,
    STATUSES,
    TAGS,
    Facts,
    rules,
    selected,
)
from sqlalchemy import insert

from chassis.testing.clock import NOON
from chassis.testing.events import stats_updated
from contracts.catalog import UserServicesChangedV1
from contracts.identity import media_id
from contracts.ingestion import Offers, Provider
from library.application.lists.ports import ListReader
from library.application.lists.read_models import ItemRequest
from library.bootstrap import Container
from library.domain.lists.rules.document import SmartRules
from library.infrastructure.tables import entries, titles, users

pytestmark = pytest.mark.integration

COUNT = 60
MAX: Final = Provider(provider_id=1899, name="Max")
Deliver = Callable[..., Awaitable[None]]


def random_facts() -> list[Facts]:
    """Return titles of which about a quarter of the values are unknown, and entries of two thirds of them."""
    source = random.Random(7)

    def unknown_or(value: Any) -> Any:
        return None if source.random() < 0.25 else value

    def some(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(source.sample(values, source.randint(0, len(values))))

    facts = []
    for number in range(1000, 1000 + COUNT):
        released = unknown_or(date(1998 + source.randint(0, 5), source.randint(1, 12), source.randint(1, 28)))
        in_library = source.random() < 0.66
        added = NOON - timedelta(days=source.randint(0, 12), seconds=source.randint(0, 80_000)) if in_library else None
        values = {
            "kind": source.choice(("movie", "show")),
            "genre": unknown_or(some(GENRES)),
            "releaseDate": released,
            "year": released.year if released else None,
            "runtime": unknown_or(source.randint(80, 130)),
            "score": unknown_or(source.randint(0, 10) * 10.0),
            "popularity": unknown_or(float(source.randint(0, 5))),
            "status": unknown_or(source.choice(STATUSES)),
            "language": unknown_or(source.choice(LANGUAGES)),
            "country": unknown_or(some(REGIONS)),
            "streaming": unknown_or(some(tuple(f"{region}:{service}" for region in REGIONS for service in SERVICES))),
            "title": f"title {source.randint(0, 20):02}",
            "tags": some(TAGS) if in_library else None,
            "plays": source.randint(0, 3) if in_library else None,
            "watched": unknown_or(NOON - timedelta(hours=source.randint(0, 300))) if in_library else None,
            "state": source.choice(("planned", "watching", "completed", "dropped", "paused")) if in_library else None,
            "rating": unknown_or(source.randint(0, 10) * 10) if in_library else None,
            "added": added,
        }
        facts.append(Facts(str(media_id(values["kind"], number)), values, in_library))
    return facts


FACTS: Final = random_facts()


async def _store(container: Container, facts: list[Facts]) -> None:
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.execute(titles.delete())
        await transaction.connection.execute(
            insert(users).values(
                user_id=OWNER,
                region=OWN_REGION,
                services_version=1,
                services_region=OWN_SERVICES[0],
                provider_ids=list(OWN_SERVICES[1]),
            )
        )
        for number, title in enumerate(facts):
            values = title.values
            common = {"media_id": UUID(title.key), "kind": values["kind"], "tmdb_id": number}
            row = {
                **common,
                "facts_version": 1,
                "name": values["title"].upper(),
                "release_date": values["releaseDate"],
                "runtime_minutes": values["runtime"],
                "ratingo_score": values["score"],
                "standing_version": None if values["score"] is None else 1,
                "popularity": values["popularity"],
                "status": values["status"],
                "language": values["language"],
                "countries": values["country"],
                "genre_ids": values["genre"],
                "streams": values["streaming"],
            }
            await transaction.connection.execute(insert(titles).values(**row))
            for user in (OWNER, STRANGER):
                own = user == OWNER and title.in_library
                entry = {
                    **common,
                    "user_id": user,
                    "version": 1,
                    "state": values["state"] if own else "planned" if user == STRANGER else None,
                    "rating": values["rating"] if own else None,
                    "tags": list(values["tags"]) if own else [],
                    "plays": values["plays"] if own else 0,
                    "last_watched_at": values["watched"] if own else None,
                    "created_at": values["added"] if own else NOON if user == STRANGER else None,
                    "updated_at": NOON,
                }
                await transaction.connection.execute(insert(entries).values(**entry))
        await transaction.commit()


@pytest_asyncio.fixture
async def stored(container: Container) -> ListReader:
    await _store(container, FACTS)
    return container.application.lists.overviews


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(rules=rules)
async def test_the_query_of_rules_selects_what_a_naive_evaluation_selects(
    stored: ListReader, rules: SmartRules
) -> None:
    page = await stored.selected(rules, OWNER, ItemRequest(OWNER, 100, 0), NOON)

    expected = selected(rules, FACTS, NOON)
    assert [str(item.media_id) for item in page.items] == expected
    assert [item.position for item in page.items] == list(range(1, len(expected) + 1))
    assert page.total == len(expected)


async def test_a_smart_list_shows_every_reader_what_it_selects_for_the_owner(
    owner: UserClient, as_user: As, deliver: Callable[..., Awaitable[None]]
) -> None:
    for number, rating in ((1, 50), (2, 90), (3, 70)):
        await owner.send("PATCH", f"/user-media/{title(number)}", {"state": "completed", "rating": rating})
    await as_user(STRANGER).send("PATCH", f"/user-media/{title(3)}", {"state": "completed"})
    await deliver(stats_updated(3, kind="movie"))
    rules = {"match": {"field": "rating", "gte": 60}, "sort": "rating"}
    list_id = await owner.create(rules=rules, visibility="public")

    for reader in (owner, as_user(STRANGER), as_user(None)):
        assert await reader.numbers(list_id) == [2, 3]
        assert await reader.numbers(list_id, "&sort=title") == [2, 3]
    assert await as_user(STRANGER).numbers(list_id, "&unseen=true") == [2]
    shown = await as_user(STRANGER).get(f"/lists/{list_id}")
    assert (shown["kind"], shown["itemCount"], shown["rules"]["sort"]) == ("smart", None, "rating")
    assert (shown["completion"]["total"], shown["completion"]["seen"]) == (2, 1)
    assert shown["completion"]["nextUnseen"]["id"] == title(2)

    await owner.send("PATCH", f"/user-media/{title(1)}", {"rating": 95})
    assert await as_user(None).numbers(list_id) == [1, 2, 3]
    await owner.send("PATCH", f"/lists/{list_id}", {"rules": {**rules, "limit": 1}})
    assert await as_user(None).numbers(list_id) == [1]


async def test_a_smart_list_follows_the_services_of_its_owner(
    owner: UserClient, as_user: As, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    offers = {"US": Offers(stream=(Provider(provider_id=8, name="Netflix"),)), "PL": Offers(stream=(MAX,))}
    await deliver(
        imported(1, kind="movie", version=2, availability=offers), imported(2, kind="movie", version=2, availability={})
    )
    rules = {"match": {"field": "streaming", "any": {"services": "mine"}}, "scope": "catalog"}
    list_id = await owner.create(rules=rules, visibility="public")
    other = {"match": {"field": "streaming", "none": {"services": "mine"}}, "scope": "catalog"}
    none_id = await owner.create(rules=other)
    shown = []
    for version, region, numbers in ((1, "US", (8, 337)), (2, "PL", (8,)), (3, "PL", (8, 1899)), (4, "PL", ())):
        await deliver(services_changed(OWNER, version, region, numbers))
        shown.append((await owner.numbers(list_id), 1 in await owner.numbers(none_id)))

    assert shown == [([1], False), ([], True), ([1], False), ([], True)]
    await deliver(services_changed(OWNER, 2, "US", (8,)))
    assert await owner.numbers(list_id) == [], "an older event changes nothing"
    await deliver(services_changed(OWNER, 5, "US", (8,)), services_changed(STRANGER, 1, "PL", (1899,)))
    assert await as_user(STRANGER).numbers(list_id) == [1], "every reader sees what it selects for the owner"
    assert (await owner.get(f"/lists/{list_id}"))["rules"]["match"] == rules["match"]


def services_changed(user: UUID, version: int, region: str, numbers: tuple[int, ...]) -> UserServicesChangedV1:
    return UserServicesChangedV1(version=version, user_id=user, region=region, provider_ids=numbers, changed_at=NOON)


async def test_a_copy_of_a_smart_list_selects_from_the_library_of_its_owner(owner: UserClient, as_user: As) -> None:
    stranger = as_user(STRANGER)
    await owner.send("PATCH", f"/user-media/{title(1)}", {"state": "planned"})
    await stranger.send("PATCH", f"/user-media/{title(2)}", {"state": "planned"})
    list_id = await owner.create(rules={}, visibility="public")

    copy = (await stranger.send("POST", f"/lists/{list_id}/copies", {})).json()["data"]["id"]

    assert await owner.numbers(list_id) == [1]
    assert await stranger.numbers(copy) == [2]


async def test_a_preview_stores_nothing(owner: UserClient) -> None:
    for number in (1, 2, 3):
        await owner.send("PATCH", f"/user-media/{title(number)}", {"state": "planned"})

    body = {"rules": {"match": {"field": "state", "in": ["planned"]}, "sort": "title", "direction": "asc"}}
    response = await owner.send("POST", "/me/lists/preview?limit=2&offset=1", body)

    assert [item["mediaItemId"] for item in response.json()["data"]] == [title(2), title(3)]
    assert [item["position"] for item in response.json()["data"]] == [2, 3]
    assert response.json()["meta"]["total"] == 3
    assert await owner.get("/me/lists") == []


@pytest.mark.parametrize("path", ["/me/lists", "/me/lists/preview"])
async def test_an_invalid_rule_is_refused_by_its_path(owner: UserClient, path: str) -> None:
    body = {"rules": {"match": {"all": [{"field": "year", "gte": 3000}]}}}

    response = await owner.send("POST", path, body | ({"name": "Smart"} if path == "/me/lists" else {}))

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "LIST_RULE_INVALID")
    assert error["details"] == {
        "path": "rules.match.all[0].gte",
        "rule": "must be between 1870 and 2200",
        "code": "number_range",
        "params": {"minimum": 1870, "maximum": 2200},
    }
    assert await owner.get("/me/lists") == []
