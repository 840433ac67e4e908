"""How well a track fits a user."""

from datetime import datetime
from math import exp

from music.domain.mixes.candidates import Candidate, Taste

_LIMIT = 100.0


def score(
    *, rating: int | None, weighted: float, completion: float | None, days: float | None, artist_share: float
) -> float:
    """Return the score of a track that was played: by rating 30 %, plays 50 %, recency 18 % and variety 2 %.

    A track without a rating has nothing of the first part, one without a play nothing of the second and third.
    """
    by_rating = 20.0 * (rating or 0)
    by_plays = min(5 * weighted, 70.0) + 30 * (completion or 0.0)
    by_recency = 0.0 if days is None else 100 * exp(-0.03 * days)
    by_variety = 100 * (1 - artist_share)
    total = 0.30 * by_rating + 0.50 * by_plays + 0.18 * by_recency + 0.02 * by_variety
    return min(max(total, -_LIMIT), _LIMIT)


def affinity(candidate: Candidate, taste: Taste) -> float:
    """Return the same of a track that the user has never played, from 0 to 100.

    Half is for its artist (a fifth of all plays, or a favourite, is all of it), 30 for its best genre (half of all
    plays is all of it), 20 for users with the same taste (three are all of them).
    """
    artist = candidate.artist_id
    by_artist = 0.0 if artist is None else min(taste.artists.get(artist, 0.0) * 5, 1.0)
    if artist in taste.favourites:
        by_artist = 1.0
    by_genre = min(max((taste.genres.get(genre, 0.0) for genre in candidate.genre_ids), default=0.0) * 2, 1.0)
    by_listeners = min(candidate.common_listeners / 3, 1.0)
    return 50 * by_artist + 30 * by_genre + 20 * by_listeners


def fit(candidate: Candidate, taste: Taste, now: datetime) -> float:
    """Return the score of a track, played or not."""
    if candidate.is_unheard:
        return affinity(candidate, taste)
    return score(
        rating=candidate.rating,
        weighted=candidate.weighted,
        completion=candidate.completion,
        days=candidate.days_since(now),
        artist_share=0.0 if candidate.artist_id is None else taste.artists.get(candidate.artist_id, 0.0),
    )
