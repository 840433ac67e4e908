"""Collects the candidates of a mix: what the user has played, what is new, and the taste that decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from music.application.mixes.ports import Scope
from music.application.unit_of_work import UnitOfWork
from music.domain.explore.chance import pivot_of
from music.domain.mixes.candidates import LOWEST_RATING, Candidate, Taste
from music.domain.mixes.selection import Scores, scores_of

MOST_PLAYED: Final = 2000
"""Played tracks that show the taste, and are candidates."""
ARTISTS: Final = 20
GENRES: Final = 5
OF_ARTIST: Final = 10
OF_GENRE: Final = 40
OF_LISTENERS: Final = 200
OF_SUBJECT: Final = 200
ANY: Final = 200
"""New tracks for a user of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of a mix with their scores."""

    played: Sequence[Candidate]
    unheard: Sequence[Candidate]
    taste: Taste
    scores: Scores


async def pool_of(
    work: UnitOfWork, user_id: UUID, folders: Sequence[UUID], scope: Scope, seed: int, now: datetime
) -> Pool:
    """Return the candidates within a scope; a seed finds the same new ones."""
    everything = await work.candidates.played(user_id, folders, Scope(), MOST_PLAYED)
    taste = Taste.of(everything, await work.candidates.favourite_artists(user_id, folders, ARTISTS))
    played = everything
    if scope != Scope():
        played = await work.candidates.played(user_id, folders, scope, OF_SUBJECT)
    unheard = await _unheard(work, user_id, folders, scope, taste, pivot_of(seed))
    played, unheard = _liked(played), _liked(unheard)
    return Pool(played, unheard, taste, scores_of([*played, *unheard], taste, now))


async def _unheard(
    work: UnitOfWork, user_id: UUID, folders: Sequence[UUID], scope: Scope, taste: Taste, pivot: UUID
) -> Sequence[Candidate]:
    source = work.candidates
    if scope.artist_id is not None:
        pool = await source.of_artists(user_id, folders, [scope.artist_id], pivot, OF_SUBJECT)
        return [candidate for candidate in pool if scope.genre_id in (None, *candidate.genre_ids)]
    if scope.genre_id is not None:
        return await source.of_genres(user_id, folders, [scope.genre_id], pivot, OF_SUBJECT)
    # Those that other users play come first: they have the most to state.
    pool = [
        *await source.of_listeners(user_id, folders, OF_LISTENERS),
        *await source.of_artists(user_id, folders, taste.top_artists(ARTISTS), pivot, OF_ARTIST),
        *await source.of_genres(user_id, folders, taste.top_genres(GENRES), pivot, OF_GENRE),
    ]
    if not pool:
        ids = await work.discovery.unplayed(user_id, folders, pivot, ANY)
        pool = [*await source.by_id(user_id, folders, ids)]
    return list({candidate.id: candidate for candidate in reversed(pool)}.values())


def _liked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without those that the user has rated low."""
    return [candidate for candidate in candidates if candidate.rating is None or candidate.rating >= LOWEST_RATING]
