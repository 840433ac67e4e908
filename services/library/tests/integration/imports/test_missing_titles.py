"""Titles that a file names by name and year, or by TVDB's id, and that the catalog lacks."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
from services.library.tests.import_client import Api

from chassis.testing.clock import NOON, FixedClock
from contracts.identity import media_id
from contracts.ingestion import ExternalIds
from library.application.imports.processing.completing import CompleteImports
from library.bootstrap import Container
from library.infrastructure.imports.work import SqlImportUnits

pytestmark = pytest.mark.integration

DIARY: Final = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-02,It's Solaris,2002,https://boxd.it/aaaa,,,,2024-01-01
2024-01-03,No Year,,https://boxd.it/bbbb,,,,2024-01-01
"""
GENERIC: Final = """title,type,tvdbId,season,episode,watchedAt
Harbour,show,701,1,1,2024-02-13
Tin Town,,,,,2024-02-13
"""

Deliver = Callable[..., Awaitable[None]]
Events = Callable[[], Awaitable[list[dict[str, Any]]]]


async def requests(published_events: Events) -> list[dict[str, Any]]:
    """Return what was requested, without the time."""
    events = [event for event in await published_events() if "requestedAt" in event]
    return [{name: value for name, value in event.items() if name != "requestedAt"} for event in events]


async def ends(published_events: Events) -> list[tuple[str | None, dict[str, int], str | None]]:
    """Return the source, counts and error of each import that has ended."""
    events = [event for event in await published_events() if "importId" in event]
    return [(event["source"], event["counts"], event["errorCode"]) for event in events]


async def test_a_title_that_never_arrives_ends_the_import_after_a_day(
    api: Api, container: Container, published_events: Events
) -> None:
    run = await api.upload(DIARY, name="diary.csv")
    await api.commit(run["id"])
    units = SqlImportUnits(container.runtime.transactions, FixedClock(NOON))
    complete = CompleteImports(units, FixedClock(NOON + timedelta(days=2)), lambda: None)

    await complete()
    await complete()

    assert await ends(published_events) == [("letterboxd", {"unmatched": 2}, None)]


async def test_a_name_with_a_year_is_requested_and_matched_when_it_arrives(
    api: Api, container: Container, deliver: Deliver, imported: Callable[..., Any], published_events: Events
) -> None:
    run = await api.upload(DIARY, name="diary.csv")
    await api.commit(run["id"])
    [request] = await requests(published_events)
    assert {name: value for name, value in request.items() if value is not None} == {
        "kind": "movie",
        "title": "It's Solaris",
        "year": 2002,
    }
    assert [(row["status"], row["code"]) for row in await api.rows(run["id"])] == [
        ("importing", None),
        ("unmatched", "year_unknown"),
    ]

    # Neither of another year nor of another kind.
    await deliver(imported(593, kind="movie", title="Its Solaris", release_date=date(1972, 3, 20)))
    await deliver(imported(594, title="Its Solaris", release_date=date(2002, 3, 20)))
    await container.application.imports.complete()
    assert (await api.read(run["id"]))["counts"] == {"importing": 1, "unmatched": 1}
    assert await ends(published_events) == [], "a row waits for its title"
    await deliver(imported(2103, kind="movie", title="It’s Solaris!", release_date=date(2003, 1, 2)))
    await container.application.imports.complete()
    await api.work()

    assert (await api.read(run["id"]))["counts"] == {"committed": 1, "unmatched": 1}
    assert await ends(published_events) == [("letterboxd", {"committed": 1, "unmatched": 1}, None)]
    assert (await api.entry(media_id("movie", 2103)) or {})["state"] == "completed"
    assert await api.entry(media_id("movie", 593)) is None


async def test_a_show_is_requested_by_its_tvdb_id(
    api: Api, container: Container, deliver: Deliver, imported: Callable[..., Any], published_events: Events
) -> None:
    run = await api.upload(GENERIC)
    await api.commit(run["id"])
    [request] = await requests(published_events)
    assert {name: value for name, value in request.items() if value is not None} == {"kind": "show", "tvdbId": 701}
    assert [(row["status"], row["code"]) for row in await api.rows(run["id"])] == [
        ("importing", None),
        ("unmatched", "kind_unknown"),
    ]

    await deliver(imported(801, title="Another name", external_ids=ExternalIds(tvdb=701)))
    await container.application.imports.complete()
    await api.work()

    assert (await api.entry(media_id("show", 801)) or {})["state"] == "watching"
