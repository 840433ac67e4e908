"""When a round waits for more, with a clock that the test moves."""

import pytest

from chassis.messaging.gathering import CROWDED_ROUNDS, FRUITLESS_SCORE, Gathering

pytestmark = pytest.mark.unit

BOUND = 0.2
STEP = 0.05


def crowded(gathering: Gathering, rounds: int) -> float:
    """Begin rounds that find several arrivals, and return the wait of the last."""
    pause = 0.0
    for _ in range(rounds):
        pause = gathering.begin(5, waited=0.01, now=0.0)
    return pause


@pytest.mark.parametrize("arrivals", [1, 100])
def test_the_first_round_after_a_pause_does_not_wait(arrivals: int) -> None:
    gathering = Gathering(BOUND, steps=4)
    crowded(gathering, 10)
    assert gathering.begin(arrivals, waited=BOUND * 1.01, now=0.0) == 0


def test_lone_arrivals_never_wait() -> None:
    gathering = Gathering(BOUND, steps=4)
    assert [gathering.begin(1, waited=0.02, now=0.0) for _ in range(50)] == [0] * 50


@pytest.mark.parametrize(("arrivals", "waited"), [(2, 0.02), (1, 0.0)])
def test_crowded_rounds_in_a_row_begin_to_wait(arrivals: int, waited: float) -> None:
    gathering = Gathering(BOUND, steps=4)
    pauses = [gathering.begin(arrivals, waited=waited, now=0.0) for _ in range(CROWDED_ROUNDS)]
    assert pauses == [0] * (CROWDED_ROUNDS - 1) + [STEP]


def test_lone_rounds_end_the_waits_only_after_some() -> None:
    gathering = Gathering(BOUND, steps=4)
    crowded(gathering, 20)
    assert gathering.begin(1, waited=0.02, now=0.0) == STEP
    pauses = [gathering.begin(1, waited=0.02, now=0.0) for _ in range(4)]
    assert pauses[-1] == 0


def test_a_wait_goes_on_while_steps_bring_something_and_ends_at_the_bound() -> None:
    gathering = Gathering(BOUND, steps=4)
    crowded(gathering, CROWDED_ROUNDS)
    assert gathering.add(3, now=0.06) == STEP
    assert gathering.add(1, now=0.17) == pytest.approx(0.03)
    assert gathering.add(1, now=0.2) == 0


def test_a_step_that_brings_nothing_ends_the_wait_and_the_next_round_waits_again() -> None:
    gathering = Gathering(BOUND, steps=4)
    crowded(gathering, CROWDED_ROUNDS)
    gathering.add(3, now=STEP)
    assert gathering.add(0, now=2 * STEP) == 0
    assert gathering.begin(5, waited=0.01, now=1.0) == STEP


def test_a_wait_for_nothing_is_not_repeated_soon() -> None:
    gathering = Gathering(BOUND, steps=4)
    crowded(gathering, CROWDED_ROUNDS)
    assert gathering.add(0, now=STEP) == 0
    assert crowded(gathering, CROWDED_ROUNDS - FRUITLESS_SCORE - 1) == 0
    assert crowded(gathering, 1) == STEP


def test_a_bound_of_zero_never_waits() -> None:
    assert crowded(Gathering(0.0, steps=4), 50) == 0


@pytest.mark.parametrize("waited", [0.02, BOUND * 2])
def test_a_round_that_would_not_wait_lingers_once(waited: float) -> None:
    gathering = Gathering(BOUND, steps=4, linger=0.3)
    assert gathering.begin(1, waited=waited, now=0.0) == 0.3
    assert gathering.add(2, now=0.3) == 0


def test_lingering_for_nothing_is_repeated() -> None:
    gathering = Gathering(BOUND, steps=4, linger=0.3)
    for _ in range(50):
        assert gathering.begin(1, waited=0.02, now=0.0) == 0.3
        assert gathering.add(0, now=0.3) == 0
    assert crowded(gathering, CROWDED_ROUNDS) == STEP


def test_crowded_rounds_gather_and_do_not_linger() -> None:
    gathering = Gathering(BOUND, steps=4, linger=0.3)
    assert crowded(gathering, CROWDED_ROUNDS) == STEP
    assert gathering.add(3, now=STEP) == STEP


def test_a_bound_of_zero_lingers_however_crowded_the_rounds_are() -> None:
    assert crowded(Gathering(0.0, linger=0.3), 50) == 0.3
