"""Titles whose providers disagree, make mistakes, or correct them: recorded once for the stack that the tests share."""

from provider_responses import ProviderResponses, day, episode, instant, tvmaze_episode

DAILY, REPLACED, SHORTENED, MOVED, YEARS, LONG, RUNTIMES, GUESTS, RETITLED = range(930_001, 930_010)
WRONG_IMDB, WITHDRAWN, KOREA, JAPANESE, TWICE, POISONED, HEALTHY = range(930_101, 930_108)
PLAYING = range(930_200, 930_231)
DOTTED = {"swat": (930_301, "S.W.A.T."), "mash": (930_302, "M*A*S*H"), "shield": (930_303, "Agents of S.H.I.E.L.D.")}

LONG_SEASON = 2_000
LONG_TEXT = "長" * 4_000
FIRST_IMDB, SECOND_IMDB = "tt9900105", "tt9900115"
FIRST_SHOW_IMDB, SECOND_SHOW_IMDB = "tt9900204", "tt9900214"


def record_cases() -> ProviderResponses:
    """Return the responses of the providers before any of them is edited."""
    responses = ProviderResponses()
    _episodes(responses)
    _identities(responses)
    _facts(responses)
    _lists(responses)
    return responses


def _episodes(responses: ProviderResponses) -> None:
    responses.show(
        DAILY,
        {1: [episode(number, day(9 + number)) for number in range(1, 6)]},
        external_ids={"imdb_id": "tt9900301", "tvdb_id": None},
    )
    stamps = [instant(10, 18), instant(10, 18, 30), *(instant(10 + later, 18) for later in range(1, 5))]
    responses.tvmaze_show(
        9301, "tt9900301", [tvmaze_episode(93_010 + at, 1, at, stamp) for at, stamp in enumerate(stamps, 1)]
    )
    responses.show(
        REPLACED,
        {1: [episode(1, day(20))]},
        external_ids={"imdb_id": FIRST_SHOW_IMDB, "tvdb_id": None},
    )
    responses.tvmaze_show(
        9302,
        FIRST_SHOW_IMDB,
        [tvmaze_episode(93_020 + at, 1, at, f"2010-01-0{at}T20:00:00+00:00") for at in (1, 2)],
    )
    responses.tvmaze_show(9312, SECOND_SHOW_IMDB, [tvmaze_episode(93_120, 1, 1, instant(20, 19))])
    responses.show(SHORTENED, {1: [episode(1, day(-30))], 2: [episode(1, day(12)), episode(2, day(19))]})
    responses.show(MOVED, {1: [episode(number, day(-40 + number)) for number in range(1, 8)], 2: []})
    responses.show(
        YEARS,
        {1: [episode(1, "2025-03-03")], 2: [episode(1, day(13))]},
        external_ids={"imdb_id": "tt9900302", "tvdb_id": None},
    )
    responses.tvmaze_show(
        9305,
        "tt9900302",
        [
            tvmaze_episode(93_051, 2025, 1, "2025-03-03T20:00:00+00:00"),
            tvmaze_episode(93_052, 2026, 1, instant(13, 20)),
            tvmaze_episode(93_053, 2026, 2, instant(20, 20)),
        ],
    )
    responses.show(LONG, {1: [episode(at, day(-2_100 + at), overview=LONG_TEXT) for at in range(1, LONG_SEASON + 1)]})
    responses.show(
        RUNTIMES, {1: [episode(1, day(-9), runtime=47), episode(2, day(-8), runtime=52)]}, episode_run_time=[]
    )
    responses.show(RETITLED, {number: [episode(1, day(-90 + number))] for number in (0, 1, 2)}, name=f"Case {RETITLED}")


def _identities(responses: ProviderResponses) -> None:
    responses.movie(WRONG_IMDB, imdb_id=FIRST_IMDB, external_ids={"imdb_id": FIRST_IMDB})
    responses.omdb_title(
        FIRST_IMDB,
        "movie",
        imdbRating="8.8",
        imdbVotes="2,000,001",
        Metascore="91",
        Ratings=[{"Source": "Rotten Tomatoes", "Value": "97%"}],
    )
    responses.omdb_title(SECOND_IMDB, "movie", imdbRating="N/A", imdbVotes="N/A", Metascore="N/A", Ratings=[])
    theatrical = {"iso_3166_1": "US", "release_dates": [{"type": 3, "release_date": f"{day(30)}T00:00:00.000Z"}]}
    responses.movie(WITHDRAWN, release_date=day(30), status="Post Production", release_dates={"results": [theatrical]})


def _facts(responses: ProviderResponses) -> None:
    releases = [
        {"iso_3166_1": "US", "release_dates": [{"type": 3, "release_date": f"{day(-10)}T00:00:00.000Z"}]},
        {
            "iso_3166_1": "KR",
            "release_dates": [{"type": 4, "release_date": f"{day(-3)}T00:00:00.000Z", "note": "VOD"}],
        },
    ]
    responses.movie(KOREA, release_date=day(-10), release_dates={"results": releases})
    responses.movie(
        JAPANESE,
        title="海の家",
        original_title="海の家",
        original_language="ja",
        translations={
            "translations": [
                {
                    "iso_639_1": "en",
                    "iso_3166_1": "GB",
                    "data": {"title": "House by the Sea Case", "overview": "A house."},
                }
            ]
        },
    )
    netflix = {"provider_id": 8, "provider_name": "Netflix", "logo_path": None, "display_priority": 1}
    director = {"id": 7, "name": "Dana Direct", "job": "Director", "department": "Directing"}
    responses.movie(
        TWICE,
        **{"watch/providers": {"results": {"US": {"link": "x", "flatrate": [netflix, netflix]}}}},
        credits={"cast": [], "crew": [director, director]},
    )
    lead = {"id": 1, "name": "Lee Lead", "order": 609, "roles": [{"character": "Lead", "episode_count": 78}]}
    guests = [
        {"id": 10 + at, "name": f"Guest {at}", "order": at, "roles": [{"character": "Guest", "episode_count": 1}]}
        for at in range(25)
    ]
    responses.show(
        GUESTS,
        {1: [episode(1, day(-60))]},
        overview="",
        aggregate_credits={"cast": [lead, *guests], "crew": []},
        external_ids={"imdb_id": "tt9900303", "tvdb_id": None},
    )
    responses.tvmaze_show(
        9308,
        "tt9900303",
        [],
        summary="<p>Ann &amp; Bob meet.</p><p>They leave<br/>at noon. It&#39;s &quot;fine&quot;.</p>",
    )
    for number in (POISONED, HEALTHY):
        responses.movie(number)
    for number, name in DOTTED.values():
        responses.movie(number, title=name, original_title=name)


def _lists(responses: ProviderResponses) -> None:
    for number in PLAYING:
        responses.movie(number)
    entries = [{"id": number, "title": f"Case {number}", "popularity": 1.0} for number in PLAYING]
    # Two pages that TMDB cached at different times: their totals differ, and one title is on both.
    responses.tmdb_page("/movie/now_playing", 1, entries[:20], pages=2, total=31)
    responses.tmdb_page("/movie/now_playing", 2, [entries[19], *entries[20:]], pages=2, total=32)
