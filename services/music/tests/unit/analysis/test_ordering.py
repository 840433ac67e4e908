"""Orders of tracks."""

from music.domain.analysis.compatibility import Profile
from music.domain.analysis.keys import key_of
from music.domain.analysis.ordering import MOST, can_mix, mixed, shuffled


def profile(bpm: float, key: str) -> Profile:
    return Profile(bpm, key_of(key), 0.5)


def test_a_seed_decides_the_order() -> None:
    tracks = list(range(100))
    assert shuffled(tracks, 1) == shuffled(tracks, 1)
    assert shuffled(tracks, 1) != shuffled(tracks, 2)
    assert sorted(shuffled(tracks, 1)) == tracks


def test_each_track_is_followed_by_the_one_that_goes_best() -> None:
    profiles = {
        "a": profile(100, "1A"),
        "far": profile(140, "7B"),
        "near": profile(101, "2A"),
        "nearest": profile(100, "1A"),
    }
    assert mixed(list(profiles), profiles) == ["a", "nearest", "near", "far"]


def test_what_is_not_analyzed_is_spread_evenly() -> None:
    profiles = {number: profile(100, "1A") for number in range(4)}
    order = mixed([0, "x", 1, 2, "y", 3], {**profiles, "x": Profile()})
    assert sorted(map(str, order)) == sorted(map(str, [0, 1, 2, 3, "x", "y"]))
    assert [isinstance(track, str) for track in order] == [False, True, False, False, True, False]


def test_a_pool_gives_as_many_as_were_requested() -> None:
    profiles = {number: profile(100 + number, "1A") for number in range(30)}
    assert mixed(list(profiles), profiles, 10) == list(range(10))
    assert len(mixed([*range(5), *"abcde"], profiles, 8)) == 8
    assert mixed([], profiles, 10) == []


def test_long_lists_keep_the_order_behind_the_limit() -> None:
    tracks = list(range(MOST + 5))
    assert mixed(tracks, {})[MOST:] == tracks[MOST:]
    assert sorted(mixed(tracks, {0: profile(1, "1A")})) == tracks


def test_half_of_the_tracks_have_to_be_analyzed() -> None:
    assert can_mix([profile(100, "1A"), Profile()])
    assert not can_mix([profile(100, "1A"), Profile(), Profile()])
    assert not can_mix([])
