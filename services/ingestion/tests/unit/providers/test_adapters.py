"""The calls of the adapters, one by one, against scripted providers."""

from typing import Any

import httpx2
import pytest
from services.ingestion.tests.scripted_client import Scripted, client_of

from ingestion.application.ports.providers import ListedTitle
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.titles.facts import Text, TitleKey
from ingestion.domain.titles.identity import Ids
from ingestion.providers.locale import Locale
from ingestion.providers.tmdb.adapter import TmdbSource
from ingestion.providers.tmdb.genre_names import GenreNames
from ingestion.providers.trakt.adapter import TraktSource
from ingestion.providers.tvmaze.adapter import TvmazeSource

pytestmark = pytest.mark.unit


def _redirect(path: str) -> httpx2.Response:
    return httpx2.Response(301, headers={"location": f"http://provider.test{path}"})


SHOW: dict[str, Any] = {"id": 82, "name": "Game of Thrones", "externals": {"imdb": "tt0944947"}}
EPISODE: dict[str, Any] = {"id": 4952, "season": 1, "number": 1, "airdate": "2011-04-17"}


async def test_show_is_looked_up_once_and_requested_with_its_episodes() -> None:
    client, requests = client_of(
        {"/lookup/shows": _redirect("/shows/82"), "/shows/82": {**SHOW, "_embedded": {"episodes": [EPISODE]}}}
    )
    reply = await TvmazeSource(client).show(remembered=None, ids=Ids("tt0944947", 121361), etags={})
    assert reply.value is not None
    facts, [season] = reply.value
    assert (facts.tvmaze_id, season.number, season.episodes[0].numbering.id) == (82, 1, 4952)
    assert requests == ["/lookup/shows?imdb=tt0944947", "/shows/82?embed=episodes"]


async def test_a_known_show_costs_one_call_and_a_second_id_is_tried_when_the_first_is_unknown() -> None:
    client, requests = client_of({"/shows/82": {**SHOW, "_embedded": {"episodes": []}}})
    await TvmazeSource(client).show(remembered=82, ids=Ids("tt0944947"), etags={})
    assert requests == ["/shows/82?embed=episodes"]
    client, requests = client_of({})
    with pytest.raises(SourceFailed):
        await TvmazeSource(client).show(remembered=None, ids=Ids("tt1", 7), etags={})
    assert requests == ["/lookup/shows?imdb=tt1", "/lookup/shows?thetvdb=7"]


async def test_episodes_that_are_not_embedded_are_requested_and_may_be_missing() -> None:
    client, requests = client_of({"/shows/82": SHOW, "/shows/82/episodes": [EPISODE]})
    reply = await TvmazeSource(client).show(remembered=82, ids=Ids("tt0944947"), etags={})
    assert reply.value is not None
    assert len(reply.value[1]) == 1
    assert requests[-1] == "/shows/82/episodes"
    client, _ = client_of({"/shows/82": SHOW})
    reply = await TvmazeSource(client).show(remembered=82, ids=Ids("tt0944947"), etags={})
    assert reply.value is not None
    assert (reply.value[0].tvmaze_id, reply.value[1], reply.degraded) == (82, (), ("episodes: not_found",))


async def test_an_episode_that_was_not_embedded_and_has_an_impossible_number_is_left_out_and_named() -> None:
    client, _ = client_of({"/shows/82": SHOW, "/shows/82/episodes": [EPISODE, {**EPISODE, "id": 2**31}]})
    reply = await TvmazeSource(client).show(remembered=82, ids=Ids("tt0944947"), etags={})
    assert reply.value is not None
    assert [item.numbering.id for item in reply.value[1][0].episodes] == [4952]
    assert reply.degraded == ("item: Input should be less than 2147483648",)


