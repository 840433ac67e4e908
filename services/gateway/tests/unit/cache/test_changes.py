"""What announcements remove from the cache."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from services.gateway.tests.fakes import ManualClock
from services.gateway.tests.unit.cache.test_store import confirmed_store, response

from contracts.catalog import CatalogChangedV1
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.infrastructure.cache.changes import TOPICS, ChangedResponses

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def announcement(body: bytes) -> LoggedEvent:
    place = Place(CatalogChangedV1.topic, 0)
    return LoggedEvent(place, 0, uuid4(), CatalogChangedV1.type, "catalog", NOW, body)


def of_keys(*keys: str) -> LoggedEvent:
    return announcement(CatalogChangedV1(keys=keys, changed_at=NOW).to_json())


@pytest.mark.parametrize(
    ("events", "pages"),
    [
        ([of_keys("title:1")], [0]),
        ([of_keys("title:2"), of_keys("titles")], [1, 2]),
        ([of_keys("catalog")], [0, 1, 2]),
        ([of_keys("unknown")], []),
        ([announcement(b"{")], [0, 1, 2, 3]),
        ([announcement(b'{"changedAt": "2026-11-29T12:00:00Z"}')], [0, 1, 2, 3]),
        ([of_keys()], []),
        ([], []),
    ],
)
def test_what_has_changed_is_removed(events: list[LoggedEvent], pages: list[int]) -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    for number, keys in enumerate([("catalog", "title:1"), ("catalog", "title:2"), ("catalog", "titles"), ()]):
        store.put((b"/%d" % number, b""), b"", response(clock, *keys))
    counts: list[int] = []

    ChangedResponses(store, counts.append).received(events, {})

    assert [number for number in range(4) if not store.has((b"/%d" % number, b""))] == pages
    assert sum(counts) == len(pages)


def test_what_may_have_been_missed_is_removed() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    store.put((b"/", b""), b"", response(clock, "catalog"))
    counts: list[int] = []

    ChangedResponses(store, counts.append).started({})

    assert (len(store), counts) == (0, [1])


def test_topics() -> None:
    assert {"catalog.changed", "stats.changed", "insights.changed", "library.changed", "search.changed"} == TOPICS
