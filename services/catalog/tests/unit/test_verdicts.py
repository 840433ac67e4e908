"""The golden tables of verdicts: every row, its limits, and the order of the rows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from catalog.domain.verdicts.movies import MovieAppraisal, movie_verdict
from catalog.domain.verdicts.shows import ShowAppraisal, consensus, show_verdict
from catalog.domain.verdicts.status_hints import ShowAirings, status_hint
from catalog.domain.verdicts.verdict import UNDECIDED, Basis, SourceRating, Verdict

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
RECENT, OLDER, CLASSIC = (TODAY - timedelta(days=days) for days in (3 * 365 - 1, 3 * 365, 10 * 365))


def imdb(rating: float, votes: int) -> tuple[SourceRating, ...]:
    return (SourceRating("imdb", rating, votes),)


def verdict_of(movie: MovieAppraisal) -> tuple[str, str | None, str, str | None]:
    return parts(movie_verdict(movie, TODAY))


def parts(verdict: Verdict) -> tuple[str, str | None, str, str | None]:
    return verdict.type, verdict.message, verdict.hint, verdict.basis.text if verdict.basis else None


POOR = ("warning", "poorRatings", "decideToWatch", "IMDb: 5.4")
BELOW = ("warning", "belowAverage", "decideToWatch", "IMDb: 5.9")
TRENDING_NOW = ("popularity", "trendingNow", "forLater", None)
NOTHING = ("general", None, "decideToWatch", None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # 1 and 2: few votes warn of nothing.
        ({"ratings": imdb(5.49, 200), "release_status": "in_theaters"}, (*POOR[:3], "IMDb: 5.5")),
        ({"ratings": imdb(5.4, 200)}, POOR),
        ({"ratings": imdb(5.5, 200)}, (*BELOW[:3], "IMDb: 5.5")),
        ({"ratings": imdb(5.9, 200), "badge": "TRENDING"}, BELOW),
        ({"ratings": imdb(5.4, 199)}, ("general", "earlyReviews", "decideToWatch", "IMDb: 5.4")),
        # 3
        (
            {"release_status": "upcoming", "popularity": 50.1, "badge": "TRENDING"},
            ("release", "upcomingHit", "notifyRelease", None),
        ),
        ({"release_status": "upcoming", "popularity": 50.0}, NOTHING),
        ({"release_status": "upcoming"}, NOTHING),
        # 4
        (
            {"release_status": "in_theaters", "ratings": imdb(8.0, 199), "badge": "TRENDING"},
            ("release", "justReleased", "forLater", None),
        ),
        ({"release_status": "in_theaters"}, ("release", "justReleased", "forLater", None)),
        (
            {"release_status": "in_theaters", "ratings": imdb(8.0, 200)},
            ("quality", "strongRatings", "forLater", "IMDb: 8.0"),
        ),
        # 5
        (
            {"badge": "TRENDING", "ratings": imdb(7.0, 200), "released": CLASSIC},
            ("quality", "timelessFavorite", "forLater", "IMDb: 7.0"),
        ),
        (
            {"badge": "HIT", "ratings": imdb(9.0, 5000), "released": CLASSIC},
            ("quality", "timelessFavorite", "forLater", "IMDb: 9.0"),
        ),
        (
            {"badge": "HIT", "ratings": imdb(9.0, 5000), "released": CLASSIC + timedelta(days=1)},
            ("popularity", "steadyInterest", "forLater", "IMDb: 9.0"),
        ),
        (
            {"badge": "TRENDING", "ratings": imdb(6.9, 200), "released": CLASSIC},
            ("popularity", "steadyInterest", "forLater", "IMDb: 6.9"),
        ),
        ({"badge": "TRENDING", "released": OLDER}, ("popularity", "steadyInterest", "forLater", None)),
        ({"badge": "TRENDING", "released": RECENT}, TRENDING_NOW),
        ({"badge": "HIT", "ratings": imdb(9.0, 5000)}, TRENDING_NOW),
        # 6, 7 and 8
        ({"ratings": imdb(7.5, 1000)}, ("quality", "criticsLoved", "forLater", "IMDb: 7.5")),
        ({"ratings": imdb(7.5, 999)}, ("quality", "strongRatings", "forLater", "IMDb: 7.5")),
        ({"ratings": imdb(7.4, 90000)}, ("quality", "strongRatings", "forLater", "IMDb: 7.4")),
        ({"ratings": imdb(7.0, 200)}, ("quality", "strongRatings", "forLater", "IMDb: 7.0")),
        ({"ratings": imdb(6.99, 200)}, ("quality", "decentRatings", "forLater", "IMDb: 7.0")),
        ({"ratings": imdb(6.5, 200), "badge": "RISING"}, ("quality", "decentRatings", "forLater", "IMDb: 6.5")),
        # 9
        (
            {"badge": "RISING", "ratings": imdb(6.4, 200), "released": OLDER},
            ("popularity", "steadyInterest", "forLater", "IMDb: 6.4"),
        ),
        (
            {"badge": "RISING", "ratings": imdb(8.4, 20), "released": CLASSIC},
            ("popularity", "steadyInterest", "forLater", "IMDb: 8.4"),
        ),
        ({"badge": "RISING", "released": RECENT}, ("popularity", "risingHype", "decideToWatch", None)),
        # 10
        ({"release_status": "new_on_streaming"}, ("release", "nowStreaming", "forLater", None)),
        (
            {"release_status": "new_on_streaming", "ratings": imdb(0.0, 0)},
            ("release", "nowStreaming", "forLater", None),
        ),
        # 11
        (
            {"release_status": "new_on_streaming", "ratings": imdb(8.0, 3)},
            ("general", "earlyReviews", "decideToWatch", "IMDb: 8.0"),
        ),
        # 12
        ({"ratings": imdb(6.49, 200)}, ("general", "mixedReviews", "decideToWatch", "IMDb: 6.5")),
        ({"ratings": imdb(6.0, 200)}, ("general", "mixedReviews", "decideToWatch", "IMDb: 6.0")),
        # 13
        ({}, NOTHING),
        ({"release_status": "streaming", "badge": "NEW_RELEASE"}, NOTHING),
    ],
)
def test_verdict_of_a_movie_is_the_first_rule_that_applies(
    facts: dict[str, Any], expected: tuple[str, str | None, str, str | None]
) -> None:
    assert verdict_of(MovieAppraisal(**facts)) == expected


def test_rating_of_a_movie_is_that_of_the_preferred_source_with_its_own_votes() -> None:
    trakt, tmdb = SourceRating("trakt", 6.1, 50), SourceRating("tmdb", 8.9, 9000)

    assert verdict_of(MovieAppraisal((tmdb, trakt)))[3] == "Trakt: 6.1"
    assert verdict_of(MovieAppraisal((tmdb, trakt)))[1] == "earlyReviews"
    assert verdict_of(MovieAppraisal((tmdb, replace(trakt, rating=0.0))))[1] == "criticsLoved"
    assert verdict_of(MovieAppraisal((tmdb,)))[3] == "TMDB: 8.9"


def of_three(first: float, second: float, third: float, votes: int = 400) -> tuple[SourceRating, ...]:
    return (
        SourceRating("imdb", first, votes),
        SourceRating("tmdb", third, votes),
        SourceRating("trakt", second, votes),
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # 1
        (
            {"status": "Canceled", "ratings": imdb(9.0, 90000), "badge": "HIT"},
            ("warning", "cancelled", "decideToWatch", None),
        ),
        # 2 and 3
        ({"ratings": of_three(5.4, 5.3, 9.0)}, POOR),
        ({"ratings": of_three(5.9, 5.9, 9.0), "badge": "TRENDING"}, BELOW),
        # 4: more than one point, or one point by a thousand votes
        ({"ratings": of_three(7.0, 8.1, 7.0, 67)}, ("general", "mixedReviews", "decideToWatch", "IMDb: 7.0")),
        ({"ratings": of_three(7.0, 8.1, 7.0, 66)}, ("general", "noConsensusYet", "decideToWatch", "IMDb: 7.0")),
        ({"ratings": of_three(7.3, 8.3, 7.3, 334)}, ("general", "mixedReviews", "decideToWatch", "IMDb: 7.3")),
        ({"ratings": of_three(7.3, 8.3, 7.3, 333)}, ("quality", "strongRatings", "forLater", "IMDb: 7.3")),
        (
            {"ratings": of_three(9.0, 7.8, 8.0, 5000), "badge": "HIT"},
            ("general", "mixedReviews", "decideToWatch", "IMDb: 8.0"),
        ),
        # 5
        (
            {"ratings": imdb(8.0, 5000), "badge": "HIT", "released": CLASSIC},
            ("quality", "timelessFavorite", "forLater", "IMDb: 8.0"),
        ),
        (
            {"ratings": imdb(8.0, 5000), "badge": "TRENDING", "released": OLDER},
            ("popularity", "steadyInterest", "forLater", "IMDb: 8.0"),
        ),
        ({"ratings": imdb(8.0, 5000), "badge": "TRENDING", "released": RECENT}, TRENDING_NOW),
        # 6, 7 and 8
        ({"ratings": of_three(7.5, 7.5, 8.0, 334)}, ("quality", "criticsLoved", "forLater", "IMDb: 7.5")),
        ({"ratings": of_three(7.5, 7.5, 8.0, 333)}, ("quality", "strongRatings", "forLater", "IMDb: 7.5")),
        ({"ratings": imdb(6.5, 200), "seasons": 9}, ("quality", "decentRatings", "forLater", "IMDb: 6.5")),
        # 9
        ({"ratings": imdb(6.5, 1), "seasons": 5, "badge": "RISING"}, ("quality", "longRunning", "forLater", None)),
        ({"ratings": imdb(6.5, 1), "seasons": 4}, ("general", "earlyReviews", "decideToWatch", "IMDb: 6.5")),
        ({"ratings": imdb(6.4, 1), "seasons": 5}, ("general", "earlyReviews", "decideToWatch", "IMDb: 6.4")),
        ({"seasons": 30}, NOTHING),
        # 10
        (
            {"ratings": imdb(5.0, 1), "badge": "RISING", "released": OLDER},
            ("popularity", "steadyInterest", "forLater", "IMDb: 5.0"),
        ),
        ({"badge": "RISING"}, ("popularity", "risingHype", "decideToWatch", None)),
        # 11
        ({"ratings": imdb(5.9, 199)}, BELOW),
        ({"ratings": imdb(6.0, 199)}, ("general", "earlyReviews", "decideToWatch", "IMDb: 6.0")),
        # 12
        ({"ratings": imdb(6.4, 200)}, ("general", "mixedReviews", "decideToWatch", "IMDb: 6.4")),
        # 13
        ({}, NOTHING),
        ({"ratings": imdb(0.0, 0), "status": "Ended"}, NOTHING),
    ],
)
def test_verdict_of_a_show_is_the_first_rule_that_applies(
    facts: dict[str, Any], expected: tuple[str, str | None, str, str | None]
) -> None:
    assert parts(show_verdict(ShowAppraisal(**facts), TODAY)) == expected


def test_long_running_show_names_its_seasons() -> None:
    assert show_verdict(ShowAppraisal(imdb(7.0, 10), seasons=31), TODAY).seasons == 31


def test_consensus_is_the_median_labeled_with_the_source_of_most_votes() -> None:
    ratings = (SourceRating("tmdb", 8.0, 900), SourceRating("imdb", 7.0, 100), SourceRating("trakt", 0.0, 0))

    assert consensus(ratings) == Basis("tmdb", 7.5, 1000, 2, 1.0)
    assert consensus((*ratings[:2], SourceRating("trakt", 7.2, 5))) == Basis("tmdb", 7.2, 1005, 3, 1.0)
    assert consensus(ratings[2:]) is None


def test_source_without_a_rating_is_no_part_of_median_and_spread() -> None:
    unrated = (SourceRating("imdb", 8.0, 500), SourceRating("tmdb", 0.0, 0))

    assert parts(show_verdict(ShowAppraisal(unrated), TODAY)) == ("quality", "strongRatings", "forLater", "IMDb: 8.0")


@pytest.mark.parametrize(("rating", "text"), [(8.25, "IMDb: 8.3"), (8.24, "IMDb: 8.2"), (10.0, "IMDb: 10.0")])
def test_rating_is_shown_with_one_decimal_rounded_half_up(rating: float, text: str) -> None:
    assert Basis("imdb", rating, 1).text == text


PRAISED = show_verdict(ShowAppraisal(imdb(8.0, 500)), TODAY)


@pytest.mark.parametrize(
    ("days", "start_days", "hint"),
    [
        (0, 0, "newSeason"),
        (14, 14, "newSeason"),
        (1, 15, "newEpisodes"),
        (15, 15, None),
        (-1, -1, None),
        (None, None, None),
    ],
)
def test_returning_show_has_a_new_season_only_while_one_begins(
    days: int | None, start_days: int | None, hint: str | None
) -> None:
    last = None if days is None else TODAY - timedelta(days=days)
    starts = (date(2020, 1, 1),) if start_days is None else (date(2020, 1, 1), TODAY - timedelta(days=start_days))
    airings = ShowAirings("Returning Series", last, starts)

    assert status_hint(airings, PRAISED, TODAY) == hint


def test_ended_show_has_had_its_finale() -> None:
    assert status_hint(ShowAirings("Ended", TODAY, (TODAY,)), PRAISED, TODAY) == "seriesFinale"
    assert status_hint(ShowAirings("In Production", TODAY, (TODAY,)), PRAISED, TODAY) is None


@pytest.mark.parametrize("verdict", [UNDECIDED, Verdict("warning", "poorRatings", "decideToWatch")])
def test_warned_or_undecided_show_has_no_status_hint(verdict: Verdict) -> None:
    assert status_hint(ShowAirings("Ended"), verdict, TODAY) is None