async def test_a_known_show_that_is_gone_is_looked_up_once() -> None:
    client, requests = client_of(
        {"/lookup/shows": _redirect("/shows/82"), "/shows/82": {**SHOW, "_embedded": {"episodes": [EPISODE]}}}
    )
    reply = await TvmazeSource(client).show(remembered=7, ids=Ids("tt0944947"), etags={7: '"old"'})
    assert reply.value is not None
    assert reply.value[0].tvmaze_id == 82
    assert requests == ["/shows/7?embed=episodes", "/lookup/shows?imdb=tt0944947", "/shows/82?embed=episodes"]


@pytest.mark.parametrize(("ids", "calls"), [(Ids("tt0944947"), 2), (Ids(), 0)])
async def test_a_known_show_that_is_gone_and_found_no_more_is_not_found(ids: Ids, calls: int) -> None:
    client, requests = client_of({"/lookup/shows": _redirect("/shows/7")})
    with pytest.raises(SourceFailed) as failed:
        await TvmazeSource(client).show(remembered=7, ids=ids, etags={})
    assert (failed.value.cause, len(requests)) == (Cause.NOT_FOUND, calls)


@pytest.mark.parametrize("there", ["/people/82", "/shows/", "/shows/eighty"])
async def test_a_lookup_that_leads_elsewhere_is_refused(there: str) -> None:
    client, _ = client_of({"/lookup/shows": _redirect(there)})
    with pytest.raises(SourceFailed) as failed:
        await TvmazeSource(client).show(remembered=None, ids=Ids("tt1"), etags={})
    assert failed.value.cause is Cause.REDIRECTED


async def test_a_remembered_show_that_names_another_imdb_id_is_looked_up_again() -> None:
    other = {"id": 7, "name": "Other", "externals": {"imdb": "tt9"}, "_embedded": {"episodes": [EPISODE]}}
    right = {"id": 82, "name": "Right", "externals": {"imdb": "tt2"}, "_embedded": {"episodes": [EPISODE]}}
    client, requests = client_of({"/lookup/shows": _redirect("/shows/82"), "/shows/7": other, "/shows/82": right})
    reply = await TvmazeSource(client).show(remembered=7, ids=Ids("tt2"), etags={})
    assert reply.value is not None
    assert (reply.value[0].tvmaze_id, reply.origin) == (82, "imdb:tt2")
    assert requests == ["/shows/7?embed=episodes", "/lookup/shows?imdb=tt2", "/shows/82?embed=episodes"]


async def test_a_look_up_that_fails_after_the_remembered_show_proved_to_be_another_disowns_it() -> None:
    other = {"id": 7, "name": "Other", "externals": {"imdb": "tt9"}, "_embedded": {"episodes": [EPISODE]}}
    client, _ = client_of({"/lookup/shows": 503, "/shows/7": other})
    with pytest.raises(SourceFailed) as failed:
        await TvmazeSource(client).show(remembered=7, ids=Ids("tt2"), etags={})
    assert (failed.value.cause, failed.value.disowned) == (Cause.SERVER, True)


async def test_a_show_found_by_the_tvdb_id_that_names_another_imdb_id_is_not_the_show() -> None:
    other = {"id": 7, "name": "Other", "externals": {"imdb": "tt1"}, "_embedded": {"episodes": [EPISODE]}}
    client, _ = client_of({"/lookup/shows?thetvdb=5": _redirect("/shows/7"), "/shows/7": other})
    with pytest.raises(SourceFailed) as failed:
        await TvmazeSource(client).show(remembered=None, ids=Ids("tt2", 5), etags={})
    assert failed.value.cause is Cause.NOT_FOUND


def _summary(**more: Any) -> dict[str, Any]:
    return {"title": "X", "ids": {"trakt": 5, "slug": "x", "tmdb": 550}, "rating": 8.1, "votes": 10, **more}


