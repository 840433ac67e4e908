"""The formula of similarity: each part alone, bounds, and the order of results."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain.discovery.similarity import Candidate, Features, most_similar, similarity

pytestmark = pytest.mark.unit

SUBJECT = Features(frozenset({18, 35}), 2000, "en", 80.0)


def candidate(number: int = 2, people: int = 0, frequencies: tuple[int, ...] = (), **features: Any) -> Candidate:
    return Candidate(UUID(int=number), Features(**features), people, frequencies)


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (candidate(), 0),
        (candidate(genres=frozenset({18, 35})), 25),
        (candidate(genres=frozenset({18})), 12.5),
        (candidate(genres=frozenset({18, 99})), 8.33),
        (candidate(people=1), 7.5),
        (candidate(people=2), 12.75),
        (candidate(frequencies=(1,)), 10.5),
        (candidate(frequencies=(3, 3)), 10.5),
        (candidate(frequencies=(500,)), 1.36),
        (candidate(year=2000), 5),
        (candidate(year=2010), 2.5),
        (candidate(year=1970), 0),
        (candidate(language="en"), 5),
        (candidate(ratingo=50.0), 2.5),
    ],
)
def test_each_part_has_its_share(other: Candidate, score: float) -> None:
    assert similarity(SUBJECT, other) == score


def test_unknown_facts_are_not_shared() -> None:
    assert similarity(Features(), candidate()) == 0


def test_unrelated_titles_are_left_out_and_equal_ones_are_in_the_order_of_ids() -> None:
    candidates = [
        candidate(4, year=2000, language="en", ratingo=100.0),
        candidate(3, genres=SUBJECT.genres),
        candidate(2, genres=SUBJECT.genres),
        candidate(1, people=1),
    ]

    assert [similar.media_id.int for similar in most_similar(SUBJECT, candidates, 9)] == [2, 3, 1]
    assert [similar.media_id.int for similar in most_similar(SUBJECT, candidates, 1)] == [2]


@given(
    people=st.integers(0, 40),
    frequencies=st.lists(st.integers(1, 500), max_size=40),
    ratingo=st.none() | st.floats(0, 100),
    year=st.none() | st.integers(1880, 2100),
)
def test_similarity_is_between_0_and_100(
    people: int, frequencies: list[int], ratingo: float | None, year: int | None
) -> None:
    other = candidate(2, people, tuple(frequencies), genres=SUBJECT.genres, language="en", ratingo=ratingo, year=year)

    assert 0 <= similarity(SUBJECT, other) <= 100
