"""Which tracks become a mix, and in which order."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from services.music.tests.unit.mixes.tracks import NOW, track

from music.domain.mixes.candidates import Candidate
from music.domain.mixes.ordering import harmonic, spread
from music.domain.mixes.rules import SmartOrder, SmartRules, smart
from music.domain.mixes.selection import blend, diverse, draw, largest_share, wave

ROCK, JAZZ, FOLK = (UUID(int=number) for number in (1, 2, 3))


def of_genre(genre: UUID | None, numbers: range) -> list[Candidate]:
    """Return tracks of one genre."""
    return [track(number, genre_ids=() if genre is None else (genre,), plays=1) for number in numbers]


def numbers(candidates: Sequence[Candidate]) -> list[int]:
    """Return the ids of candidates."""
    return [candidate.id.int for candidate in candidates]


def test_a_wave_has_shares_by_the_last_play() -> None:
    days = {1: range(1, 41), 20: range(41, 81), 200: range(81, 121), 900: range(121, 161)}
    played = [track(number, plays=1, days=age) for age, part in days.items() for number in part]
    scores = {candidate.id: 50.0 for candidate in played}
    chosen = wave(played, scores, NOW, 20, Random(1))
    counts = Counter((candidate.id.int - 1) // 40 for candidate in chosen)
    assert [counts[part] for part in range(4)] == [8, 6, 4, 2]
    assert chosen == wave(played, scores, NOW, 20, Random(1))
    assert set(chosen) != set(wave(played, scores, NOW, 20, Random(2)))


def test_a_wave_without_old_tracks_has_the_best_of_the_rest() -> None:
    played = [track(number, plays=1, days=1) for number in range(1, 31)]
    scores = {candidate.id: float(candidate.id.int + 20) for candidate in played}
    chosen = wave(played, scores, NOW, 20, Random(1))
    assert len(set(chosen)) == 20
    left = [number for number in range(30, 0, -1) if number not in numbers(chosen[:8])]
    assert numbers(chosen[8:]) == left[:12]


@pytest.mark.parametrize(("good", "fair", "poor", "lowest"), [(10, 5, 5, 10), (9, 5, 5, 5), (5, 4, 5, 0)])
def test_a_wave_has_tracks_with_lower_scores_when_there_are_few(good: int, fair: int, poor: int, lowest: int) -> None:
    values = [10.0] * good + [5.0] * fair + [1.0] * poor
    played = [track(number, plays=1, days=1) for number in range(len(values))]
    scores = {candidate.id: value for candidate, value in zip(played, values, strict=True)}
    chosen = wave(played, scores, NOW, 50, Random(1))
    assert {scores[candidate.id] for candidate in chosen} == {value for value in values if value >= lowest}


def test_what_fits_better_is_drawn_more_often() -> None:
    pair = [track(1), track(2)]
    scores = {pair[0].id: 75.0, pair[1].id: 25.0}
    first = Counter(draw(pair, scores, 1, Random(seed))[0].id.int for seed in range(400))
    assert 270 <= first[1] <= 330
    assert draw(pair[::-1], scores, 2, Random(7)) == draw(pair, scores, 2, Random(7))


@pytest.mark.parametrize(
    ("old", "new", "size", "freshness", "expected"),
    [(50, 50, 10, 0.2, (8, 2)), (50, 1, 10, 0.2, (9, 1)), (3, 50, 10, 0.2, (3, 7)), (2, 3, 10, 0.5, (2, 3))],
)
def test_a_share_is_new_and_what_one_lacks_the_other_makes_up_for(
    old: int, new: int, size: int, freshness: float, expected: tuple[int, int]
) -> None:
    played = [track(number, plays=1) for number in range(old)]
    unheard = [track(number) for number in range(100, 100 + new)]
    chosen = blend(played, unheard, size, freshness)
    fresh = sum(candidate.is_unheard for candidate in chosen)
    assert (len(chosen) - fresh, fresh) == expected


@pytest.mark.parametrize(
    ("genres", "diversity", "share"),
    [(0, 1.0, 1.0), (1, 1.0, 1.0), (4, 0.0, 1.0), (4, 1.0, 0.25), (4, 0.5, 0.625), (2, 1.0, 0.5)],
)
def test_a_genre_has_a_largest_share(genres: int, diversity: float, share: float) -> None:
    assert largest_share(genres, diversity) == pytest.approx(share)


@pytest.mark.parametrize(
    ("diversity", "counts"), [(0.0, [9, 0, 0, 0]), (1.0, [3, 3, 2, 1]), (0.5, [6, 3, 0, 0]), (0.9, [3, 3, 2, 1])]
)
def test_no_genre_has_more_than_its_share(diversity: float, counts: list[int]) -> None:
    candidates = [
        *of_genre(ROCK, range(20)),
        *of_genre(JAZZ, range(20, 40)),
        *of_genre(FOLK, range(40, 42)),
        *of_genre(None, range(42, 43)),
    ]
    chosen = Counter(candidate.genre_ids for candidate in diverse([(candidates, 9)], diversity))
    assert [chosen[genres] for genres in ((ROCK,), (JAZZ,), (FOLK,), ())] == counts


def test_a_share_holds_for_the_whole_and_in_each_part() -> None:
    played = [*of_genre(ROCK, range(20)), *of_genre(JAZZ, range(20, 40))]
    unheard = [*of_genre(ROCK, range(40, 60)), *of_genre(JAZZ, range(60, 80))]
    chosen = diverse([(played, 6), (unheard, 4)], 1.0)
    assert Counter(candidate.genre_ids for candidate in chosen) == {(ROCK,): 5, (JAZZ,): 5}
    assert sum(number < 40 for number in numbers(chosen)) == 6


@pytest.mark.parametrize(("freshness", "new"), [(0.0, 0), (0.25, 5), (0.5, 10), (1.0, 20)])
def test_freshness_is_the_share_of_new_tracks(freshness: float, new: int) -> None:
    played = [track(number, plays=1) for number in range(50)]
    unheard = [track(number) for number in range(50, 100)]
    scores = {candidate.id: 40.0 for candidate in (*played, *unheard)}
    chosen = smart(SmartRules(most_tracks=20, freshness=freshness), played, unheard, scores, Random(1))
    assert (len(chosen), sum(candidate.is_unheard for candidate in chosen)) == (20, new)


def test_tracks_below_the_lowest_score_are_left_out() -> None:
    played = [track(number, plays=1) for number in range(4)]
    scores = {candidate.id: value for candidate, value in zip(played, (10.0, 20.0, 30.0, 19.9), strict=True)}
    chosen = smart(SmartRules(min_score=20, freshness=0), played, [], scores, Random(1))
    assert numbers(chosen) == [2, 1]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(SmartOrder.SCORE, [3, 2, 1]), (SmartOrder.POPULARITY, [1, 3, 2]), (SmartOrder.RECENT, [2, 1, 3])],
)
def test_tracks_are_in_the_order_of_the_rules(order: SmartOrder, expected: list[int]) -> None:
    played = [
        track(1, plays=1, days=5, popularity=90.0),
        track(2, plays=1, days=2, popularity=None),
        track(3, plays=1, days=9, popularity=10.0),
    ]
    scores = {candidate.id: 20.0 + candidate.id.int for candidate in played}
    assert numbers(smart(SmartRules(order=order, freshness=0), played, [], scores, Random(1))) == expected


def test_a_random_order_is_repeated_by_its_chance() -> None:
    played = [track(number, plays=1, artist_id=UUID(int=number % 10)) for number in range(30)]
    scores = {candidate.id: 50.0 for candidate in played}
    rules = SmartRules(order=SmartOrder.RANDOM, most_tracks=10, freshness=0)
    chosen = smart(rules, played, [], scores, Random(1))
    assert chosen == smart(rules, played[::-1], [], scores, Random(1))
    assert chosen != smart(rules, played, [], scores, Random(2))
    assert all(one.artist_id != next_.artist_id for one, next_ in pairwise(chosen))


@pytest.mark.parametrize("counts", [(5, 4), (5, 3, 1), (9, 3, 3, 2, 1), (1,), (), (10,) * 5])
def test_nothing_follows_its_like_where_that_is_possible(counts: tuple[int, ...]) -> None:
    items = [(kind, number) for kind, count in enumerate(counts) for number in range(count)]
    for seed in range(50):
        ordered = spread(items, lambda item: item[0], Random(seed))
        assert sorted(ordered) == items
        assert all(one[0] != next_[0] for one, next_ in pairwise(ordered)), seed


def test_what_has_too_many_follows_itself_as_little_as_possible() -> None:
    items = ["a"] * 5 + ["b", "c"]
    for seed in range(20):
        ordered = spread(items, lambda item: item, Random(seed))
        assert sorted(ordered) == items
        assert sum(one == next_ for one, next_ in pairwise(ordered)) == 2


def test_a_harmonic_order_prefers_what_fits_and_no_key_follows_itself() -> None:
    items = [(artist, number) for artist in "ab" for number in range(10)] + [("c", 5)]

    def fits(one: tuple[str, int], other: tuple[str, int]) -> float:
        return 1000.0 if abs(one[1] - other[1]) <= 1 else 1.0

    near, random = 0, 0
    for seed in range(20):
        ordered = harmonic(items, lambda item: item[0], fits, Random(seed))
        assert sorted(ordered) == sorted(items)
        assert all(one[0] != other[0] for one, other in pairwise(ordered))
        assert ordered == harmonic(items, lambda item: item[0], fits, Random(seed))
        near += sum(fits(*pair) > 1 for pair in pairwise(ordered))
        random += sum(fits(*pair) > 1 for pair in pairwise(spread(items, lambda item: item[0], Random(seed))))
    assert near > 2 * random


@pytest.mark.parametrize("items", ["", "a", "aaaa", "aaab", "aabb", "aaabb"])
def test_a_harmonic_order_of_few_items(items: str) -> None:
    ordered = harmonic(list(items), lambda item: item, lambda one, other: 1.0, Random(1))
    assert sorted(ordered) == sorted(items)
    repeated = sum(one == other for one, other in pairwise(ordered))
    assert repeated == {"aaaa": 3, "aaab": 1}.get(items, 0)