async def test_trakt_is_searched_once_and_then_requested_by_its_own_id() -> None:
    responses: Scripted = {
        "/search/tmdb/550": [{"type": "movie", "movie": _summary()}],
        "/movies/5": _summary(),
        "/movies/5/stats": {"watchers": 100, "plays": 150},
        "/movies/5/watching": [{}, {}, {}],
    }
    client, requests = client_of(responses)
    key = TitleKey("movie", 550)
    reply = await TraktSource(client).title(key, None, live=True)
    assert reply.value is not None
    assert (reply.value.trakt_id, reply.value.live_watchers, reply.value.total_watchers) == (5, 3, 100)
    assert requests[0] == "/search/tmdb/550?extended=full&type=movie"
    requests.clear()
    again = await TraktSource(client).title(key, 5, live=False)
    assert again.value is not None
    assert again.value.live_watchers is None
    assert requests == ["/movies/5?extended=full", "/movies/5/stats"]


async def test_an_audience_that_cannot_be_got_degrades_and_does_not_fail() -> None:
    client, _ = client_of({"/movies/5": _summary(), "/movies/5/stats": 500, "/movies/5/watching": []})
    reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=True)
    assert reply.value is not None
    assert (reply.value.total_watchers, reply.value.live_watchers) == (None, 0)
    assert reply.degraded == ("stats: server",)


async def test_audience_that_is_not_ready_is_a_failure() -> None:
    client, _ = client_of({"/movies/5": _summary(), "/movies/5/stats": 429})
    trakt = TraktSource(client)
    with pytest.raises(SourceFailed) as alone:
        await trakt.audience("movie", 5)
    with pytest.raises(SourceFailed) as whole:
        await trakt.title(TitleKey("movie", 550), 5, live=False)
    assert (alone.value.cause, whole.value.cause) == (Cause.QUOTA, Cause.QUOTA)


async def test_invalid_parts_of_trakt_responses_are_reported() -> None:
    client, _ = client_of({"/movies/5": _summary(votes=-1), "/movies/5/stats": {"watchers": -1, "plays": 150}})
    reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=False)
    assert reply.value is not None
    assert (reply.value.ratings, reply.value.total_watchers, reply.value.total_plays) == (None, None, 150)
    assert reply.degraded == (
        "votes: Input should be greater than or equal to 0",
        "watchers: Input should be greater than or equal to 0",
    )


async def test_an_audience_without_watchers_is_of_the_wrong_shape() -> None:
    client, _ = client_of({"/movies/5/stats": {"plays": 7}})
    with pytest.raises(SourceFailed, match="no watchers") as failed:
        await TraktSource(client).audience("movie", 5)
    assert failed.value.cause is Cause.WRONG_SHAPE


Remembered: list[dict[str, Any] | int] = [404, _summary(ids={"trakt": 4, "tmdb": 551})]


@pytest.mark.parametrize("remembered", Remembered)
async def test_a_remembered_id_that_leads_nowhere_or_elsewhere_is_searched_once(
    remembered: dict[str, Any] | int,
) -> None:
    responses: Scripted = {
        "/movies/4": remembered,
        "/search/tmdb/550": [{"type": "movie", "movie": _summary()}],
        "/movies/5/stats": {"watchers": 100, "plays": 150},
    }
    client, requests = client_of(responses)
    reply = await TraktSource(client).title(TitleKey("movie", 550), 4, live=False)
    assert reply.value is not None
    assert reply.value.trakt_id == 5
    assert requests == ["/movies/4?extended=full", "/search/tmdb/550?extended=full&type=movie", "/movies/5/stats"]


async def test_a_summary_without_a_rating_is_completed_in_either_shape() -> None:
    shapes: list[dict[str, Any]] = [{"rating": 7.5, "votes": 3}, {"trakt": {"rating": 7.5, "votes": 3}, "tmdb": {}}]
    for shape in shapes:
        client, _ = client_of({"/movies/5": _summary(rating=None), "/movies/5/ratings": shape, "/movies/5/stats": {}})
        reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=False)
        assert reply.value is not None
        assert reply.value.ratings is not None
        assert (reply.value.ratings["trakt"].value, reply.value.ratings["trakt"].votes) == (7.5, 3)


