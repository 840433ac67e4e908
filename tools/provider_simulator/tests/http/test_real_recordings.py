"""Against the real recordings: every recorded title is served, and the demo responses have the recorded shapes."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx2
import orjson
import pytest

from provider_simulator.options import Options
from provider_simulator.recordings import recorded_titles

pytestmark = pytest.mark.integration

TRAKT = {"trakt-api-version": "2", "trakt-api-key": "k"}
MOUNTS = {"tmdb": "/tmdb/3", "trakt": "/trakt", "omdb": "/omdb", "tvmaze": "/tvmaze"}

PICTURES = {"images", "colors", "social_ids", "ids.plex"}
"""What Trakt knows beyond our facts: pictures, colours, social accounts, Plex."""

COMPANIES = {"belongs_to_collection", "production_companies", "created_by", "networks.logo_path"}
PERSON = {"results.gender", "results.known_for", "results.known_for_department", "results.profile_path"}
CREW = {"crew", "guest_stars", "episodes.crew", "episodes.guest_stars", "credits.guest_stars"}
APPENDED_SHOW = "append_to_response=aggregate_credits,content_ratings,credits,external_ids,keywords"
APPENDED_MOVIE = "append_to_response=credits,release_dates,external_ids,keywords"
APPENDED_SEASON = "append_to_response=aggregate_credits,credits,external_ids"
APPENDED_EPISODE = "append_to_response=credits,external_ids"

SHAPES: list[tuple[str, str, set[str], set[str]]] = [
    # recorded file, our request, keys we leave out, keys newer than the recording
    ("tmdb/movie/550@2026-02-16.json", "/movie/550", COMPANIES, set()),
    (
        "tmdb/tv/1396~language=en.json",
        "/tv/1396",
        COMPANIES,
        {"seasons.vote_average", "last_episode_to_air.episode_type"},
    ),
    (f"tmdb/tv/1399~{APPENDED_SHOW}.json", f"/tv/1399?{APPENDED_SHOW}", COMPANIES, set()),
    (f"tmdb/movie/550~{APPENDED_MOVIE}.json", f"/movie/550?{APPENDED_MOVIE}", COMPANIES, set()),
    (f"tmdb/tv/1399/season/1~{APPENDED_SEASON}.json", f"/tv/1399/season/1?{APPENDED_SEASON}", CREW, set()),
    (
        f"tmdb/tv/1399/season/1/episode/1~{APPENDED_EPISODE}.json",
        f"/tv/1399/season/1/episode/1?{APPENDED_EPISODE}",
        CREW,
        set(),
    ),
    ("tmdb/movie/550/watch/providers.json", "/movie/550/watch/providers", {"results.*.ads", "results.*.free"}, set()),
    ("tmdb/movie/550/videos~language=en.json", "/movie/550/videos", set(), set()),
    ("tmdb/movie/550/external_ids.json", "/movie/550/external_ids", set(), set()),
    ("tmdb/tv/1396/external_ids~language=en.json", "/tv/1396/external_ids", set(), set()),
    ("tmdb/trending/movie/day.json", "/trending/movie/day", set(), set()),
    ("tmdb/trending/all/day.json", "/trending/all/day", PERSON, set()),
    ("tmdb/movie/now_playing~language=en.json", "/movie/now_playing", set(), set()),
    ("tmdb/tv/popular~language=en.json", "/tv/popular", set(), {"results.adult"}),
    ("tmdb/discover/movie~language=en.json", "/discover/movie", set(), set()),
    ("tmdb/search/tv~page=1&query=Trek.json", "/search/tv?query=breaking", set(), set()),
    (
        "tmdb/find/121361~external_source=tvdb_id&language=en.json",
        "/find/121361?external_source=tvdb_id",
        {"tv_episode_results"},
        set(),
    ),
    ("tmdb/movie/changes~language=en.json", "/movie/changes", set(), set()),
    ("tmdb/genre/movie/list~language=en.json", "/genre/movie/list", set(), set()),
    ("tmdb/watch/providers/movie.json", "/watch/providers/movie", set(), set()),
    ("trakt/movies/popular~extended=full&limit=5.json", "/movies/popular?extended=full", PICTURES, set()),
    ("trakt/shows/popular~extended=full&limit=5.json", "/shows/popular?extended=full", PICTURES, set()),
    ("trakt/movies/trending~limit=5.json", "/movies/trending", {"movie.ids.plex"}, set()),
    ("trakt/shows/trending~limit=5.json", "/shows/trending", {"show.ids.plex"}, set()),
    ("trakt/shows/watched/weekly~limit=10.json", "/shows/watched/weekly", {"show.ids.tvrage"}, set()),
    ("trakt/movies/played/weekly~limit=10.json", "/movies/played/weekly", set(), set()),
    ("trakt/movies/inception-2010/ratings.json", "/movies/16662/ratings", set(), set()),
    ("trakt/shows/futurama/seasons/1/ratings.json", "/shows/1388/ratings?extended=all", set(), set()),
    ("trakt/movies/deadpool-2016/stats.json", "/movies/190430/stats", set(), set()),
    ("trakt/movies/deadpool-2016/watching.json", "/movies/190430/watching", set(), set()),
    ("trakt/shows/breaking-bad/seasons~extended=full.json", "/shows/1388/seasons?extended=full", PICTURES, set()),
    (
        "trakt/shows/futurama/seasons/1~extended=full.json",
        "/shows/1388/seasons/1?extended=full",
        PICTURES | {"released", "effective_release_date"},
        set(),
    ),
    ("trakt/search/trakt/614~type=show.json", "/search/tmdb/1396?type=show", {"show.ids.plex"}, set()),
    (
        "trakt/shows/futurama/seasons/1/episodes/3/stats.json",
        "/shows/1388/seasons/1/episodes/3/stats",
        set(),
        set(),
    ),
    ("omdb/i/tt1375666@2025.json", "/?i=tt1375666", set(), set()),
    ("omdb/i/tt0108778.json", "/?i=tt0108778", set(), set()),
    (
        "tvmaze/schedule.json",
        "/schedule?country=US&date=2026-11-23",
        {"show.image"},
        {"_links.show.name", "show._links.nextepisode", "show._links.previousepisode.name"},
    ),
    ("tvmaze/shows/82/episodes.json", "/shows/82/episodes", {"image"}, {"type", "rating", "_links.show"}),
]  # fmt: skip


def test_every_recorded_title_is_replayed(recordings: Path, start: Callable[[Options], httpx2.Client]) -> None:
    replay = start(Options(recordings=recordings, limits=False))
    titles = recorded_titles(recordings)
    failed = []
    for kind, number in titles:
        path = f"/tmdb/3/{'movie' if kind == 'movie' else 'tv'}/{number}"
        reply = replay.get(path, params={"api_key": "k", "append_to_response": "external_ids,credits"})
        if reply.status_code == 200:
            assert reply.json()["id"] == number
        else:
            failed.append((kind, number, reply.status_code))
    assert len(titles) > 300
    assert failed == [("movie", 999_999_999, 404)]


def test_a_recorded_show_is_found_at_the_other_providers(
    recordings: Path, start: Callable[[Options], httpx2.Client]
) -> None:
    replay = start(Options(recordings=recordings, limits=False))
    show = replay.get("/tmdb/3/tv/1408", params={"api_key": "k", "append_to_response": "external_ids"}).json()
    imdb = show["external_ids"]["imdb_id"]
    assert imdb == "tt0412142"
    maze = replay.get("/tvmaze/lookup/shows", params={"imdb": imdb}, follow_redirects=True).json()
    assert maze["name"] == "House"
    assert len(replay.get(f"/tvmaze/shows/{maze['id']}/episodes").json()) > 170
    trakt = replay.get("/trakt/search/tmdb/1408?type=show", headers=TRAKT).json()[0]["show"]["ids"]["trakt"]
    assert replay.get(f"/trakt/shows/{trakt}/ratings", headers=TRAKT).json()["votes"] > 1_000
    assert replay.get("/omdb/?apikey=k&i=tt0903747&type=series").json()["Title"] == "Breaking Bad"


@pytest.mark.parametrize(("recorded", "ours", "left_out", "newer"), SHAPES, ids=[shape[1] for shape in SHAPES])
def test_demo_responses_have_the_recorded_keys(
    recordings: Path, api: httpx2.Client, recorded: str, ours: str, left_out: set[str], newer: set[str]
) -> None:
    """Every recorded key is there except those named, and no key is there that was not recorded or named."""
    url = MOUNTS[recorded.partition("/")[0]] + ours
    url += ("&" if "?" in url else "?") + "api_key=k&apikey=k"
    reply = api.get(url, headers=TRAKT)
    assert reply.status_code == 200
    theirs, mine = _keys(orjson.loads((recordings / recorded).read_bytes())), _keys(reply.json())
    assert {key for key in theirs - mine if not _within(key, left_out)} == set()
    assert {key for key in mine - theirs if not _within(key, newer)} == set()


def _within(key: str, prefixes: set[str]) -> bool:
    return any(key == prefix or key.startswith(f"{prefix}.") for prefix in prefixes)


def _keys(content: object, at: str = "") -> set[str]:
    """Return the dotted paths of all keys; items of lists are joined, keys that are countries or marks become "*"."""
    if isinstance(content, list):
        return set[str]().union(*(_keys(item, at) for item in content))
    if not isinstance(content, dict):
        return set()
    result: set[str] = set()
    for name, value in content.items():
        path = f"{at}.{'*' if re.fullmatch('[A-Z]{2}|[0-9]+', name) else name}".strip(".")
        result |= {path} | _keys(value, path)
    return result
