"""What the users of the demo data have: possible, the same each time, and enough for every page on any day."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from contracts.identity import media_id
from devstack.demo.community import EARLY, LATE, NAMES, STEADY, WEEKLY, library_of
from devstack.demo.curation import CURATED, TITLES
from devstack.demo.stock import Stock, stock_of
from devstack.demo.visitor import visitors_library
from provider_simulator.titles.facts import Show

pytestmark = pytest.mark.unit

FIRST: Final = datetime(2026, 11, 29, 19, 40, tzinfo=UTC)
LARGEST_UPLOAD: Final = 2**20
ENOUGH_USERS: Final = 20
"""Fewer users than these are shown by no figure of plays."""


@pytest.fixture(scope="module", params=[0, 1, 40, 400, 1_500], ids=lambda days: f"{days} days on")
def stock(request: pytest.FixtureRequest) -> Stock:
    return Stock(FIRST + timedelta(days=request.param, hours=request.param % 24))


@pytest.fixture(scope="module")
def community(stock: Stock) -> list[dict[str, Any]]:
    return [json.loads(library_of(place, stock).content()) for place in range(len(NAMES))]


def visitor(stock: Stock) -> dict[str, Any]:
    return dict(json.loads(visitors_library(stock).content()))


def plays(documents: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for user, document in enumerate(documents):
        yield from ((user, play) for play in document["plays"])


def test_a_library_is_the_same_each_time_and_fits_into_one_upload(stock: Stock) -> None:
    for library in (visitors_library, lambda stock: library_of(3, stock)):
        content = library(stock).content()
        assert content == library(stock).content()
        assert len(content) < LARGEST_UPLOAD


def test_nothing_was_watched_before_it_aired_or_is_still_to_come(stock: Stock, community: list[dict[str, Any]]) -> None:
    shows = {str(media_id("show", show.ids.tmdb)): show for show in stock.catalog.shows}
    aired = {
        (identifier, episode.season, episode.number): episode.airs_at
        for identifier, show in shows.items()
        for episode in stock.episodes(show)
    }
    documents = [visitor(stock), *community]
    for _, play in plays(documents):
        at = datetime.fromisoformat(play["watchedAt"])
        assert at <= stock.now
        if play["season"] is not None:
            assert at > aired[play["mediaId"], play["season"], play["episode"]], play
    for document in documents:
        assert all(datetime.fromisoformat(mark["at"]) <= stock.now for mark in document["marks"])
        keys = [item["key"] for section in ("plays", "marks") for item in document[section]]
        assert len(keys) == len(set(keys))


def test_the_visitor_has_something_on_every_page(stock: Stock) -> None:
    document = visitor(stock)
    days = sorted(play["watchedAt"] for play in document["plays"])
    marks = Counter(mark["kind"] for mark in document["marks"])
    states = {mark["value"] for mark in document["marks"] if mark["kind"] == "state"}
    assert datetime.fromisoformat(days[0]) < stock.now - timedelta(days=600)
    assert datetime.fromisoformat(days[-1]) > stock.now - timedelta(days=14)
    assert len(days) > 350
    assert marks["rating"] > 60
    assert marks.keys() == {"rating", "state", "notes", "tags"}
    assert states == {"planned", "dropped", "paused"}
    assert Counter(item["visibility"] for item in document["lists"]) == {"public": 2, "private": 2, "unlisted": 1}
    assert sum("rules" in item for item in document["lists"]) == 2
    assert {item["list"] for item in document["savedItems"]} == {"for_later", "considering"}
    assert len(document["positions"]) == 2


def test_enough_users_rate_and_watch_the_same(community: list[dict[str, Any]]) -> None:
    raters = Counter(
        mark["mediaId"] for document in community for mark in document["marks"] if mark["kind"] == "rating"
    )
    assert sum(1 for count in raters.values() if count >= 3) >= 40
    evenings: dict[tuple[str, str], set[int]] = {}
    for user, play in plays(community):
        evenings.setdefault((play["mediaId"], play["watchedAt"][:10]), set()).add(user)
    for number in WEEKLY:
        shared = [users for (show, _), users in evenings.items() if show == str(media_id("show", number))]
        assert any(len(users) >= ENOUGH_USERS for users in shared)
    assert sum("lists" in document for document in community) == 8


@pytest.mark.parametrize(
    ("number", "at", "low", "high"), [(STEADY, 7, 0.9, 1.0), (EARLY, 2, 0.4, 0.75), (LATE, 19, 0.95, 1.0)]
)
def test_users_leave_shows_in_different_ways(
    community: list[dict[str, Any]], number: int, at: int, low: float, high: float
) -> None:
    show = str(media_id("show", number))
    seen = Counter(user for user, play in plays(community) if play["mediaId"] == show)
    assert len(seen) == len(NAMES)
    assert low <= sum(1 for count in seen.values() if count >= at) / len(seen) <= high


def test_collections_have_titles_in_the_catalog(stock: Stock) -> None:
    for curated in CURATED:
        titles = curated.titles(stock)[:TITLES]
        assert len(titles) >= 5
        assert len({(title.kind, title.ids.tmdb) for title in titles}) == len(titles)
        assert curated.names.keys() == curated.descriptions.keys() == {"en", "uk"}
        listed = {(title.kind, title.ids.tmdb) for title in stock.catalog.titles}
        assert {(title.kind, title.ids.tmdb) for title in titles} <= listed
        assert all(not isinstance(title, Show) or title.first_day <= stock.today for title in titles)


def test_all_days_are_counted_from_the_instant_when_it_was_begun(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    first = stock_of(tmp_path)
    assert before <= first.now <= datetime.now(UTC)
    assert stock_of(tmp_path).now == first.now
