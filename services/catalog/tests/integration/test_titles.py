"""The pages of titles and seasons over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from catalog.presentation.schemas.detail import MovieDetail, ShowDetail
from catalog.presentation.schemas.genres import GenreItem
from catalog.presentation.schemas.seasons import SeasonDetail
from catalog.presentation.seasons.ratings import RatedSeason
from chassis.http.schemas import Success
from contracts.examples import EXAMPLES
from contracts.identity import media_id, season_id
from contracts.ingestion import EpisodeMention, Genre, Offers, Provider, Rating, SeasonSummary, SeasonSyncedV1

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)
ADA, BEN = UUID(int=0xADA), UUID(int=0xBE)
CONSUMED = ("media.imported", "season.synced", "stats.updated", "list.refreshed", "library.entry.changed")


async def test_progress_includes_every_season_but_specials_are_no_position(catalog: Catalog, make: Make) -> None:
    seen = make.entry(
        ADA, 1, "show", state="watching", progress={"season": 2, "episode": 3}, seasons={0: 1, 1: 7, 2: 3}
    )
    former = make.entry(BEN, 1, "show", state="watching", progress={"season": 0, "episode": 4})
    await catalog.apply(make.show(1), seen, former)

    show = (await catalog.body("/shows/title-1", Success[ShowDetail], user=ADA))["data"]
    assert show["userState"]["progress"] == {"season": 2, "episode": 3, "seasons": {"0": 1, "1": 7, "2": 3}}
    assert show["card"]["continue"] == {"season": 2, "episode": 3}
    show = (await catalog.body("/shows/title-1", Success[ShowDetail], user=BEN))["data"]
    assert show["userState"]["progress"] == {"season": None, "episode": None, "seasons": {"0": 4}}
    assert (show["card"]["continue"], show["card"]["badgeKey"]) == (None, None)


@pytest.mark.parametrize(
    ("state", "seen", "status", "prompted"),
    [
        ("watching", 1, "Ended", True),
        ("watching", 2, "Ended", False),
        ("watching", 2, "Canceled", False),
        ("watching", 2, "Returning Series", True),
        ("completed", 1, "Returning Series", False),
        ("dropped", 1, "Returning Series", False),
    ],
)
async def test_only_continuing_titles_prompt_to_continue(
    catalog: Catalog, make: Make, state: str, seen: int, status: str, prompted: bool
) -> None:
    entry = make.entry(ADA, 1, "show", state=state, progress={"season": 1, "episode": seen}, seasons={1: seen})
    await catalog.apply(make.show(1, status=status), make.season(1, 1, [date(2020, 1, 1), date(2020, 1, 8)]), entry)

    page = (await catalog.body("/shows/title-1", Success[ShowDetail], user=ADA))["data"]["card"]
    [listed] = [item["card"] for item in (await catalog.get("/shows/trending", user=ADA)).json()["data"]]

    for card in (page, listed):
        assert (card["badgeKey"] == "CONTINUE", card["primaryCta"] == "CONTINUE", card["continue"] is not None) == (
            prompted,
            prompted,
            prompted,
        )


async def test_movie_response_matches_its_model(catalog: Catalog) -> None:
    await catalog.apply(*(event for event in EXAMPLES if event.topic in CONSUMED))

    movie = (await catalog.body("/movies/dune", Success[MovieDetail]))["data"]

    assert movie["id"] == movie["mediaItemId"] == str(media_id("movie", 438631))
    assert (movie["budget"], movie["revenue"], movie["status"]) == (165_000_000, 407_573_628, "Released")
    assert movie["primaryTrailer"]["key"] == movie["videos"][0]["key"] == "a1B2c3D4e5F"
    assert movie["credits"]["cast"][0]["personId"] == "tmdb:1190668"
    assert movie["externalIds"]["imdb"] == "tt1160419"
    assert movie["availability"]["stream"][0]["name"] == "HBO Max"
    assert movie["releaseStatus"] == "streaming"
    assert movie["card"] == {"badgeKey": "HIT", "primaryCta": "SAVE", "continue": None, "listContext": "DEFAULT"}


async def test_show_response_matches_its_model(catalog: Catalog) -> None:
    await catalog.apply(*(event for event in EXAMPLES if event.topic in CONSUMED))

    show = (await catalog.body("/shows/breaking-bad", Success[ShowDetail]))["data"]

    assert (show["totalSeasons"], show["totalEpisodes"], show["status"]) == (5, 62, "Ended")
    assert show["lastAirDate"] == "2013-09-29", "its record exists a later day than its episodes"
    assert (show["showProgress"]["label"], show["nextAirDate"]) == (None, None)
    assert [(season["number"], season["episodeCount"]) for season in show["seasons"]] == [(1, 1)]


async def test_seasons_include_synced_and_listed_ones(catalog: Catalog, make: Make) -> None:
    listed = (SeasonSummary(number=1, name="One", episode_count=9), SeasonSummary(number=2, episode_count=8))
    await catalog.apply(make.show(1, seasons=listed), make.season(1, 1, [TODAY, TODAY]), make.season(1, 3, []))

    show = (await catalog.body("/shows/title-1", Success[ShowDetail]))["data"]

    assert [(season["number"], season["name"], season["episodeCount"]) for season in show["seasons"]] == [
        (1, "One", 2),
        (2, None, 8),
        (3, None, 0),
    ]


async def test_ratings_of_all_episodes_are_one_response(catalog: Catalog, make: Make) -> None:
    def rated(show: int, season: int, *values: float | None) -> SeasonSyncedV1:
        event = make.season(show, season, [TODAY] * len(values))
        ratings = [{} if value is None else {"tmdb": Rating(rating=value, votes=310)} for value in values]
        pairs = zip(event.episodes, ratings, strict=True)
        episodes = tuple(episode.model_copy(update={"ratings": rating}) for episode, rating in pairs)
        return event.model_copy(update={"episodes": episodes})

    await catalog.apply(make.show(1), rated(1, 2, 9.1), rated(1, 0, 5.0), rated(1, 1, 8.2, None), make.movie(2))
    await catalog.apply(make.season(1, 3, [TODAY], withdrawn_at=datetime(2026, 11, 20, tzinfo=UTC), version=2))

    first, second = (await catalog.body("/shows/title-1/episode-ratings", Success[list[RatedSeason]]))["data"]
    assert (first["number"], second["number"]) == (1, 2)
    eight, none = first["episodes"]
    assert (eight["number"], eight["ratings"]["tmdb"]) == (1, {"rating": 8.2, "voteCount": 310})
    assert (none["number"], [one for one in none["ratings"].values() if one]) == (2, [])
    assert second["episodes"][0]["ratings"]["tmdb"]["rating"] == 9.1

    for path in ("/shows/title-9/episode-ratings", "/shows/title-2/episode-ratings", "/shows/-/episode-ratings"):
        missing = await catalog.get(path)
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


async def test_listed_season_has_a_page_without_episodes(catalog: Catalog, make: Make) -> None:
    listed = (SeasonSummary(number=1, name="One", episode_count=10, air_date=TODAY, poster_path="/1.jpg"),)
    await catalog.apply(make.show(1, seasons=listed))

    season = (await catalog.body("/shows/title-1/seasons/1", Success[SeasonDetail]))["data"]

    assert (season["id"], season["showId"]) == (str(season_id(1, 1)), str(media_id("show", 1)))
    assert (season["name"], season["episodeCount"], season["airDate"]) == ("One", 10, "2026-11-21")
    assert (season["episodes"], season["syncedAt"]) == ([], None)
    response = await catalog.get("/shows/title-1/seasons/2")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "SEASON_NOT_FOUND")


async def test_withdrawn_season_is_hidden_and_older_events_do_not_restore_it(catalog: Catalog, make: Make) -> None:
    coming = datetime(2026, 11, 23, 18, tzinfo=UTC)
    await catalog.apply(make.show(1), make.season(1, 1, [TODAY - timedelta(days=7)]), make.season(1, 2, [coming]))
    assert (await catalog.get("/shows/title-1")).json()["data"]["nextAirDate"] == "2026-11-23"

    await catalog.apply(make.season(1, 2, [], version=3, withdrawn_at=coming))
    await catalog.apply(make.season(1, 2, [coming], version=2))

    show = (await catalog.body("/shows/title-1", Success[ShowDetail]))["data"]
    assert [season["number"] for season in show["seasons"]] == [1]
    assert (show["lastAirDate"], show["nextAirDate"]) == ("2026-11-14", None)
    assert (await catalog.get("/shows/title-1/seasons/2")).status_code == 404
    assert (await catalog.get("/shows/calendar")).json()["data"]["days"] == []
    await catalog.apply(make.season(1, 2, [coming], version=4))
    assert (await catalog.get("/shows/title-1/seasons/2")).status_code == 200


async def test_show_without_seasons_has_the_episode_of_its_record(catalog: Catalog, make: Make) -> None:
    last = EpisodeMention(season=3, number=7, name="Seven", air_date=date(2026, 11, 12))
    await catalog.apply(make.show(1, last_air_date=date(2026, 11, 12), last_episode=last))
    await catalog.apply(
        make.show(2, last_air_date=date(2026, 11, 12), last_episode=last), make.season(2, 1, [date(2011, 6, 19)])
    )

    show = (await catalog.body("/shows/title-1", Success[ShowDetail]))["data"]["showProgress"]
    assert (show["label"], show["season"], show["episode"], show["lastAirDate"]) == ("S3E7", 3, 7, "2026-11-12")
    show = (await catalog.body("/shows/title-2", Success[ShowDetail]))["data"]["showProgress"]
    assert (show["label"], show["lastAirDate"]) == (None, "2026-11-12")
    [listed] = [item for item in (await catalog.get("/shows/trending")).json()["data"] if item["slug"] == "title-1"]
    assert listed["showProgress"]["label"] == "S3E7"


async def test_next_episode_is_the_first_that_has_not_aired(catalog: Catalog, make: Make) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    await catalog.apply(
        make.show(1),
        make.season(1, 1, [noon - timedelta(days=7), noon, noon + timedelta(seconds=1), noon + timedelta(days=9)]),
    )

    show = (await catalog.body("/shows/title-1", Success[ShowDetail]))["data"]

    assert show["showProgress"]["label"] == "S1E2"
    assert (show["lastAirDate"], show["nextAirDate"]) == ("2026-11-21", "2026-11-21")


async def test_slug_of_a_movie_is_not_a_slug_of_a_show(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(550, title="Fargo"), make.show(550, title="Fargo"), make.show(2, title="Severance"))

    assert (await catalog.get("/movies/fargo")).json()["data"]["type"] == "movie"
    assert (await catalog.get("/shows/fargo")).json()["data"]["type"] == "show"
    response = await catalog.get("/movies/severance")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


async def test_former_slug_redirects_to_the_current_slug(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Untitled Movie"))
    await catalog.apply(make.movie(1, version=2, title="Dune"))

    moved = await catalog.get("/movies/untitled-movie?region=UA")
    assert (moved.status_code, moved.content) == (308, b"")
    assert moved.headers["location"] == "dune?region=UA"
    followed = await catalog.client.get(f"{moved.request.url}", follow_redirects=True)
    assert followed.json()["data"]["slug"] == "dune"
    assert followed.url.path.endswith("/movies/dune")


async def test_former_slug_is_not_reused_by_another_movie(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune", release_date=date(1984, 12, 14)))
    await catalog.apply(make.movie(2, title="Dune", release_date=date(2021, 9, 15)))
    await catalog.apply(make.movie(1, version=2, title="David Lynch's Dune", release_date=date(1984, 12, 14)))

    assert (await catalog.get("/movies/dune-2021")).json()["data"]["tmdbId"] == 2
    assert (await catalog.get("/movies/dune")).headers["location"] == "david-lynchs-dune"


async def test_movie_named_like_a_list_has_a_page(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Trending", release_date=date(2009, 1, 1)))

    assert (await catalog.get("/movies/trending-2009")).json()["data"]["tmdbId"] == 1


@pytest.mark.parametrize("slug", ["nothing", "Dune", "du%00ne", "%F0%9F%8E%AC", "%ff", "a" * 500, "..%2F..%2Fsearch"])
async def test_unknown_slug_is_not_found(catalog: Catalog, slug: str) -> None:
    for path in (f"/movies/{slug}", f"/shows/{slug}"):
        assert (await catalog.get(path)).status_code == 404


async def test_offers_fall_back_to_other_regions_in_order(catalog: Catalog, make: Make) -> None:
    availability = {
        region: Offers(link=f"https://{region}.test", ads=(Provider(provider_id=1, name="P"),))
        for region in ("UA", "GB", "FR")
    }
    await catalog.apply(
        make.movie(1, availability=availability), make.movie(2, availability={"FR": availability["FR"]})
    )

    async def offered(path: str) -> tuple[str, bool] | None:
        page = (await catalog.body(path, Success[MovieDetail]))["data"]["availability"]
        return None if page is None else (page["region"], page["isFallback"])

    assert await offered("/movies/title-1?region=ua") == ("UA", False)
    assert await offered("/movies/title-1?region=DE") == ("GB", True), "US is path before, but has no offers"
    assert await offered("/movies/title-1") == ("GB", True)
    assert await offered("/movies/title-2") is None


async def test_age_ratings_fall_back_to_other_regions_in_order(catalog: Catalog, make: Make) -> None:
    availability = {"UA": "16+", "GB": "15", "FR": "-12"}
    await catalog.apply(make.movie(1, certifications=availability), make.show(2, certifications={"FR": "-12"}))

    async def rated(path: str) -> object:
        model = Success[MovieDetail] if "movies" in path else Success[ShowDetail]
        return (await catalog.body(path, model))["data"]["certification"]

    assert await rated("/movies/title-1?region=ua") == {"region": "UA", "isFallback": False, "name": "16+"}
    assert await rated("/movies/title-1?region=DE") == {"region": "GB", "isFallback": True, "name": "15"}
    assert await rated("/shows/title-2") is None


async def test_title_page_has_the_state_of_the_user(catalog: Catalog, make: Make) -> None:
    entry = make.entry(ADA, 1, "show", state="planned", progress={"season": 1, "episode": 2})
    await catalog.apply(make.show(1), entry)

    response = await catalog.get("/shows/title-1", user=ADA)

    assert response.headers["cache-control"] == "private, no-cache"
    show = response.json()["data"]
    assert show["userState"]["state"] == "planned"
    assert show["card"]["continue"] == {"season": 1, "episode": 2}


async def test_unchanged_title_is_not_modified(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    tag = (await catalog.get("/movies/title-1")).headers["etag"]

    assert (await catalog.get("/movies/title-1", if_none_match=tag)).status_code == 304
    await catalog.apply(make.movie(1, version=2, overview="New words."))
    assert (await catalog.get("/movies/title-1", if_none_match=tag)).status_code == 200


async def test_season_response_contains_its_episodes(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.season(1, 2, [TODAY, None], name="Two", overview="More."))

    season = (await catalog.body("/shows/title-1/seasons/2", Success[SeasonDetail]))["data"]

    assert (season["number"], season["name"], season["episodeCount"]) == (2, "Two", 2)
    assert [(episode["number"], episode["airDate"]) for episode in season["episodes"]] == [(1, "2026-11-21"), (2, None)]


async def test_season_redirects_with_its_show(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1, title="Old"), make.season(1, 2, [TODAY]))
    await catalog.apply(make.show(1, version=2, title="New"))

    followed = await catalog.client.get("/api/v1/catalog/shows/old/seasons/2", follow_redirects=True)

    assert followed.history[0].status_code == 308
    assert followed.json()["data"]["number"] == 2


@pytest.mark.parametrize("path", ["/shows/title-1/seasons/8", "/shows/nothing/seasons/1", "/shows/title-2/seasons/1"])
async def test_season_that_is_neither_synced_nor_listed_is_not_found(catalog: Catalog, make: Make, path: str) -> None:
    await catalog.apply(make.show(1, seasons=(SeasonSummary(number=9),)), make.season(2, 1, [TODAY]))

    response = await catalog.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "SEASON_NOT_FOUND")


@pytest.mark.parametrize(
    "path", ["/shows/a/seasons/-1", "/shows/a/seasons/x", "/shows/a/seasons/1?x=1", "/movies/a?x=1"]
)
async def test_invalid_parameters_are_rejected(catalog: Catalog, path: str) -> None:
    response = await catalog.get(path)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_genres_are_counted_by_kind(catalog: Catalog, make: Make) -> None:
    drama, war = Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=10752, name="War")
    await catalog.apply(
        make.movie(1, genres=(drama, war)), make.movie(2, genres=(drama,)), make.show(1, genres=(drama,))
    )

    page = (await catalog.body("/genres", Success[list[GenreItem]]))["data"]

    assert page == [
        {"id": 18, "name": "Drama", "slug": "drama", "count": 3, "movies": 2, "shows": 1},
        {"id": 10752, "name": "War", "slug": "war", "count": 1, "movies": 1, "shows": 0},
    ]
    assert (await catalog.get("/genres?x=1")).status_code == 400


async def test_score_that_arrives_before_its_title_is_kept(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.scores(1, ratingo=78.4))
    assert (await catalog.get("/movies/title-1")).status_code == 404

    await catalog.apply(make.movie(1))
    assert (await catalog.get("/movies/title-1")).json()["data"]["stats"]["ratingoScore"] == 78.4


async def test_title_that_cannot_be_stored_is_rejected_alone(catalog: Catalog, make: Make) -> None:
    letters = await catalog.feed(make.movie(1), make.movie(2, title="nul \0 byte"), make.movie(3), make.movie(2**40))

    assert [letter.code for letter in letters] == ["refused", "refused"]
    assert [(await catalog.get(f"/movies/title-{number}")).status_code for number in (1, 2, 3)] == [200, 404, 200]