@pytest.mark.parametrize("reply", [[], [{"type": "movie", "movie": _summary(ids={"trakt": 5, "tmdb": 551})}]])
async def test_what_trakt_does_not_know_or_knows_as_another_is_not_found(reply: list[Any]) -> None:
    client, _ = client_of({"/search/tmdb/550": reply})
    with pytest.raises(SourceFailed) as failed:
        await TraktSource(client).title(TitleKey("movie", 550), None, live=True)
    assert failed.value.cause is Cause.NOT_FOUND


def _tmdb(responses: Scripted) -> tuple[TmdbSource, list[str]]:
    client, requests = client_of(responses)
    return TmdbSource(client, Locale()), requests


async def test_everything_of_a_title_is_appended_to_one_call() -> None:
    tmdb, requests = _tmdb({"/tv/1396": {"id": 1396, "name": "Breaking Bad"}})
    reply = await tmdb.title(TitleKey("show", 1396), None)
    assert reply.value is not None
    assert reply.value.title == "Breaking Bad"
    [call] = requests
    for block in ("aggregate_credits", "external_ids", "translations", "content_ratings", "keywords"):
        assert block in call


Broken: list[tuple[dict[str, Any], str]] = [
    ({"id": 551, "title": "Other"}, "received id 551"),
    ({"id": 550, "title": "", "original_title": ""}, "no title in any language"),
]


@pytest.mark.parametrize(("body", "message"), Broken)
async def test_response_about_another_title_or_without_a_title_is_rejected(body: dict[str, Any], message: str) -> None:
    tmdb, _ = _tmdb({"/movie/550": body})
    with pytest.raises(SourceFailed, match=message) as failed:
        await tmdb.title(TitleKey("movie", 550), None)
    assert failed.value.cause is Cause.WRONG_SHAPE


async def test_a_successor_is_found_by_imdb_id_among_its_own_kind() -> None:
    tmdb, requests = _tmdb({"/find/tt1": {"movie_results": [{"id": 7}], "tv_results": [{"id": 9}]}})
    assert await tmdb.successor("show", "tt1") == TitleKey("show", 9)
    assert requests == ["/find/tt1?external_source=imdb_id"]
    empty, _ = _tmdb({"/find/tt1": {"movie_results": [], "tv_results": []}})
    assert await empty.successor("movie", "tt1") is None


async def test_search_has_movies_and_shows_without_people() -> None:
    results = [
        {"id": 603, "media_type": "movie", "title": "Матриця", "original_title": "The Matrix",
         "release_date": "1999-03-31", "poster_path": "/m.jpg", "vote_average": 8.2, "vote_count": 26000},
        {"id": 6384, "media_type": "person", "name": "Keanu Reeves"},
        {"id": 7, "media_type": "tv", "name": "Matrix", "first_air_date": "", "vote_average": 0, "vote_count": 0},
        {"id": "x", "media_type": "movie", "title": "No number"},
        {"id": 8, "media_type": "movie"},
        None,
    ]  # fmt: skip
    tmdb, requests = _tmdb({"/search/multi": {"results": results}})
    assert list(await tmdb.search("matrix & co", "uk")) == [
        ListedTitle(
            key=TitleKey("movie", 603),
            title="Матриця",
            original_title="The Matrix",
            year=1999,
            poster_path="/m.jpg",
            rating=8.2,
        ),
        ListedTitle(key=TitleKey("show", 7), title="Matrix"),
    ]
    assert requests == ["/search/multi?include_adult=false&language=uk&page=1&query=matrix+%26+co"]
    broken, _ = _tmdb({"/search/multi": {"results": None}})
    with pytest.raises(SourceFailed):
        await broken.search("matrix", None)


