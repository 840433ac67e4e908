"""When an external list is read again, and what a bad reading leaves as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.external.items import MOST_ITEMS, ListedItem, named_once
from ingestion.domain.external.lists import (
    FIRST_RETRY,
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    ExternalList,
    ListState,
    Reference,
    failed,
    is_suspicious,
    read_changed,
    read_unchanged,
    unconfirmed,
    wait_of,
)

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
REFERENCE = Reference("trakt", "users/jane/lists/best")
LIST = ExternalList(list_id=REFERENCE.list_id, reference=REFERENCE, address="https://trakt.tv/x", name="Best")


def test_unchanged_list_is_read_less_often_and_a_changed_one_more_often() -> None:
    stored = LIST
    intervals = []
    for _ in range(9):
        stored = read_unchanged(stored, NOW)
        intervals.append(stored.interval)
        assert stored.next_at == NOW + stored.interval
    assert intervals == sorted(intervals)
    assert intervals[-1] == LONGEST_INTERVAL
    assert read_changed(stored, NOW).interval == LONGEST_INTERVAL / 2
    for _ in range(9):
        stored = read_changed(stored, NOW)
    assert stored.interval == SHORTEST_INTERVAL


def test_version_grows_with_changes_and_not_without() -> None:
    stored = read_changed(LIST, NOW)
    assert stored.version > LIST.version
    assert read_unchanged(stored, NOW).version == stored.version
    assert read_changed(stored, NOW).version > stored.version
    assert failed(stored, "server", NOW, state=ListState.FAILING).version > stored.version


@pytest.mark.parametrize(
    ("stored", "read", "suspicious"), [(10, 0, True), (10, 4, True), (10, 5, False), (0, 0, False)]
)
def test_reading_that_lacks_more_than_half_is_suspicious(stored: int, read: int, *, suspicious: bool) -> None:
    assert is_suspicious(stored, read) is suspicious


def test_failures_in_a_row_wait_longer_and_the_content_stays() -> None:
    first = failed(LIST, "server", NOW, state=ListState.FAILING)
    second = failed(first, "server", NOW, state=ListState.FAILING)
    assert (first.next_at, second.next_at) == (NOW + FIRST_RETRY, NOW + 2 * FIRST_RETRY)
    assert (second.failures, second.reason, second.items) == (2, "server", LIST.items)
    waiting = failed(LIST, "quota", NOW, state=ListState.FAILING, retry_at=NOW + timedelta(hours=5))
    assert waiting.next_at == NOW + timedelta(hours=5)
    recovered = read_unchanged(second, NOW)
    assert (recovered.state, recovered.failures, recovered.reason) == (ListState.CURRENT, 0, None)


def test_deleted_list_is_not_read_again() -> None:
    assert failed(LIST, "list_gone", NOW, state=ListState.GONE).next_at is None


def test_user_waits_after_every_reading_however_it_ended() -> None:
    fresh = timedelta(minutes=15)
    assert wait_of(LIST, fresh, NOW) == timedelta(0)
    ended = [
        read_changed(LIST, NOW),
        read_unchanged(LIST, NOW),
        unconfirmed(LIST, "digest", NOW),
        failed(LIST, "list_gone", NOW, state=ListState.GONE),
    ]
    later = NOW + timedelta(minutes=4)
    assert [wait_of(stored, fresh, later) for stored in ended] == [timedelta(minutes=11)] * 4
    assert wait_of(ended[0], fresh, NOW + fresh) == timedelta(0)
    assert wait_of(ended[0], timedelta(0), NOW) == timedelta(0)


def test_suspicious_reading_is_repeated_soon() -> None:
    stored = unconfirmed(LIST, "digest", NOW)
    assert (stored.suspected, stored.next_at, stored.version) == ("digest", NOW + FIRST_RETRY, LIST.version)


def test_items_are_named_once_by_their_best_id() -> None:
    items = [
        ListedItem("movie", 603, "tt0133093"),
        ListedItem("movie", 603),
        ListedItem("show", 603),
        ListedItem(imdb_id="tt0133093"),
        ListedItem("movie", name="Amélie", year=2001),
        ListedItem("movie", name="AMELIE", year=2001),
        ListedItem("movie", name="Amélie"),
        ListedItem("movie", name="!!", year=2001),
        ListedItem("show", tvdb_id=81189),
    ]
    assert list(named_once(items)) == [items[0], items[2], items[3], items[4], items[8]]
    assert len(named_once(ListedItem("movie", number) for number in range(1, 10_001))) == MOST_ITEMS
