"""Playlists by rules: how many tracks, how good, how new, of how many genres, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from uuid import UUID

from music.domain.mixes.candidates import Candidate
from music.domain.mixes.ordering import spread
from music.domain.mixes.selection import Scores, diverse, in_order


class SmartOrder(StrEnum):
    """By what tracks are chosen and ordered. The values are public."""

    SCORE = "score"
    POPULARITY = "popularity"
    """Of all users."""
    RECENT = "recent"
    """The last played first."""
    RANDOM = "random"
    """No artist follows itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartRules:
    """The rules of a playlist: null is any."""

    artist_id: UUID | None = None
    genre_id: UUID | None = None
    min_score: float = 20.0
    most_tracks: int = 50
    order: SmartOrder = SmartOrder.SCORE
    freshness: float = 0.2
    """The share of tracks that the user has never played: with 0 there is none, with 1 no other."""
    genre_diversity: float = 0.0
    """With 0 a genre may have all tracks, with 1 every genre has the same share at most."""


def smart(
    rules: SmartRules, played: Sequence[Candidate], unheard: Sequence[Candidate], scores: Scores, chance: Random
) -> list[Candidate]:
    """Return the tracks that rules choose, in their order; fewer when there are not enough that satisfy all rules."""
    new = round(rules.most_tracks * rules.freshness)
    sizes = (rules.most_tracks - new, new)
    parts = [
        (_ordered(rules.order, [item for item in part if scores[item.id] >= rules.min_score], scores, chance), size)
        for part, size in zip((played, unheard), sizes, strict=True)
    ]
    chosen = diverse(parts, rules.genre_diversity)
    if rules.order is SmartOrder.RANDOM:
        return spread(chosen, lambda candidate: candidate.artist_id, chance)
    return _ordered(rules.order, chosen, scores, chance)


def _ordered(order: SmartOrder, items: Sequence[Candidate], scores: Scores, chance: Random) -> list[Candidate]:
    match order:
        case SmartOrder.SCORE:
            return in_order(items, lambda item: scores[item.id])
        case SmartOrder.POPULARITY:
            return in_order(items, lambda item: -1.0 if item.popularity is None else item.popularity)
        case SmartOrder.RECENT:
            return in_order(items, lambda item: 0.0 if item.last_played_at is None else item.last_played_at.timestamp())
        case SmartOrder.RANDOM:
            shuffled = sorted(items, key=lambda item: item.id)
            chance.shuffle(shuffled)
            return shuffled
