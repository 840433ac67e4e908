"""Why a track is recommended: a stable code with its values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from music.domain.mixes.candidates import Candidate, Taste

LIKED_FROM: Final = 4
"""The lowest rating that is a reason."""
LONG_AGO: Final = 60
"""Days after which a liked track is not heard recently."""
OFTEN: Final = 3


class ReasonCode(StrEnum):
    """The values are stored and public."""

    RATED_HIGHLY = "rated_highly"
    NOT_HEARD_RECENTLY = "not_heard_recently"
    PLAYED_OFTEN = "played_often"
    FAVOURITE_TRACK = "favourite_track"
    PLAYED_BEFORE = "played_before"
    FAVOURITE_ARTIST = "favourite_artist"
    ARTIST_PLAYED_OFTEN = "artist_played_often"
    LIKED_BY_LISTENERS_OF = "liked_by_listeners_of"
    SAME_GENRE = "same_genre"
    DISCOVERY = "discovery"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the values that it has."""

    code: ReasonCode
    plays: int | None = None
    days: int | None = None
    rating: int | None = None
    artist_id: UUID | None = None
    genre_id: UUID | None = None


def reason_of(candidate: Candidate, taste: Taste, now: datetime) -> Reason:
    """Return the strongest reason for a track."""
    return _new(candidate, taste) if candidate.is_unheard else _played(candidate, taste, now)


def _played(candidate: Candidate, taste: Taste, now: datetime) -> Reason:
    days = candidate.days_since(now)
    if candidate.rating is not None and candidate.rating >= LIKED_FROM:
        return Reason(ReasonCode.RATED_HIGHLY, rating=candidate.rating)
    if candidate.is_favourite:
        return Reason(ReasonCode.FAVOURITE_TRACK)
    if days is not None and days >= LONG_AGO:
        return Reason(ReasonCode.NOT_HEARD_RECENTLY, days=int(days))
    if candidate.plays >= OFTEN:
        return Reason(ReasonCode.PLAYED_OFTEN, plays=candidate.plays)
    if candidate.artist_id in taste.favourites:
        return Reason(ReasonCode.FAVOURITE_ARTIST, artist_id=candidate.artist_id)
    return Reason(ReasonCode.PLAYED_BEFORE, plays=candidate.plays)


def _new(candidate: Candidate, taste: Taste) -> Reason:
    if candidate.artist_id in taste.favourites:
        return Reason(ReasonCode.FAVOURITE_ARTIST, artist_id=candidate.artist_id)
    if candidate.liked_with is not None:
        return Reason(ReasonCode.LIKED_BY_LISTENERS_OF, artist_id=candidate.liked_with)
    if candidate.artist_id is not None and candidate.artist_id in taste.artists:
        return Reason(ReasonCode.ARTIST_PLAYED_OFTEN, artist_id=candidate.artist_id)
    genres = [genre for genre in candidate.genre_ids if genre in taste.genres]
    if genres:
        best = min(genres, key=lambda genre: (-taste.genres[genre], genre))
        return Reason(ReasonCode.SAME_GENRE, genre_id=best)
    return Reason(ReasonCode.DISCOVERY)
