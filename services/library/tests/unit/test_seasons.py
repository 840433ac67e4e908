"""Which progress a show's seasons allow, and which episode comes next."""

import pytest

from library.domain.entries.progress import EpisodeNumber
from library.domain.errors import EpisodeUnknown, SeasonUnknown
from library.domain.titles.seasons import Seasons

pytestmark = pytest.mark.unit

KNOWN = Seasons(frozenset({0, 1, 2, 3}), {0: (1, 2), 1: (1, 2, 3), 2: (4, 5, 6)})


@pytest.mark.parametrize("seen", [{}, {0: 2}, {0: 9}, {1: 3, 2: 6}, {1: 0}, {3: 99}])
def test_possible_progress_is_accepted(seen: dict[int, int]) -> None:
    KNOWN.check(seen)


def test_an_unknown_season_is_rejected_with_the_known_seasons() -> None:
    with pytest.raises(SeasonUnknown, match=r"season 99 does not exist, this show has the seasons 1, 2, 3"):
        KNOWN.check({1: 1, 99: 1})


def test_an_unknown_episode_is_rejected_with_the_size_of_its_season() -> None:
    with pytest.raises(
        EpisodeUnknown, match="episode 7 does not exist, season 2 has 3 episodes and ends with episode 6"
    ):
        KNOWN.check({2: 7})


def test_all_progress_is_accepted_while_no_season_is_known() -> None:
    Seasons().check({99: 999})
    Seasons(episodes={1: (1,)}).check({2: 5})


def test_specials_are_accepted_as_unconfirmed() -> None:
    without = Seasons(frozenset({1}), {1: (1, 2)})

    without.check({0: 1})
    assert without.unconfirmed({0: 1}) == [0]
    assert KNOWN.unconfirmed({0: 3}) == [0]
    with pytest.raises(SeasonUnknown, match="this show has specials only"):
        Seasons(frozenset({0})).check({1: 1})


def test_unknown_episodes_are_unconfirmed() -> None:
    assert KNOWN.unconfirmed({0: 1, 1: 3, 2: 7, 3: 1, 9: 1}) == [2, 3, 9]


@pytest.mark.parametrize(
    ("place", "following"),
    [
        ((1, 0), (1, 1)),
        ((1, 2), (1, 3)),
        ((1, 3), (2, 4)),
        ((2, 4), (2, 5)),
        ((2, 6), None),
        ((3, 1), None),
        ((9, 1), None),
    ],
)
def test_the_next_regular_episode(place: tuple[int, int], following: tuple[int, int] | None) -> None:
    assert KNOWN.after(EpisodeNumber(*place)) == (following and EpisodeNumber(*following))
