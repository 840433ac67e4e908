"""The order of mixes, by what is known of how their tracks sound."""

from itertools import pairwise
from random import Random
from uuid import UUID

from services.music.tests.unit.mixes.tracks import NOW, track

from music.application.mixes.building import picks_of
from music.application.mixes.pools import Pool
from music.domain.analysis.compatibility import Profile
from music.domain.analysis.keys import key_of
from music.domain.mixes.candidates import Taste
from music.domain.mixes.mix import MixKind

CALM, FAST = Profile(100, key_of("8A"), 0.2, 0.3), Profile(140, key_of("2A"), 0.9, 0.9)


def changes(number: int) -> int:
    """Return how often the sound changes in 20 mixes of 20 tracks, so many of which are analyzed."""
    chosen = [track(number, artist_id=UUID(int=number), plays=1) for number in range(20)]
    profiles = {item.id: (CALM, FAST)[item.id.int % 2] for item in chosen[:number]}
    pool = Pool(chosen, [], Taste({}, {}), {item.id: 50.0 for item in chosen})
    total = 0
    for seed in range(20):
        picks = picks_of(MixKind.WAVE, chosen, profiles, pool, Random(seed), NOW)
        assert sorted(pick.track_id for pick in picks) == [item.id for item in chosen]
        total += sum(one.track_id.int % 2 != other.track_id.int % 2 for one, other in pairwise(picks))
    return total


def test_tracks_follow_those_that_they_go_with_if_half_of_them_are_known() -> None:
    assert changes(20) < changes(0) / 2
    assert changes(9) == changes(0)
