"""Every recorded response of an endpoint we call is parsed by our models; counts are printed per endpoint.

The folder of recordings is the one that MARQUEE_RECORDINGS names.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ingestion.providers.locale import Locale
from ingestion.providers.omdb import facts as omdb_facts
from ingestion.providers.omdb.models import TITLE as OMDB_TITLE
from ingestion.providers.parsing.lenient import DEGRADED
from ingestion.providers.tmdb import adapter as tmdb
from ingestion.providers.tmdb.facts import (
    movie_facts,
    offers_by_region,
    season_facts,
    show_facts,
)
from ingestion.providers.trakt import adapter as trakt
from ingestion.providers.trakt import facts as trakt_facts
from ingestion.providers.tvmaze import adapter as tvmaze
from ingestion.providers.tvmaze import facts as tvmaze_facts

pytestmark = pytest.mark.unit

LOCALE = Locale()

# provider, path without `/3`, shape, what else must work with the response
Endpoint = tuple[str, str, TypeAdapter[Any], Any]

ENDPOINTS: dict[str, Endpoint] = {
    "tmdb movie": ("tmdb", r"/movie/\d+", tmdb.MOVIE, lambda response: movie_facts(response, LOCALE).title),
    "tmdb show": ("tmdb", r"/tv/\d+", tmdb.SHOW, lambda response: show_facts(response, LOCALE).title),
    "tmdb offers": (
        "tmdb",
        r"/(movie|tv)/\d+/watch/providers",
        tmdb.OFFERS,
        lambda response: offers_by_region(response, LOCALE.regions) is not None,
    ),
    "tmdb season": ("tmdb", r"/tv/\d+/season/\d+", tmdb.SEASON, lambda response: season_facts(response, LOCALE)),
    "tmdb trending": (
        "tmdb",
        r"/trending/(movie|tv|all)/day",
        tmdb.PAGE,
        lambda response: tmdb.list_page("movie", response),
    ),
    "tmdb now playing": ("tmdb", r"/movie/now_playing", tmdb.PAGE, lambda response: tmdb.list_page("movie", response)),
    "tmdb discover": ("tmdb", r"/discover/movie", tmdb.PAGE, lambda response: tmdb.list_page("movie", response)),
    "tmdb changes": ("tmdb", r"/(movie|tv)/changes", tmdb.PAGE, lambda response: tmdb.list_page("movie", response)),
    "tmdb find": ("tmdb", r"/find/\w+", tmdb.FOUND, bool),
    "trakt summary": ("trakt", r"/(movies|shows)/[^/]+", trakt.SUMMARY, lambda response: response.ids.trakt),
    "trakt ratings": ("trakt", r"/(movies|shows)/[^/]+/ratings", trakt.RATINGS, bool),
    "trakt stats": (
        "trakt",
        r"/(movies|shows)/[^/]+/stats",
        trakt.STATS,
        lambda response: response.watchers is not None,
    ),
    "trakt watching": (
        "trakt",
        r"/(movies|shows)/[^/]+/watching",
        trakt.WATCHING,
        lambda response: response is not None,
    ),
    "trakt trending": ("trakt", r"/(movies|shows)/trending", trakt.TRENDING, lambda response: len(response) > 0),
    "trakt seasons": (
        "trakt",
        r"/shows/[^/]+/seasons",
        trakt.SEASONS,
        lambda response: [trakt_facts.season_facts(s) for s in response],
    ),
    "trakt season": ("trakt", r"/shows/[^/]+/seasons/\d+", trakt.EPISODES, lambda response: len(response) > 0),
    "trakt search by id": (
        "trakt",
        r"/search/(tmdb|imdb|trakt)/[^/]+",
        trakt.FOUND,
        lambda response: response is not None,
    ),
    "omdb by id": ("omdb", r"/", OMDB_TITLE, omdb_facts.title_facts),
    "tvmaze show": (
        "tvmaze",
        r"/shows/\d+",
        tvmaze.SHOW,
        lambda response: (tvmaze_facts.show_facts(response), tvmaze_facts.seasons(response)),
    ),
    "tvmaze episodes": ("tvmaze", r"/shows/\d+/episodes", tvmaze.EPISODES, lambda response: len(response) > 0),
}

NOT_TITLES = (
    "trending",
    "popular",
    "played",
    "watched",
    "collected",
    "anticipated",
    "boxoffice",
    "updates",
    "recommended",
)


@dataclass(slots=True)
class Count:
    """How the recordings of an endpoint were read."""

    parsed: int = 0
    degraded: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def _index(folder: Path, provider: str) -> list[dict[str, Any]]:
    folders = ["tmdb", "tmdb_masked"] if provider == "tmdb" else [provider]
    entries: list[dict[str, Any]] = []
    for name in folders:
        index = folder / name / "index.json"
        if index.is_file():
            entries += json.loads(index.read_text())
    return entries


def _is_of(entry: dict[str, Any], name: str, pattern: str) -> bool:
    path = entry["request"]["path"]
    if path is None or entry["status"] != 200:
        return False
    path = re.sub(r"^/3(?=/)", "", path)
    if name == "trakt summary" and path.rpartition("/")[2] in NOT_TITLES:
        return False
    query = entry["request"]["query"]
    if name == "omdb by id" and ("i" not in query or "season" in query or "episode" in query):
        return False
    return re.fullmatch(pattern, path) is not None


def _read(count: Count, name: str, body: bytes, shape: TypeAdapter[Any], use: Any) -> None:
    reasons: list[str] = []
    try:
        response = shape.validate_json(body, context={DEGRADED: reasons})
        useful = use(response)
    except (ValidationError, ValueError) as wrong:
        count.failed.append(f"{name}: {str(wrong)[:300]}")
        return
    if reasons:
        count.degraded.update(reason.split(" [")[0] for reason in reasons)
    elif useful in (None, False):
        count.degraded["says nothing we read"] += 1
    else:
        count.parsed += 1


@pytest.fixture(scope="module")
def counts(recordings: Path) -> dict[str, Count]:
    """Read every recording once and print the table."""
    table: dict[str, Count] = {}
    for name, (provider, pattern, shape, use) in ENDPOINTS.items():
        count = table.setdefault(name, Count())
        for entry in _index(recordings, provider):
            if _is_of(entry, name, pattern):
                _read(count, entry["file"], (recordings / entry["file"]).read_bytes(), shape, use)
    print(f"\n{'endpoint':<20} {'parsed':>7} {'degraded':>9} {'failed':>7}")
    for name, count in table.items():
        reasons = "; ".join(f"{reason} x{number}" for reason, number in count.degraded.most_common(4))
        row = f"{name:<20} {count.parsed:>7} {count.degraded.total():>9} {len(count.failed):>7}  {reasons}"
        print(row)
    return table


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_recording_is_read(counts: dict[str, Count], name: str) -> None:
    assert counts[name].failed == []
    assert counts[name].parsed > 0
    assert counts[name].degraded.total() <= counts[name].parsed
