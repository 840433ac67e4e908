"""Mixes: tracks at random by a seed, in the order of a DJ, and those that go with another."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from music.application.analysis.views import AnalysisView, CompatibleTrack
from music.application.folders.access import Listener, audible
from music.application.library.ordering import in_order
from music.application.library.views import TrackView
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.analysis.compatibility import (
    COMPATIBLE,
    NEAR_PERCENT,
    compatibility,
    harmonic_keys,
    tempo_difference,
)
from music.domain.analysis.ordering import can_mix, mixed, shuffled
from music.domain.analysis.result import AnalysisStatus
from music.domain.library.errors import TrackNotFound

SAMPLE: Final = 5000
"""Tracks among which those of a shuffle are drawn. Ids are random, so a run of them is a fair sample."""
_POOL: Final = 3
"""How many times the tracks of a mix are drawn: the best order is chosen among them."""
_CANDIDATES: Final = 500
"""Tracks near in tempo and key whose scores are computed."""


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Tracks in an order that the seed decides."""

    seed: int
    is_mixed: bool
    """Whether each follows the one before it well."""
    tracks: Sequence[TrackView]


class MixTracks:
    """Mixes of the tracks that a user may hear."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def shuffle(self, listener: Listener, seed: int, limit: int, *, is_mixed: bool) -> Shuffle:
        """Return tracks at random; as a mix if enough of them are analyzed. A seed has the same order each time."""
        source = random.Random(seed)
        pivot = UUID(int=source.getrandbits(128))
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            drawn = shuffled(sorted(await work.analyses.sample(folders, pivot, SAMPLE)), seed)
            pool = drawn[: limit * _POOL] if is_mixed else drawn[:limit]
            if is_mixed:
                profiles = await work.analyses.profiles(pool)
                is_mixed = can_mix(list(profiles.values()))
                pool = mixed(pool, profiles, limit) if is_mixed else pool[:limit]
            tracks = await _tracks(work, folders, pool)
        return Shuffle(seed, is_mixed, tracks)

    async def in_mix_order(self, track_ids: Sequence[UUID]) -> list[UUID]:
        """Return tracks in the order of a DJ, from the first on; as they are if too little is known of them."""
        async with self._readers.read() as work:
            profiles = await work.analyses.profiles(track_ids)
        if not can_mix([profiles[track_id] for track_id in track_ids if track_id in profiles]):
            return list(track_ids)
        return mixed(track_ids, profiles)

    async def compatible(self, listener: Listener, track_id: UUID, limit: int) -> Sequence[CompatibleTrack]:
        """Return the tracks that go best after a track; raise TrackNotFound. None if nothing is known of it."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            await _existing(work, folders, track_id)
            profile = (await work.analyses.profiles([track_id]))[track_id]
            if not profile.is_analyzed:
                return []
            around = 1 - NEAR_PERCENT / 100, 1 + NEAR_PERCENT / 100
            bpm = None if profile.bpm is None else (profile.bpm * around[0], profile.bpm * around[1])
            keys = () if profile.key is None else harmonic_keys(profile.key)
            near = await work.analyses.near(folders, bpm, keys, _CANDIDATES)
            candidates = await work.analyses.profiles([other for other in near if other != track_id])
            scores = {
                other: score
                for other, candidate in candidates.items()
                if (score := compatibility(profile, candidate)).score >= COMPATIBLE
                and ((apart := tempo_difference(profile.bpm, candidate.bpm)) is None or apart <= NEAR_PERCENT)
            }
            best = sorted(scores, key=lambda other: (-scores[other].score, other))[:limit]
            return [CompatibleTrack(track, scores[track.id]) for track in await _tracks(work, folders, best)]

    async def analysis(self, listener: Listener, track_id: UUID) -> tuple[TrackView, AnalysisView]:
        """Return a track with its analysis; raise TrackNotFound."""
        async with self._readers.read() as work:
            track = await _existing(work, await audible(work, listener), track_id)
            return track, await work.analyses.of_track(track_id) or AnalysisView(AnalysisStatus.PENDING)


async def _existing(work: UnitOfWork, folders: Sequence[UUID], track_id: UUID) -> TrackView:
    tracks = await work.library.tracks_by_id(folders, [track_id])
    if not tracks:
        raise TrackNotFound(track_id)
    return tracks[0]


async def _tracks(work: UnitOfWork, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> list[TrackView]:
    """Return tracks in the order of their ids."""
    return in_order(track_ids, await work.library.tracks_by_id(folders, track_ids))
