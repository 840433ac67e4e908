"""Makes mixes of their candidates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from music.application.mixes.pools import Pool
from music.domain.analysis.compatibility import Profile, compatibility
from music.domain.analysis.ordering import can_mix
from music.domain.mixes.candidates import Candidate
from music.domain.mixes.mix import MixKind, Pick
from music.domain.mixes.ordering import harmonic, spread
from music.domain.mixes.reasons import reason_of
from music.domain.mixes.rules import SmartRules, smart
from music.domain.mixes.selection import blend, draw, in_order, wave

SIZE: Final = 50
SUBJECT_SIZE: Final = 30
"""Tracks of the mix of an artist or a genre."""
FRESHNESS: Final = 0.2
SUBJECT_FRESHNESS: Final = 0.3
DAILY_SCORE: Final = 20.0


def chosen_of(kind: MixKind, pool: Pool, chance: Random, now: datetime) -> list[Candidate]:
    """Return the tracks of a mix, in no order."""
    size = SUBJECT_SIZE if kind in (MixKind.ARTIST, MixKind.GENRE) else SIZE
    freshness = SUBJECT_FRESHNESS if kind in (MixKind.ARTIST, MixKind.GENRE) else FRESHNESS
    match kind:
        case MixKind.WAVE:
            played = wave(pool.played, pool.scores, now, size, chance)
        case MixKind.DAILY:
            good = [candidate for candidate in pool.played if pool.scores[candidate.id] >= DAILY_SCORE]
            played = draw(good, pool.scores, size, chance)
        case _:
            # The liked half is sure, chance decides about the others.
            best = in_order(pool.played, lambda candidate: pool.scores[candidate.id])
            half = size // 2
            played = [*best[:half], *draw(best[half:], pool.scores, size, chance)]
    return blend(played, draw(pool.unheard, pool.scores, size, chance), size, freshness)


def picks_of(
    kind: MixKind,
    chosen: Sequence[Candidate],
    profiles: Mapping[UUID, Profile],
    pool: Pool,
    chance: Random,
    now: datetime,
) -> list[Pick]:
    """Return the tracks of a mix in their order: no artist follows itself, nor an album in the mix of an artist.

    If enough is known of how they sound, each goes well with the one before it.
    """
    key = _album if kind is MixKind.ARTIST else _artist
    sounds = {candidate.id: profiles.get(candidate.id, Profile()) for candidate in chosen}

    def fits(one: Candidate, other: Candidate) -> float:
        return compatibility(sounds[one.id], sounds[other.id]).score

    if can_mix(list(sounds.values())):
        return _picks(harmonic(chosen, key, fits, chance), pool, now)
    return _picks(spread(chosen, key, chance), pool, now)


def smart_picks(rules: SmartRules, pool: Pool, chance: Random, now: datetime) -> list[Pick]:
    """Return the tracks that rules choose, in their order."""
    return _picks(smart(rules, pool.played, pool.unheard, pool.scores, chance), pool, now)


def _picks(candidates: Sequence[Candidate], pool: Pool, now: datetime) -> list[Pick]:
    return [Pick(item.id, pool.scores[item.id], reason_of(item, pool.taste, now)) for item in candidates]


def _artist(candidate: Candidate) -> UUID | None:
    return candidate.artist_id


def _album(candidate: Candidate) -> UUID | None:
    return candidate.album_id
