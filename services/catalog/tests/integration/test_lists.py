"""Lists over HTTP: selection, order and parameters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.schemas.lists import MoviePage, ShowPage
from chassis.http.follow_up.cursors import encode_cursor
from contracts.examples import EXAMPLES
from contracts.identity import media_id
from contracts.ingestion import Genre, Rating, Ratings

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)
ADA = UUID(int=0xADA)
CONSUMED = ("media.imported", "season.synced", "stats.updated", "list.refreshed", "library.entry.changed")

TRENDING = "trending.movie.day"
NOW_PLAYING = "now-playing.movie.US"


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def numbers(catalog: Catalog, path: str) -> list[int]:
    """Return the TMDB numbers of a page."""
    response = await catalog.get(path)
    assert response.status_code == 200, response.text
    return [item["tmdbId"] for item in response.json()["data"]]


async def every_page(catalog: Catalog, path: str, limit: int) -> list[int]:
    """Return the TMDB numbers of a list read page by page."""
    items: list[int] = []
    while True:
        page = (await catalog.get(f"{path}&limit={limit}&offset={len(items)}")).json()
        items += [item["tmdbId"] for item in page["data"]]
        if not page["meta"]["hasMore"]:
            assert len(items) == page["meta"]["total"]
            return items


def by_id(*tmdb_ids: int, kind: str = "movie") -> list[int]:
    """Return numbers in the order of equal sort values: media id, highest first."""
    return sorted(
        tmdb_ids, key=lambda number: str(media_id("movie" if kind == "movie" else "show", number)), reverse=True
    )


async def test_movie_list_matches_its_model(catalog: Catalog) -> None:
    await catalog.apply(*(event for event in EXAMPLES if event.topic in CONSUMED))

    page = await catalog.body("/movies/trending", MoviePage)

    [movie] = page["data"]
    assert movie["id"] == movie["mediaItemId"] == str(media_id("movie", 438631))
    assert (movie["slug"], movie["title"], movie["runtime"], movie["popularity"]) == ("dune", "Dune", 155, 48.7)
    assert movie["stats"] == {
        "ratingoScore": 78.4,
        "qualityScore": 79.1,
        "popularityScore": 71.0,
        "liveWatchers": 37,
        "totalWatchers": 412300,
    }
    assert page["meta"]["listTakenAt"] == "2026-11-02T12:00:00Z"
    assert page["meta"]["total"] == 1, "a title that was never imported is not listed, though the list has it"


async def test_show_list_has_the_last_episode(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.show(1, title="Severance", last_air_date=date(2020, 1, 1), next_air_date=date(2020, 2, 1)),
        make.season(1, 0, [days_ago(1)]),
        make.season(1, 1, [days_ago(20), days_ago(13), TODAY + timedelta(days=3)]),
        make.show(2, last_air_date=date(2020, 1, 1), next_air_date=date(2020, 2, 1)),
        make.show(3, next_air_date=TODAY),
    )

    page = await catalog.body("/shows/trending", ShowPage)

    progress = {item["tmdbId"]: item["showProgress"] for item in page["data"]}
    assert progress[1] == {
        "season": 1,
        "episode": 2,
        "label": "S1E2",
        "lastAirDate": "2026-11-08",
        "nextAirDate": "2026-11-24",
    }
    assert progress[2]["lastAirDate"] == "2020-01-01"
    assert progress[2]["nextAirDate"] is None, "a day that has passed is not the next one"
    assert progress[3]["nextAirDate"] == "2026-11-21"


async def test_ranked_titles_precede_the_others_which_are_sorted_by_id(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 8)), make.ranking(TRENDING, [5, 99, 2, 7]))

    assert await numbers(catalog, "/movies/trending") == [5, 2, 7, *by_id(1, 3, 4, 6)]
    assert await numbers(catalog, "/movies/trending?order=asc") == [7, 2, 5, *reversed(by_id(1, 3, 4, 6))]


async def test_title_removed_from_the_list_has_no_rank(catalog: Catalog, make: Make) -> None:
    movies = [make.movie(number) for number in (1, 2, 3)]
    await catalog.apply(*movies, make.ranking(TRENDING, [3, 1], version=1))
    assert (await numbers(catalog, "/movies/trending"))[:2] == [3, 1]

    await catalog.apply(make.ranking(TRENDING, [2], version=2))
    assert await numbers(catalog, "/movies/trending") == [2, *by_id(1, 3)]

    await catalog.apply(make.ranking(TRENDING, [1], version=1))
    assert (await numbers(catalog, "/movies/trending"))[0] == 2, "an older list changes nothing"


async def test_movie_list_does_not_rank_shows(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(550), make.show(550), make.ranking(TRENDING, [550]))

    assert [item["type"] for item in (await catalog.get("/shows/trending")).json()["data"]] == ["show"]
    assert (await catalog.get("/shows/trending")).json()["meta"]["listTakenAt"] is None


@pytest.mark.parametrize(
    ("sort", "best_first"), [("popularity", [3, 1, 2]), ("ratingo", [2, 3, 1]), ("releaseDate", [1, 2, 3])]
)
async def test_unknown_values_come_last_in_both_directions(
    catalog: Catalog, make: Make, sort: str, best_first: list[int]
) -> None:
    await catalog.apply(
        make.movie(1, release_date=date(2026, 1, 1)),
        make.scores(1, popularity=20.0, ratingo=10.0),
        make.movie(2, release_date=date(2025, 1, 1)),
        make.scores(2, popularity=10.0, ratingo=90.0),
        make.movie(3, release_date=date(2024, 1, 1)),
        make.scores(3, popularity=30.0, ratingo=50.0),
        make.movie(8),
        make.movie(9),
    )

    assert await numbers(catalog, f"/movies/trending?sort={sort}") == [*best_first, *by_id(8, 9)]
    assert await numbers(catalog, f"/movies/trending?sort={sort}&order=asc") == [
        *reversed(best_first),
        *reversed(by_id(8, 9)),
    ]


async def test_tmdb_popularity_is_the_newest_known_value(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, popularity=5.0),
        make.movie(2, popularity=90.0),
        make.scores(2, source_popularity=1.0),
        make.scores(1, source_popularity=None),
    )

    assert await numbers(catalog, "/movies/trending?sort=tmdbPopularity") == [1, 2]


@pytest.mark.parametrize("path", ["/movies/trending?order=desc", "/movies/trending?sort=ratingo&order=asc"])
async def test_pages_contain_every_title_once(catalog: Catalog, make: Make, path: str) -> None:
    movies = [make.movie(number) for number in range(1, 24)]
    scores = [make.scores(number, ratingo=float(number % 4)) for number in range(1, 15)]
    await catalog.apply(*movies, *scores, make.ranking(TRENDING, [4, 8, 15, 16, 23]))

    whole = await every_page(catalog, path, 50)

    assert sorted(whole) == list(range(1, 24))
    for limit in (1, 4, 5, 23):
        assert await every_page(catalog, path, limit) == whole


async def pages_by_cursor(catalog: Catalog, path: str, limit: int) -> list[dict[str, Any]]:
    """Return every page of a list by its cursors."""
    pages: list[dict[str, Any]] = []
    following = ""
    while True:
        pages.append((await catalog.get(f"{path}&limit={limit}{following}")).json())
        cursor = pages[-1]["meta"]["nextCursor"]
        if cursor is None:
            return pages
        following = f"&cursor={cursor}"


LISTS_BY_CURSOR = (
    "/movies/trending?order=desc",
    "/movies/trending?order=asc",
    *(
        f"/movies/trending?sort={sort}&order={order}"
        for sort in ("popularity", "ratingo", "releaseDate", "tmdbPopularity")
        for order in ("desc", "asc")
    ),
    "/movies/new-releases?daysBack=900",
    "/movies/trending?sort=ratingo&minVotes=2",
)


@pytest.mark.parametrize("path", LISTS_BY_CURSOR)
async def test_pages_by_cursor_are_those_by_offset(catalog: Catalog, make: Make, path: str) -> None:
    movies = [
        make.movie(
            number,
            release_date=days_ago(number % 5) if number % 3 else None,
            theatrical_release_date=days_ago(number),
            popularity=number % 4 + 0.1 if number % 5 else None,
            ratings=Ratings(tmdb=Rating(rating=7, votes=number)),
        )
        for number in range(1, 24)
    ]
    scores = [make.scores(number, ratingo=number % 4 / 3, popularity=number % 3 / 7) for number in range(1, 15)]
    await catalog.apply(*movies, *scores, make.ranking(TRENDING, [4, 8, 15, 16, 23]))
    whole = await every_page(catalog, path, 50)

    for limit in (1, 4, len(whole)):
        pages = await pages_by_cursor(catalog, path, limit)
        assert [item["tmdbId"] for page in pages for item in page["data"]] == whole
        assert [page["meta"]["offset"] for page in pages] == list(range(0, len(whole), limit))
        assert {page["meta"]["total"] for page in pages} == {len(whole)}


async def test_change_of_one_score_between_pages_neither_repeats_nor_hides_other_titles(
    catalog: Catalog, make: Make
) -> None:
    scores = [make.scores(number, ratingo=90.0 - number) for number in range(1, 10)]
    await catalog.apply(*(make.movie(number) for number in range(1, 10)), *scores)
    path = "/movies/trending?sort=ratingo&limit=3"
    first = (await catalog.get(path)).json()
    assert [item["tmdbId"] for item in first["data"]] == [1, 2, 3]

    await catalog.apply(make.scores(2, ratingo=1.0, version=2), make.scores(9, ratingo=99.0, version=2))

    second = (await catalog.get(f"{path}&cursor={first['meta']['nextCursor']}")).json()
    assert [item["tmdbId"] for item in second["data"]] == [4, 5, 6]
    third = (await catalog.get(f"{path}&cursor={second['meta']['nextCursor']}")).json()
    assert [item["tmdbId"] for item in third["data"]] == [7, 8, 2]


async def test_cursor_is_valid_for_its_own_list_only(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 5)), *(make.show(number) for number in (1, 2)))
    own = "/movies/trending?sort=ratingo&minVotes=0&region=DE&limit=1"
    cursor = (await catalog.get(own)).json()["meta"]["nextCursor"]
    assert (await catalog.get(f"{own.replace('limit=1', 'limit=3&language=de')}&cursor={cursor}")).status_code == 200

    for path in (
        f"/shows/trending?sort=ratingo&minVotes=0&limit=1&cursor={cursor}",
        f"/movies/now-playing?sort=ratingo&minVotes=0&region=DE&limit=1&cursor={cursor}",
        f"{own.replace('ratingo', 'popularity')}&cursor={cursor}",
        f"{own}&order=asc&cursor={cursor}",
        f"{own.replace('=DE', '=FR')}&cursor={cursor}",
        f"{own}&genres=drama&cursor={cursor}",
        f"{own}&cursor={cursor[:-1]}{'A' if cursor[-1] != 'A' else 'B'}",
        f"{own}&cursor=AAAA",
        f"{own}&cursor={cursor}&offset=0",
        f"{own}&cursor=",
        f"{own}&cursor={cursor}%20",
    ):
        response = await catalog.get(path)
        assert response.status_code == 400, path
        error = response.json()["error"]
        assert error["code"] == "VALIDATION_ERROR"
        assert [problem["field"] for problem in error["details"]["errors"]] == ["cursor"], path


@pytest.mark.parametrize(
    "position",
    [
        [],
        [1.5, "x", 0],
        [1.5, 7, 0],
        ["2026-01-01", str(ADA), 0],
        [True, str(ADA), 0],
        [1.5, str(ADA), -1],
        [1.5, str(ADA), True],
        [1.5, str(ADA), 2**40],
        [10**400, str(ADA), 0],
        [1.5, str(ADA), 0, 0],
        {"a": 1},
    ],
)
async def test_forged_position_is_rejected(catalog: Catalog, position: Any) -> None:
    path = "/api/v1/catalog/movies/trending"
    query = f'{path}{{"sort":"ratingo"}}'
    assert (await catalog.get(f"/movies/trending?sort=ratingo&cursor={forged([1.5, str(ADA), 0], query)}")).is_success

    response = await catalog.get(f"/movies/trending?sort=ratingo&cursor={forged(position, query)}")

    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == "cursor"


def forged(position: Any, query: str) -> str:
    """Return the cursor of any values, as a client might compute it."""
    return encode_cursor(position, query)


async def test_page_beyond_the_end_is_empty_and_has_the_total(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))

    page = await catalog.body("/movies/trending?offset=10", MoviePage)

    assert page["data"] == []
    assert (page["meta"]["count"], page["meta"]["total"], page["meta"]["hasMore"]) == (0, 2, False)


async def test_filters_narrow_the_list_and_its_total(catalog: Catalog, make: Make) -> None:
    drama, comedy = Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=35, name="Comedy")
    war = Genre(tmdb_id=10752, name="War & Peace")
    votes = [Ratings(tmdb=Rating(rating=7, votes=count), trakt=Rating(rating=7, votes=5 * count)) for count in (10, 50)]
    await catalog.apply(
        make.movie(1, genres=(drama,), ratings=votes[0]),
        make.scores(1, ratingo=30.0),
        make.movie(2, genres=(comedy,), ratings=votes[1]),
        make.scores(2, ratingo=60.0),
        make.movie(3, genres=(war, drama)),
        make.movie(4),
    )
    path = "/movies/trending?sort=ratingo"

    assert await numbers(catalog, f"{path}&genres=drama") == [1, 3]
    assert await numbers(catalog, f"{path}&genres=comedy,war-and-peace") == [2, 3]
    assert await numbers(catalog, f"{path}&genres=western") == []
    assert await numbers(catalog, f"{path}&minRatingo=30") == [2, 1]
    assert await numbers(catalog, f"{path}&minRatingo=30.1") == [2]
    assert await numbers(catalog, f"{path}&minVotes=11") == [2]
    assert await numbers(catalog, f"{path}&minVotes=50&voteSource=trakt") == [2, 1]
    assert await numbers(catalog, f"{path}&minVotes=0&minRatingo=0") == [2, 1, *by_id(3, 4)]
    page = await catalog.body(f"{path}&genres=drama,comedy&limit=1", MoviePage)
    assert (page["meta"]["total"], page["meta"]["hasMore"]) == (3, True)


async def test_year_includes_its_last_day(catalog: Catalog, make: Make) -> None:
    dates = [date(1998, 12, 31), date(1999, 1, 1), date(1999, 12, 31), date(2000, 1, 1)]
    await catalog.apply(*(make.movie(number, release_date=day) for number, day in enumerate(dates, 1)), make.movie(9))
    path = "/movies/trending?sort=releaseDate"

    assert await numbers(catalog, f"{path}&year=1999") == [3, 2]
    assert await numbers(catalog, f"{path}&yearFrom=1999") == [4, 3, 2]
    assert await numbers(catalog, f"{path}&yearTo=1999") == [3, 2, 1]


async def test_former_genre_of_a_title_does_not_match_it(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, genres=(Genre(tmdb_id=18, name="Drama"),)))
    await catalog.apply(make.movie(1, version=2, genres=(Genre(tmdb_id=35, name="Comedy"),)))

    assert await numbers(catalog, "/movies/trending?genres=drama") == []
    assert await numbers(catalog, "/movies/trending?genres=comedy") == [1]


async def test_now_playing_follows_the_list_of_the_region(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, theatrical_release_date=days_ago(400)),
        make.movie(2, theatrical_release_date=days_ago(5)),
        make.movie(3, theatrical_release_date=days_ago(5), digital_release_date=TODAY),
        make.movie(4, theatrical_release_date=days_ago(45), digital_release_date=TODAY + timedelta(days=1)),
        make.movie(5, theatrical_release_date=days_ago(46)),
        make.movie(6, theatrical_release_date=TODAY + timedelta(days=1)),
        make.movie(7),
    )
    assert sorted(await numbers(catalog, "/movies/now-playing")) == [2, 4], "by dates, while no list is known"

    await catalog.apply(make.ranking(NOW_PLAYING, [1, 3, 7]))

    page = await catalog.body("/movies/now-playing?region=us", MoviePage)
    assert sorted(item["tmdbId"] for item in page["data"]) == [1, 7]
    assert page["data"][0]["card"] == {
        "badgeKey": "IN_THEATERS",
        "primaryCta": "SAVE",
        "continue": None,
        "listContext": "IN_THEATERS_LIST",
    }
    assert page["meta"]["listTakenAt"] == "2026-11-21T12:00:00Z"
    assert await numbers(catalog, "/movies/now-playing?region=UA") == [], "the dates are those of another region"


async def test_empty_now_playing_list_has_no_movies(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, theatrical_release_date=days_ago(5)), make.ranking(NOW_PLAYING, []))

    assert await numbers(catalog, "/movies/now-playing") == []


async def test_new_releases_are_recent_theatrical_releases(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, theatrical_release_date=TODAY),
        make.movie(2, theatrical_release_date=days_ago(30)),
        make.movie(3, theatrical_release_date=days_ago(31)),
        make.movie(4, theatrical_release_date=TODAY + timedelta(days=1)),
        make.movie(5, theatrical_release_date=days_ago(3), digital_release_date=days_ago(1)),
        make.movie(6, release_date=days_ago(3)),
    )

    page = await catalog.body("/movies/new-releases", MoviePage)
    badges = {item["tmdbId"]: item["card"]["badgeKey"] for item in page["data"]}
    assert badges == {1: "NEW_RELEASE", 2: None}
    assert sorted(await numbers(catalog, "/movies/new-releases?daysBack=31")) == [1, 2, 3]
    assert sorted(await numbers(catalog, "/movies/new-releases?daysBack=0")) == [1, 2]


async def test_new_on_digital_are_recent_digital_releases(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, digital_release_date=TODAY),
        make.movie(2, digital_release_date=days_ago(14)),
        make.movie(3, digital_release_date=days_ago(15)),
        make.movie(4, digital_release_date=TODAY + timedelta(days=1)),
        make.scores(1, popularity=1.0),
        make.scores(2, popularity=2.0),
    )

    assert await numbers(catalog, "/movies/new-on-digital") == [2, 1], "by popularity, for there are no ranks"
    assert await numbers(catalog, "/movies/new-on-digital?daysBack=15") == [2, 1, 3]


async def test_list_has_the_state_of_the_user(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1),
        make.movie(2),
        make.entry(ADA, 1, state="planned", rating=80),
        make.entry(UUID(int=0xBE), 2, state="planned"),
    )

    page = await catalog.body("/movies/trending", MoviePage, user=ADA)

    states: dict[int, Any] = {item["tmdbId"]: item for item in page["data"]}
    assert states[1]["userState"] == {
        "state": "planned",
        "rating": 80,
        "progress": None,
        "updatedAt": "2026-11-21T12:00:00Z",
    }
    assert (states[1]["card"]["badgeKey"], states[1]["card"]["primaryCta"]) == ("IN_WATCHLIST", "OPEN")
    assert states[2]["userState"] is None
    assert states[2]["card"]["primaryCta"] == "SAVE"


async def test_card_announces_a_new_episode_to_the_user(catalog: Catalog, make: Make) -> None:
    watching = make.entry(ADA, 1, "show", state="watching", progress={"season": 1, "episode": 1})
    await catalog.apply(make.show(1), make.season(1, 1, [days_ago(30), days_ago(2)]), watching)

    [item] = (await catalog.body("/shows/trending", ShowPage, user=ADA))["data"]

    assert item["card"] == {
        "badgeKey": "NEW_EPISODE",
        "primaryCta": "CONTINUE",
        "continue": {"season": 1, "episode": 1},
        "listContext": "TRENDING_LIST",
    }


async def test_removed_entry_is_not_restored_by_an_older_event(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.entry(ADA, 1, version=2, state="planned", removed=True))
    await catalog.apply(make.entry(ADA, 1, version=1, state="planned"))

    [item] = (await catalog.body("/movies/trending", MoviePage, user=ADA))["data"]

    assert item["userState"] is None
    assert item["card"]["primaryCta"] == "SAVE"


async def test_anonymous_list_is_public_and_list_of_a_user_is_private(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))

    anonymous = await catalog.get("/movies/trending")
    mine = await catalog.get("/movies/trending", user=ADA)

    assert anonymous.headers["cache-control"] == "public, max-age=30"
    assert mine.headers["cache-control"] == "private, no-cache"
    assert anonymous.headers["vary"] == mine.headers["vary"] == "Authorization, Accept-Language"


async def test_unchanged_list_is_not_modified(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))
    tag = (await catalog.get("/movies/trending")).headers["etag"]

    same = await catalog.get("/movies/trending", if_none_match=tag)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)

    await catalog.apply(make.scores(2, ratingo=99.0))
    assert (await catalog.get("/movies/trending", if_none_match=tag)).status_code == 200


async def test_invalid_token_is_rejected(catalog: Catalog) -> None:
    response = await catalog.get("/movies/trending", authorization="Bearer nonsense")

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "UNAUTHORIZED"


@pytest.mark.parametrize(
    "path",
    ["/movies/trending", "/shows/trending", "/movies/now-playing", "/movies/new-releases", "/movies/new-on-digital"],
)
async def test_unknown_parameter_is_rejected_by_name(catalog: Catalog, path: str) -> None:
    response = await catalog.get(f"{path}?limit=5&page=2&year=2000&yearFrom=1999")

    error = response.json()["error"]
    assert (response.status_code, error["code"], error["statusCode"]) == (400, "VALIDATION_ERROR", 400)
    assert {problem["field"] for problem in error["details"]["errors"]} == {"page", "year"}
    assert error["message"] == ("year: cannot be combined with yearFrom or yearTo; page: is unknown")


async def test_days_back_is_rejected_by_lists_without_it(catalog: Catalog) -> None:
    assert (await catalog.get("/movies/trending?daysBack=5")).status_code == 400
    assert (await catalog.get("/movies/new-releases?daysBack=-1")).status_code == 400
    assert (await catalog.get("/movies/now-playing?region=usa")).status_code == 400