async def test_lists_are_requested_page_by_page_with_their_region() -> None:
    page = {"page": 2, "total_pages": 2, "total_results": 21, "results": [{"id": 1, "popularity": 3.5}]}
    tmdb, requests = _tmdb({"/trending/tv/day": page, "/movie/now_playing": page})
    read = await tmdb.trending("show", 2)
    assert (read.number, read.received, read.total_results) == (2, 1, 21)
    assert (read.items[0].title, read.items[0].popularity) == (TitleKey("show", 1), 3.5)
    await tmdb.now_playing("UA", 2)
    assert requests == ["/trending/tv/day?language=en-US&page=2", "/movie/now_playing?page=2&region=UA"]


async def test_an_entry_whose_number_cannot_be_a_title_is_left_out_and_named(caplog: pytest.LogCaptureFixture) -> None:
    entries = [{"id": 2**40}, {"id": -1}, {"id": 1, "popularity": -3.5}]
    page = {"page": 1, "total_pages": 1, "total_results": 3, "results": entries}
    tmdb, _ = _tmdb({"/trending/movie/day": page, "/find/tt1": {"movie_results": entries}})
    read = await tmdb.trending("movie", 1)
    assert (read.received, [(item.title, item.popularity) for item in read.items]) == (
        3,
        [(TitleKey("movie", 1), None)],
    )
    [warned] = caplog.records
    assert "id: Input should be less than 2147483648" in getattr(warned, "reasons", "")
    assert await tmdb.successor("movie", "tt1") == TitleKey("movie", 1)


async def test_a_list_of_impossible_numbers_alone_is_refused() -> None:
    page = {"page": 1, "total_pages": 1, "total_results": 1, "results": [{"id": "tt1"}]}
    tmdb, _ = _tmdb({"/trending/movie/day": page})
    with pytest.raises(SourceFailed) as failed:
        await tmdb.trending("movie", 1)
    assert failed.value.cause is Cause.WRONG_SHAPE


async def test_offers_that_were_not_read_in_full_are_refused() -> None:
    good = {"provider_id": 8, "provider_name": "Netflix"}
    tmdb, _ = _tmdb({"/movie/550/watch/providers": {"results": {"US": {"flatrate": [good, {"provider_id": 9}]}}}})
    with pytest.raises(SourceFailed, match="flatrate: Field required") as failed:
        await tmdb.offers(TitleKey("movie", 550))
    assert failed.value.cause is Cause.WRONG_SHAPE
    tmdb, _ = _tmdb({"/movie/550/watch/providers": {"results": {"US": {"flatrate": [good]}}}})
    assert list((await tmdb.offers(TitleKey("movie", 550))).value or {}) == ["US"]


async def test_a_remembered_trakt_id_that_became_another_titles_is_searched_and_disowned_when_that_fails() -> None:
    moved = _summary(ids={"trakt": 5, "slug": "x", "tmdb": 999})
    client, _ = client_of({"/movies/5": moved, "/search/tmdb/550": 503})
    with pytest.raises(SourceFailed) as failed:
        await TraktSource(client).title(TitleKey("movie", 550), 5, live=False)
    assert failed.value.disowned
    stats = {"watchers": 100, "plays": 150}
    matches = [{"type": "movie", "movie": _summary(ids={"trakt": 6, "tmdb": 550})}]
    client, _ = client_of({"/movies/5": moved, "/search/tmdb/550": matches, "/movies/6/stats": stats})
    reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=False)
    assert reply.value is not None
    assert (reply.value.trakt_id, reply.origin) == (6, "tmdb:550")


async def test_a_remembered_trakt_id_with_another_imdb_id_is_looked_up_again() -> None:
    responses: Scripted = {
        "/movies/5": _summary(ids={"trakt": 5, "imdb": "tt1", "tmdb": 550}),
        "/search/tmdb/550": [{"type": "movie", "movie": _summary(ids={"trakt": 6, "imdb": "tt2", "tmdb": 550})}],
        "/movies/6/stats": {"watchers": 100, "plays": 150},
    }
    client, _ = client_of(responses)
    reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=False, imdb_id="tt2")
    assert reply.value is not None
    assert reply.value.trakt_id == 6


