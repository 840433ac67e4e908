"""Other providers' episodes are aligned with TMDB's: by id, by day, by number, whatever either side counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.domain.seasons.alignment import Anchor, Place, align, possible_days
from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering

pytestmark = pytest.mark.unit

DAY_0 = date(2026, 11, 28)


def _day(offset: int) -> date:
    return DAY_0 + timedelta(days=offset)


def _other(season: int, number: int, day: int | None = None, **more: Any) -> EpisodeFacts:
    air_date = _day(day) if day is not None else None
    return EpisodeFacts(numbering=Numbering(season, number), air_date=air_date, **more)


def _at(season: int, number: int, day: int, hour: int, **more: Any) -> EpisodeFacts:
    airs_at = datetime.combine(_day(day), time(hour), UTC)
    return EpisodeFacts(numbering=Numbering(season, number), airs_at=airs_at, **more)


def _anchors(season: int, *days: int | None) -> dict[Place, Anchor]:
    return {
        (season, number): Anchor(_day(day) if day is not None else None, 1000 * season + number)
        for number, day in enumerate(days, start=1)
    }


def _numbers(matched: Mapping[Place, EpisodeFacts]) -> dict[Place, Place]:
    return {place: (facts.numbering.season, facts.numbering.number) for place, facts in sorted(matched.items())}


def test_split_pilot_of_a_daily_show_does_not_shift_the_other_episodes() -> None:
    others = [_other(1, number, day) for number, day in enumerate((-2, -2, -1, 0, 1, 2), start=1)]
    matched = align(_anchors(1, -2, -1, 0, 1, 2), others)
    assert _numbers(matched) == {(1, 1): (1, 1), (1, 2): (1, 3), (1, 3): (1, 4), (1, 4): (1, 5), (1, 5): (1, 6)}


def test_second_part_of_a_split_episode_is_not_matched_with_the_next_day() -> None:
    assert _numbers(align(_anchors(1, -2, -1), [_other(1, 1, -2), _other(1, 2, -2)])) == {(1, 1): (1, 1)}
    assert _numbers(align(_anchors(1, -2, None), [_other(1, 1, -2), _other(1, 2, -2)])) == {(1, 1): (1, 1)}


def test_double_episode_that_tmdb_splits_leaves_its_second_part_unmatched() -> None:
    others = [_other(1, 1, 0), _other(1, 2, 7), _other(1, 3, 14)]
    matched = align(_anchors(1, 0, 0, 7, 14), others)
    assert _numbers(matched) == {(1, 1): (1, 1), (1, 3): (1, 2), (1, 4): (1, 3)}


def test_equal_groups_of_a_day_are_matched_in_order_of_their_numbers() -> None:
    matched = align(_anchors(2, 0, 0, 7, 7), [_other(2, number, 7 * (number > 4)) for number in (3, 4, 5, 6)])
    assert _numbers(matched) == {(2, 1): (2, 3), (2, 2): (2, 4), (2, 3): (2, 5), (2, 4): (2, 6)}


def test_season_of_one_day_with_an_episode_missing_elsewhere_keeps_its_numbers() -> None:
    others = [_other(1, number, 0) for number in (1, 2, 4, 5)]
    assert _numbers(align(_anchors(1, 0, 0, 0, 0, 0), others)) == {(1, item): (1, item) for item in (1, 2, 4, 5)}


def test_season_that_is_a_year_is_matched_by_day() -> None:
    anchors = {**_anchors(1, -600), **_anchors(2, 3)}
    others = [_other(2025, 1, -600), _other(2026, 1, 3), _other(2026, 2, 10)]
    assert _numbers(align(anchors, others)) == {(1, 1): (2025, 1), (2, 1): (2026, 1)}


@pytest.mark.parametrize("days_apart", [2, 3, 400, -2])
def test_number_is_not_enough_when_the_days_disagree(days_apart: int) -> None:
    assert align(_anchors(1, 0), [_other(1, 1, days_apart)]) == {}
    assert align(_anchors(1, 0), [_at(1, 1, days_apart, 18)]) == {}


@pytest.mark.parametrize("days_apart", [-1, 0, 1])
def test_number_is_enough_when_local_days_are_neighbours(days_apart: int) -> None:
    assert _numbers(align(_anchors(1, 0), [_other(1, 1, days_apart)])) == {(1, 1): (1, 1)}


def test_number_is_enough_when_a_day_is_unknown() -> None:
    assert _numbers(align(_anchors(1, None), [_other(1, 1, 5)])) == {(1, 1): (1, 1)}
    assert _numbers(align(_anchors(1, 0), [_other(1, 1)])) == {(1, 1): (1, 1)}
    assert align(_anchors(1, 0), [_other(1, 2)]) == {}


def test_evening_in_the_west_is_the_next_day_in_utc() -> None:
    others = [_at(1, number, day + 1, 2) for number, day in enumerate((-3, -2, -1, 0, 1), start=1)]
    assert _numbers(align(_anchors(1, -3, -2, -1, 0, 1), others)) == {(1, item): (1, item) for item in range(1, 6)}


def test_night_in_the_east_is_the_day_before_in_utc() -> None:
    others = [_at(1, number, day - 1, 16) for number, day in enumerate((-3, -2, -1, 0, 1), start=1)]
    assert _numbers(align(_anchors(1, -3, -2, -1, 0, 1), others)) == {(1, item): (1, item) for item in range(1, 6)}


def test_split_pilot_is_aligned_by_instants_too() -> None:
    others = [_at(1, number, day, 18) for number, day in enumerate((-2, -2, -1, 0, 1, 2), start=1)]
    matched = align(_anchors(1, -2, -1, 0, 1, 2), others)
    assert _numbers(matched)[1, 2] == (1, 3)
    assert len(matched) == 5


def test_stated_id_goes_before_day_and_number() -> None:
    others = [_other(1, 1, 0, tmdb_id=1002), _other(1, 2, 7, tmdb_id=1001)]
    assert _numbers(align(_anchors(1, 0, 7), others)) == {(1, 1): (1, 2), (1, 2): (1, 1)}


def test_specials_and_regular_episodes_do_not_match_each_other() -> None:
    anchors = {**_anchors(0, 0), **_anchors(1, 7)}
    assert align(anchors, [_other(1, 2, 0), _other(0, 2, 7)]) == {}
    assert _numbers(align(anchors, [_other(0, 9, 0), _other(1, 1, 7)])) == {(0, 1): (0, 9), (1, 1): (1, 1)}


def test_midnight_utc_may_be_an_evening_in_the_west_and_never_the_next_day() -> None:
    midnight = _other(1, 1, 0, utc_day=True)
    assert possible_days(midnight) == (_day(0), _day(-1))
    assert possible_days(midnight, -1) == (_day(-1), _day(0))
    assert _numbers(align(_anchors(1, -1), [midnight])) == {(1, 1): (1, 1)}
    assert align(_anchors(1, 1), [midnight]) == {}


DAYS = st.none() | st.integers(-6, 6)
PLACES = st.tuples(st.integers(0, 2), st.integers(1, 6))
ANCHORS = st.dictionaries(PLACES, DAYS, max_size=10).map(
    lambda days: {
        place: Anchor(_day(day) if day is not None else None, 100 * place[0] + place[1]) for place, day in days.items()
    }
)


def _facts(place: Place, day: int | None, hour: int | None, tmdb_id: int | None) -> EpisodeFacts:
    if day is None or hour is None:
        return _other(*place, day, tmdb_id=tmdb_id)
    return _at(*place, day, hour, tmdb_id=tmdb_id)


IDS = st.none() | PLACES.map(lambda place: 100 * place[0] + place[1])
OTHERS = st.dictionaries(PLACES, st.tuples(DAYS, st.none() | st.integers(0, 23), IDS), max_size=10).map(
    lambda episodes: [_facts(place, *values) for place, values in episodes.items()]
)
LOCAL = st.dictionaries(PLACES, DAYS, max_size=10).map(
    lambda days: [_other(*place, day) for place, day in days.items()]
)


@given(ANCHORS, OTHERS, st.randoms(use_true_random=False))
def test_each_episode_is_matched_once_and_the_order_of_the_input_is_irrelevant(
    anchors: dict[Place, Anchor], others: list[EpisodeFacts], random: Any
) -> None:
    matched = align(anchors, others)
    assert set(matched) <= set(anchors)
    assert len({id(facts) for facts in matched.values()}) == len(matched)
    places, shuffled = list(anchors.items()), list(others)
    random.shuffle(places)
    random.shuffle(shuffled)
    assert align(dict(places), shuffled) == matched


@given(ANCHORS, OTHERS)
def test_days_of_a_match_never_disagree_unless_an_id_is_stated(
    anchors: dict[Place, Anchor], others: list[EpisodeFacts]
) -> None:
    for place, facts in align(anchors, others).items():
        day = anchors[place].day
        if facts.tmdb_id != anchors[place].tmdb_id and day is not None:
            possible = possible_days(facts)
            local = facts.air_date is not None
            assert not possible or (abs(possible[0] - day) <= timedelta(days=1) if local else day in possible)


def _alone(days: Sequence[date | None], day: date | None) -> bool:
    return day is not None and days.count(day) == 1


@given(ANCHORS, LOCAL)
def test_exact_day_that_no_other_episode_claims_always_wins(
    anchors: dict[Place, Anchor], others: list[EpisodeFacts]
) -> None:
    matched = align(anchors, others)
    for special in (False, True):
        ours = {place: anchor.day for place, anchor in anchors.items() if (place[0] == 0) == special}
        theirs = [facts for facts in others if (facts.numbering.season == 0) == special]
        for place, day in ours.items():
            if _alone(list(ours.values()), day) and _alone([item.air_date for item in theirs], day):
                [same] = [item for item in theirs if item.air_date == day]
                assert matched.get(place) == same


@given(st.lists(st.integers(-40, 40), unique=True, max_size=8), st.integers(1, 4))
def test_numbers_that_are_shifted_change_nothing_where_every_day_is_known(days: list[int], shift: int) -> None:
    ordered = sorted(days)
    anchors = _anchors(1, *ordered)
    shifted = [_other(1, number + shift, day) for number, day in enumerate(ordered, start=1)]
    assert _numbers(align(anchors, shifted)) == {
        (1, number): (1, number + shift) for number in range(1, len(ordered) + 1)
    }
