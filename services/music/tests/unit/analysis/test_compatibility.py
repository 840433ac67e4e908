"""How well one track follows another."""

import pytest

from music.domain.analysis.compatibility import Profile, Transition, compatibility, tempo_difference
from music.domain.analysis.keys import key_of


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("8A", "8A", 100),
        ("8A", "8B", 85),
        ("8A", "9A", 90),
        ("1A", "12A", 90),
        ("8A", "9B", 75),
        ("8A", "10A", 55),
        ("8A", "10B", 55),
        ("8A", "11A", 35),
        ("8A", "2A", 20),
        ("8A", None, 50),
    ],
)
def test_keys_go_by_their_distance_on_the_wheel(one: str, other: str | None, score: float) -> None:
    assert compatibility(Profile(key=key_of(one)), Profile(key=key_of(other))).key == score


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (100, 100.5, 100),
        (100, 102, 91.7),
        (100, 103, 90.0),
        (100, 106, 70.0),
        (100, 110, 40),
        (100, 120, 0),
        (100, 119, 4),
        (87, 174, 100),
        (174, 87, 100),
        (100, None, 50),
    ],
)
def test_tempi_go_by_their_difference_also_of_half_and_double(one: float, other: float | None, score: float) -> None:
    assert compatibility(Profile(bpm=one), Profile(bpm=other)).tempo == pytest.approx(score, abs=0.06)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [(0.5, 0.6, 100), (0.5, 0.65, 85), (0.5, 0.75, 75), (0.5, 0.9, 65), (0.2, 0.8, 54), (0, 1, 30), (0.5, None, 70)],
)
def test_energies_go_by_their_difference(one: float, other: float | None, score: float) -> None:
    assert compatibility(Profile(energy=one), Profile(energy=other)).energy == pytest.approx(score, abs=0.06)


def test_danceability_counts_as_much_as_energy_where_it_is_known() -> None:
    one, other = Profile(energy=0.5, danceability=0.0), Profile(energy=0.5, danceability=1.0)
    assert compatibility(one, other).energy == 65


def test_the_score_is_weighted() -> None:
    one, other = Profile(100, key_of("8A"), 0.5), Profile(100, key_of("8B"), 0.5)
    assert compatibility(one, other).score == pytest.approx(0.45 * 85 + 0.35 * 100 + 0.2 * 100, abs=0.06)
    assert compatibility(Profile(), Profile()).score == 54.0


@pytest.mark.parametrize(
    ("other", "transition"),
    [
        (Profile(key=key_of("9A"), energy=0.6), Transition.SMOOTH),
        (Profile(key=key_of("8B"), energy=0.8), Transition.ENERGY_UP),
        (Profile(key=key_of("8A"), energy=0.2), Transition.ENERGY_DOWN),
        (Profile(key=key_of("2A"), energy=0.9), Transition.KEY_CHANGE),
        (Profile(), Transition.SMOOTH),
    ],
)
def test_the_change_is_heard_by_key_before_energy(other: Profile, transition: Transition) -> None:
    assert compatibility(Profile(key=key_of("8A"), energy=0.5), other).transition is transition


def test_beats_match_up_to_eight_percent() -> None:
    assert compatibility(Profile(bpm=100), Profile(bpm=108)).can_beat_match is True
    assert compatibility(Profile(bpm=100), Profile(bpm=109)).can_beat_match is False
    assert compatibility(Profile(bpm=100), Profile()).can_beat_match is None
    assert tempo_difference(0, 100) is None