@pytest.mark.parametrize(
    ("stats", "live", "unread"),
    [
        ({"watchers": 1, "plays": 2}, True, set()),
        ({"watchers": 1, "plays": 2}, False, {"live_watchers"}),
        (500, True, {"total_watchers", "total_plays"}),
        ({"watchers": -1, "plays": 2}, True, {"total_watchers"}),
    ],
)
async def test_trakt_says_which_facts_its_response_does_not_cover(stats: Any, live: bool, unread: set[str]) -> None:
    client, _ = client_of({"/movies/5": _summary(), "/movies/5/stats": stats, "/movies/5/watching": []})
    reply = await TraktSource(client).title(TitleKey("movie", 550), 5, live=live)
    assert reply.unread == unread


GENRES: dict[str, Any] = {"genres": [{"id": 18, "name": "Драма"}, {"id": 35, "name": None}]}


async def test_genres_have_their_names_in_every_language_from_one_call_a_day() -> None:
    body = {"title": "Heat", "genres": [{"id": 18, "name": "Drama"}, {"id": 35, "name": "Comedy"}]}
    client, requests = client_of({"/movie/949": {"id": 949, **body}, "/genre/movie/list": GENRES})
    now = [0.0]
    names = GenreNames(client, Locale(), lambda: now[0])
    for instant, calls in ((0.0, 1), (86_399.0, 1), (86_400.0, 2)):
        now[0] = instant
        assert await names.of("movie", 18, "Drama") == {"en": "Drama", "uk": "Драма"}
        assert await names.of("movie", 35, "Comedy") == {"en": "Comedy"}
        assert requests.count("/genre/movie/list?language=uk") == calls
    reply = await TmdbSource(client, Locale()).title(TitleKey("movie", 949), None)
    assert reply.value is not None
    assert [genre.names for genre in reply.value.genres or ()] == [{"en": "Drama", "uk": "Драма"}, {"en": "Comedy"}]


async def test_title_is_imported_without_the_names_of_its_genres() -> None:
    client, requests = client_of({"/movie/949": {"id": 949, "title": "Heat", "genres": [{"id": 18, "name": "Drama"}]}})
    source = TmdbSource(client, Locale())
    for _ in range(2):
        reply = await source.title(TitleKey("movie", 949), None)
        assert reply.value is not None
        assert [(genre.name, genre.names) for genre in reply.value.genres or ()] == [("Drama", {"en": "Drama"})]
    assert requests.count("/genre/movie/list?language=uk") == 1, "a failed call waits for a quarter of an hour"


async def test_season_has_its_names_in_the_kept_languages() -> None:
    names = [
        {"iso_639_1": "uk", "iso_3166_1": "UA", "data": {"name": "Сезон 1", "overview": ""}},
        {"iso_639_1": "fr", "iso_3166_1": "FR", "data": {"name": "Saison 1", "overview": ""}},
        {"iso_639_1": "en", "iso_3166_1": "US", "data": {"name": "", "overview": ""}},
    ]
    season = {"season_number": 1, "name": "Season 1", "translations": {"translations": names}}
    tmdb, [*_] = _tmdb({"/tv/1/season/1": season})
    reply = await tmdb.season(1, 1, None)
    assert reply.value is not None
    assert (reply.value.translations, reply.degraded) == ({"uk": Text("Сезон 1", None)}, ())
    failed = {**season, "translations": {"success": False, "status_code": 34}}
    degraded, _ = _tmdb({"/tv/1/season/1": failed})
    assert (await degraded.season(1, 1, None)).degraded == ("translations: error in the response",)
