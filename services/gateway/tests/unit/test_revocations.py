"""Revoked sessions are remembered as long as it matters."""

from uuid import UUID, uuid4

import pytest

from gateway.application.revocations import LONGEST_LIFE, RevokedSessions

pytestmark = pytest.mark.unit


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_session_is_held_until_its_tokens_are_dead() -> None:
    clock = Hand()
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


def test_one_whose_tokens_are_dead_already_is_not_held() -> None:
    revoked = RevokedSessions(Hand())
    revoked.add(uuid4(), 1000.0)
    assert len(revoked) == 0


def test_no_date_keeps_one_for_ever() -> None:
    clock = Hand()
    revoked = RevokedSessions(clock)
    revoked.add(uuid4(), 1e18)
    clock.time += LONGEST_LIFE + 1
    revoked.sweep()
    assert len(revoked) == 0


def test_memory_is_swept_as_it_fills() -> None:
    clock = Hand()
    revoked = RevokedSessions(clock)
    for number in range(50_000):
        clock.time = 1000.0 + number
        revoked.add(UUID(int=number), clock.time + 100)
    assert len(revoked) < 2048
