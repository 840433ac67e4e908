"""How well tracks fit a user."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.music.tests.unit.mixes.tracks import ARTIST, GENRE, NOW, track

from music.domain.mixes.candidates import Taste
from music.domain.mixes.reasons import Reason, ReasonCode, reason_of
from music.domain.mixes.scoring import affinity, fit, score


@pytest.mark.parametrize(
    ("rating", "weighted", "completion", "days", "artist_share", "expected"),
    [
        (None, 0.0, None, None, 0.0, 2.0),
        (None, 0.0, None, None, 1.0, 0.0),
        (5, 0.0, None, None, 1.0, 30.0),
        (1, 0.0, None, None, 1.0, 6.0),
        (None, 4.0, None, None, 1.0, 10.0),
        (None, 14.0, None, None, 1.0, 35.0),
        (None, 1000.0, None, None, 1.0, 35.0),
        (None, 0.0, 1.0, None, 1.0, 15.0),
        (None, 0.0, None, 0.0, 1.0, 18.0),
        (None, 0.0, None, 23.10490601866484, 1.0, 9.0),
        (None, 0.0, None, 3650.0, 1.0, 0.0),
        (5, 14.0, 1.0, 0.0, 0.0, 100.0),
        (3, 2.0, 0.8, 10.0, 0.25, 0.3 * 60 + 0.5 * (10 + 24) + 18 * 0.7408182206817179 + 1.5),
    ],
)
def test_a_score_is_of_rating_plays_recency_and_variety(
    rating: int | None,
    weighted: float,
    completion: float | None,
    days: float | None,
    artist_share: float,
    expected: float,
) -> None:
    result = score(rating=rating, weighted=weighted, completion=completion, days=days, artist_share=artist_share)
    assert result == pytest.approx(expected)


@pytest.mark.parametrize(
    ("artist", "genre", "listeners", "is_favourite", "expected"),
    [
        (0.0, 0.0, 0, False, 0.0),
        (0.1, 0.0, 0, False, 25.0),
        (0.2, 0.0, 0, False, 50.0),
        (0.9, 0.0, 0, False, 50.0),
        (0.0, 0.25, 0, False, 15.0),
        (0.0, 0.0, 3, False, 20.0),
        (0.0, 0.0, 9, False, 20.0),
        (0.0, 0.0, 0, True, 50.0),
        (0.2, 0.5, 3, False, 100.0),
    ],
)
def test_a_new_track_fits_by_its_artist_its_genre_and_its_listeners(
    artist: float, genre: float, listeners: int, is_favourite: bool, expected: float
) -> None:
    taste = Taste({ARTIST: artist}, {GENRE: genre}, frozenset({ARTIST}) if is_favourite else frozenset())
    candidate = track(1, artist_id=ARTIST, genre_ids=(GENRE,), common_listeners=listeners)
    assert affinity(candidate, taste) == fit(candidate, taste, NOW) == pytest.approx(expected)


def test_a_taste_is_the_shares_of_plays() -> None:
    other = UUID(int=99)
    played = [
        track(1, artist_id=ARTIST, genre_ids=(GENRE,), plays=3),
        track(2, artist_id=other, genre_ids=(GENRE, other), plays=1),
        track(3, artist_id=None, plays=4),
    ]
    taste = Taste.of(played, frozenset({other}))
    assert taste.artists == {ARTIST: 0.375, other: 0.125}
    assert taste.genres == {GENRE: 0.5, other: 0.125}
    assert taste.top_artists(5) == [other, ARTIST]
    assert taste.top_artists(1) == [other]
    assert taste.top_genres(1) == [GENRE]
    assert Taste.of([], frozenset()).artists == {}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"plays": 9, "rating": 4, "is_favourite": True}, Reason(ReasonCode.RATED_HIGHLY, rating=4)),
        ({"plays": 9, "rating": 3, "is_favourite": True}, Reason(ReasonCode.FAVOURITE_TRACK)),
        ({"plays": 9, "days": 60.5}, Reason(ReasonCode.NOT_HEARD_RECENTLY, days=60)),
        ({"plays": 3, "days": 59}, Reason(ReasonCode.PLAYED_OFTEN, plays=3)),
        ({"plays": 2, "days": 1}, Reason(ReasonCode.PLAYED_BEFORE, plays=2)),
        ({"plays": 2, "artist_id": UUID(int=5)}, Reason(ReasonCode.FAVOURITE_ARTIST, artist_id=UUID(int=5))),
        ({"artist_id": UUID(int=5), "liked_with": ARTIST}, Reason(ReasonCode.FAVOURITE_ARTIST, artist_id=UUID(int=5))),
        ({"artist_id": ARTIST, "liked_with": GENRE}, Reason(ReasonCode.LIKED_BY_LISTENERS_OF, artist_id=GENRE)),
        ({"artist_id": ARTIST, "genre_ids": (GENRE,)}, Reason(ReasonCode.ARTIST_PLAYED_OFTEN, artist_id=ARTIST)),
        ({"genre_ids": (UUID(int=7), GENRE)}, Reason(ReasonCode.SAME_GENRE, genre_id=GENRE)),
        ({"genre_ids": (UUID(int=6),)}, Reason(ReasonCode.DISCOVERY)),
        ({}, Reason(ReasonCode.DISCOVERY)),
    ],
)
def test_the_strongest_reason_is_stated(fields: dict[str, Any], reason: Reason) -> None:
    taste = Taste({ARTIST: 0.5}, {GENRE: 0.5, UUID(int=7): 0.1}, frozenset({UUID(int=5)}))
    assert reason_of(track(1, **fields), taste, NOW) == reason


def test_days_are_never_negative() -> None:
    late = track(1, plays=1, last_played_at=NOW + timedelta(minutes=5))
    assert late.days_since(NOW) == 0.0
    assert track(1).days_since(datetime(2026, 1, 1, tzinfo=UTC)) is None
