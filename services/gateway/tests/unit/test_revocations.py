"""Revoked sessions are stored until their last token expires."""

from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.gateway.tests.fakes import ManualClock

from gateway.application.revocations import LONGEST_LIFE, RevokedSessions

pytestmark = pytest.mark.unit


def test_session_is_stored_until_its_tokens_expire() -> None:
    clock = ManualClock()
    revoked, session_id = RevokedSessions(clock), uuid4()
    revoked.add(session_id, 1600.0)
    assert session_id in revoked
    assert uuid4() not in revoked

    clock.time = 1599.0
    revoked.sweep()
    assert session_id in revoked
    clock.time = 1600.0
    revoked.sweep()
    assert len(revoked) == 0


def test_session_with_expired_tokens_is_not_stored() -> None:
    revoked = RevokedSessions(ManualClock())
    revoked.add(uuid4(), 1000.0)
    assert len(revoked) == 0


def test_storage_time_is_limited() -> None:
    clock = ManualClock()
    revoked = RevokedSessions(clock)
    revoked.add(uuid4(), 1e18)
    clock.time += LONGEST_LIFE + 1
    revoked.sweep()
    assert len(revoked) == 0


def test_memory_is_bounded() -> None:
    clock = ManualClock()
    revoked = RevokedSessions(clock)
    for number in range(50_000):
        clock.time = 1000.0 + number
        revoked.add(UUID(int=number), clock.time + 100)
    assert len(revoked) < 2048


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(900, 1100)), max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_of_revocations_do_not_matter(revocations: list[tuple[int, int]], random: Random) -> None:
    def held(items: list[tuple[int, int]]) -> dict[int, list[bool]]:
        clock = ManualClock()
        revoked = RevokedSessions(clock)
        for number, until in items:
            revoked.add(UUID(int=number), until)
        seen: dict[int, list[bool]] = {1: [], 2: [], 3: []}
        for clock.time in range(1000, 1101, 10):
            revoked.sweep()
            for number, states in seen.items():
                states.append(UUID(int=number) in revoked)
        return seen

    repeated = [*revocations, *revocations[:3]]
    random.shuffle(repeated)
    assert held(repeated) == held(revocations)
