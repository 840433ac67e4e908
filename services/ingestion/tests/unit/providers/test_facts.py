"""Facts from the providers' responses: blanks and zeros are missing, texts fall back, only invalid values are lost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ingestion.domain.titles.facts import CastMember, CrewMember, Facts, Genre, Offer, Offers, Rating, Text
from ingestion.providers.locale import Locale
from ingestion.providers.omdb import facts as omdb_facts
from ingestion.providers.omdb.models import TITLE as OMDB_TITLE
from ingestion.providers.parsing.lenient import DEGRADED
from ingestion.providers.tmdb import adapter as tmdb
from ingestion.providers.tmdb.facts import movie_facts, season_facts, show_facts
from ingestion.providers.trakt import facts as trakt_facts
from ingestion.providers.trakt.models import TraktSeason
from ingestion.providers.tvmaze import adapter as tvmaze
from ingestion.providers.tvmaze import facts as tvmaze_facts

pytestmark = pytest.mark.unit

LOCALE = Locale(language="uk-UA", languages=("uk", "en"), regions=("UA", "US"))


def _movie(**more: Any) -> Facts:
    return movie_facts(tmdb.MOVIE.validate_python({"id": 550, **more}), LOCALE)


def _show(**more: Any) -> Facts:
    return show_facts(tmdb.SHOW.validate_python({"id": 1396, **more}), LOCALE)


def test_a_movie_without_a_localised_text_is_still_a_whole_record() -> None:
    facts = _movie(
        title="",
        original_title="Fight Club",
        overview="",
        original_language="en",
        genres=[{"id": 18, "name": "драма"}],
        credits={"cast": [{"id": 819, "name": "Edward Norton", "order": 0, "character": "Narrator"}], "crew": []},
        translations={"translations": [{"iso_639_1": "en", "data": {"title": "", "overview": "A ticking-time-bomb."}}]},
        release_date="1999-10-15",
    )
    assert (facts.title, facts.overview) == ("Fight Club", "A ticking-time-bomb.")
    assert facts.genres == (Genre(18, "драма"),)
    assert facts.cast == (CastMember(819, "Edward Norton", 0, "Narrator"),)
    assert facts.release_date == date(1999, 10, 15)


def test_blank_and_zero_are_missing_values() -> None:
    facts = _movie(title="X", release_date="", runtime=0, budget=0, revenue=0, vote_average=0, vote_count=0, imdb_id="")
    assert (facts.release_date, facts.runtime_minutes, facts.budget, facts.revenue) == (None, None, None, None)
    assert (facts.ratings, facts.imdb_id) == (None, None)


def test_missing_block_is_null_and_empty_block_is_empty() -> None:
    missing = _movie(title="X")
    assert (missing.genres, missing.cast, missing.videos, missing.availability) == (None, None, None, None)
    empty = _movie(
        title="X",
        genres=[],
        credits={"cast": [], "crew": []},
        videos={"results": []},
        **{"watch/providers": {"results": {}}},
    )
    assert (empty.genres, empty.cast, empty.videos, empty.availability) == ((), (), (), {})


def test_an_odd_value_costs_only_itself_and_is_named() -> None:
    reasons: list[str] = []
    response = tmdb.MOVIE.validate_python(
        {
            "id": 550,
            "title": "X",
            "runtime": "long",
            "genres": [{"id": 18, "name": "Drama"}, {"name": "no id"}],
            "release_date": "15 Oct 1999",
        },
        context={DEGRADED: reasons},
    )
    facts = movie_facts(response, LOCALE)
    assert (facts.title, facts.runtime_minutes, facts.genres) == ("X", None, (Genre(18, "Drama"),))
    assert facts.release_date is None
    assert [reason.split(":")[0] for reason in reasons] == ["genres", "release_date", "runtime"]


def test_release_dates_are_the_first_of_the_preferred_region() -> None:
    def country(code: str, *releases: tuple[int, str, str]) -> dict[str, Any]:
        return {
            "iso_3166_1": code,
            "release_dates": [
                {"type": kind, "release_date": f"{day}T00:00:00.000Z", "certification": mark}
                for kind, day, mark in releases
            ],
        }

    blocks = {
        "results": [
            country("FR", (3, "1999-09-01", "16")),
            country("US", (4, "2000-06-06", ""), (3, "1999-10-15", "R")),
            country("UA", (1, "1999-01-01", "18+")),
        ]
    }
    facts = _movie(title="X", release_dates=blocks)
    assert (facts.theatrical_release_date, facts.digital_release_date) == (date(1999, 10, 15), date(2000, 6, 6))
    assert facts.certifications == {"UA": "18+", "US": "R"}


def test_trailers_come_in_our_language_first_then_official_then_newest() -> None:
    def video(
        key: str,
        language: str,
        kind: str = "Trailer",
        official: bool = True,
        day: str = "2020-01-01",
        site: str = "YouTube",
    ) -> dict[str, Any]:
        return {
            "key": key,
            "name": key,
            "site": site,
            "type": kind,
            "official": official,
            "published_at": day,
            "iso_639_1": language,
        }

    facts = _movie(
        title="X",
        videos={
            "results": [
                video("en-old", "en"),
                video("en-new", "en", day="2021-01-01"),
                video("uk-teaser", "uk", kind="Teaser"),
                video("uk", "uk"),
                video("fan", "en", official=False, day="2024-01-01"),
                video("clip", "uk", kind="Clip"),
                video("vimeo", "uk", site="Vimeo"),
            ]
        },
    )
    assert [item.key for item in facts.videos or ()] == ["uk", "uk-teaser", "en-new", "en-old", "fan"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-02T01:30:00.000Z", datetime(2026, 11, 2, 1, 30, tzinfo=UTC)),
        ("2026-11-02T01:30:00+02:00", datetime(2026, 11, 1, 23, 30, tzinfo=UTC)),
        ("2026-11-02T01:30:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-13-02T01:30:00Z", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_the_time_of_a_video_is_in_utc_and_null_when_it_is_none(text: str | None, expected: datetime | None) -> None:
    video = {"key": "k", "name": "n", "site": "YouTube", "type": "Trailer", "published_at": text}
    [item] = _movie(title="X", videos={"results": [video]}).videos or ()
    assert item.published_at == expected


def test_offers_of_other_regions_are_left_out() -> None:
    netflix = {"provider_id": 8, "provider_name": "Netflix", "logo_path": "/n.jpg", "display_priority": 0}
    facts = _movie(
        title="X",
        **{"watch/providers": {"results": {"US": {"link": "l", "flatrate": [netflix]}, "CA": {"rent": [netflix]}}}},
    )
    assert facts.availability == {"US": Offers(link="l", stream=(Offer(8, "Netflix", "/n.jpg", 0),))}


def test_translations_are_kept_in_the_wanted_languages() -> None:
    texts = [
        {"iso_639_1": "uk", "iso_3166_1": "UA", "data": {"title": "Бійцівський клуб", "overview": ""}},
        {"iso_639_1": "en", "iso_3166_1": "US", "data": {"title": "", "overview": "A"}},
        {"iso_639_1": "fr", "iso_3166_1": "FR", "data": {"title": "F", "overview": "F"}},
    ]
    facts = _movie(title="Бійцівський клуб", original_title="Fight Club", translations={"translations": texts})
    assert facts.translations == {"uk": Text("Бійцівський клуб"), "en": Text(None, "A")}


def test_a_show_has_creators_before_crew_and_the_first_role_of_its_cast() -> None:
    facts = _show(
        name="Breaking Bad",
        created_by=[{"id": 66633, "name": "Vince Gilligan"}],
        aggregate_credits={
            "cast": [{"id": 17419, "name": "Bryan Cranston", "order": 0, "roles": [{"character": "Walter White"}]}],
            "crew": [
                {"id": 1, "name": "A", "department": "Sound", "jobs": [{"job": "Mixer"}]},
                {"id": 2, "name": "B", "department": "Directing", "jobs": [{"job": "Director"}]},
            ],
        },
        external_ids={"imdb_id": "tt0903747", "tvdb_id": 81189},
        next_episode_to_air=None,
        episode_run_time=[],
        seasons=[{"season_number": 0}, {"season_number": 1, "episode_count": 7, "air_date": "2008-01-20"}],
    )
    assert facts.crew == (
        CrewMember(66633, "Vince Gilligan", "Creator", "Writing"),
        CrewMember(2, "B", "Director", "Directing"),
    )
    assert facts.cast is not None
    assert facts.cast[0].character == "Walter White"
    assert (facts.imdb_id, facts.tvdb_id, facts.next_air_date, facts.runtime_minutes) == (
        "tt0903747",
        81189,
        None,
        None,
    )
    assert [outline.number for outline in facts.seasons or ()] == [0, 1]


def test_an_unrated_episode_has_no_rating() -> None:
    response = {
        "season_number": 1,
        "episodes": [
            {"id": 1, "episode_number": 1, "vote_average": 0.0, "vote_count": 0},
            {"id": 2, "episode_number": 2, "vote_average": 8.1, "vote_count": 386},
        ],
    }
    facts = season_facts(tmdb.SEASON.validate_python(response), Locale())
    assert [episode.rating for episode in facts.episodes] == [None, Rating(8.1, 386)]


def test_a_list_keeps_only_its_kind_and_counts_all_it_was_sent() -> None:
    response = {
        "page": 1,
        "total_pages": 1,
        "total_results": 3,
        "results": [{"id": 1, "media_type": "movie", "popularity": 2.5}, {"id": 2, "media_type": "person"}, {"id": 3}],
    }
    page = tmdb.list_page("movie", tmdb.PAGE.validate_python(response))
    assert [(item.title.tmdb_id, item.popularity) for item in page.items] == [(1, 2.5), (3, None)]
    assert page.received == 3


def test_omdb_n_a_is_a_missing_value_and_shares_are_percent() -> None:
    facts = omdb_facts.title_facts(
        OMDB_TITLE.validate_python(
            {
                "imdbRating": "9.5",
                "imdbVotes": "2,283,453",
                "Metascore": "N/A",
                "Runtime": "49 min",
                "imdbID": "tt0903747",
                "Ratings": [{"Source": "Rotten Tomatoes", "Value": "96%"}, {"Source": "Metacritic", "Value": "73/100"}],
            }
        )
    )
    assert facts.ratings == {"imdb": Rating(9.5, 2_283_453), "rotten_tomatoes": Rating(96), "metacritic": Rating(73)}
    assert facts.runtime_minutes == 49
    nothing = omdb_facts.title_facts(
        OMDB_TITLE.validate_python({"imdbRating": "N/A", "imdbVotes": "N/A", "Runtime": "N/A"})
    )
    assert (nothing.ratings, nothing.runtime_minutes) == (None, None)


def test_tvmaze_stamps_become_utc_and_a_missing_time_leaves_only_the_day() -> None:
    timed = {
        "id": 1,
        "season": 1,
        "number": 1,
        "airdate": "2013-06-24",
        "airtime": "22:00",
        "airstamp": "2013-06-24T22:00:00-04:00",
    }
    untimed = {
        "id": 2,
        "season": 1,
        "number": 2,
        "airdate": "2020-01-01",
        "airtime": "",
        "airstamp": "2020-01-01T12:00:00+00:00",
    }
    special = {"id": 3, "season": 1, "number": None, "airdate": "2020-01-02"}
    show = tvmaze.SHOW.validate_python(
        {"id": 9, "summary": "<p><b>A</b> show.</p>", "_embedded": {"episodes": [timed, untimed, special]}}
    )
    [season] = tvmaze_facts.seasons(show)
    assert [(item.airs_at, item.air_date) for item in season.episodes] == [
        (datetime(2013, 6, 25, 2, tzinfo=UTC), date(2013, 6, 24)),
        (None, date(2020, 1, 1)),
    ]
    assert tvmaze_facts.show_facts(show).overview == "A show."


def test_trakt_midnight_is_a_day_without_a_time() -> None:
    response = {
        "number": 1,
        "episodes": [
            {
                "season": 1,
                "number": 1,
                "first_aired": "2011-04-18T01:00:00.000Z",
                "rating": 8.1,
                "votes": 9,
                "ids": {"trakt": 5, "tmdb": 6},
            },
            {"season": 1, "number": 2, "first_aired": "2011-04-25T00:00:00.000Z", "rating": 0, "votes": 0},
        ],
    }
    season = trakt_facts.season_facts(TraktSeason.model_validate(response))
    assert [item.airs_at for item in season.episodes] == [datetime(2011, 4, 18, 1, tzinfo=UTC), None]
    assert [item.rating for item in season.episodes] == [Rating(8.1, 9), None]
    assert (season.episodes[0].tmdb_id, season.episodes[0].numbering.id) == (6, 5)


def test_a_person_or_genre_with_an_impossible_number_is_left_out_and_named() -> None:
    reasons: list[str] = []
    response = tmdb.MOVIE.validate_python(
        {
            "id": 550,
            "title": "X",
            "genres": [{"id": 2**31, "name": "A"}, {"id": 18, "name": "Drama"}],
            "credits": {"cast": [{"id": -1, "name": "A"}, {"id": 819, "name": "Edward Norton"}]},
            "vote_count": -1,
            "vote_average": 8.4,
            "popularity": -2.0,
        },
        context={DEGRADED: reasons},
    )
    facts = movie_facts(response, LOCALE)
    assert facts.genres == (Genre(18, "Drama"),)
    assert facts.cast == (CastMember(819, "Edward Norton", 0),)
    assert (facts.ratings, facts.popularity) == (None, None)
    assert sorted(reason.split(":")[0] for reason in reasons) == ["cast", "genres", "popularity", "vote_count"]


def test_impossible_omdb_numbers_are_missing_values() -> None:
    response = {"imdbRating": "11", "imdbVotes": "-3", "Metascore": "101", "Ratings": []}
    assert omdb_facts.title_facts(OMDB_TITLE.validate_python(response)).ratings is None
    response = {"imdbRating": "NaN", "Metascore": "-1"}
    assert omdb_facts.title_facts(OMDB_TITLE.validate_python(response)).ratings is None
