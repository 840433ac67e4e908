"""Limits of event streams, and their end with their session."""

from uuid import UUID, uuid4

import pytest
from services.gateway.tests.fakes import ManualClock

from gateway.application.event_streams import EventStreams, StreamLimits
from gateway.application.ports import Principal
from gateway.application.revocations import RevokedSessions, RevokeSession
from gateway.domain.errors import GatewayError, InvalidAccessToken, Overloaded, TooManyStreams

pytestmark = pytest.mark.unit


def principal(user: int = 1, session: int = 1) -> Principal:
    return Principal(UUID(int=user), UUID(int=session), 2000.0)


def ignore() -> None:
    """Do nothing when the session ends."""


@pytest.mark.parametrize(
    ("limits", "second", "address", "error"),
    [
        (StreamLimits(1, 9, 9), principal(session=2), "192.0.2.8", TooManyStreams),
        (StreamLimits(9, 1, 9), principal(user=2), "192.0.2.7", TooManyStreams),
        (StreamLimits(9, 1, 9), None, "192.0.2.7", TooManyStreams),
        (StreamLimits(9, 9, 1), principal(user=2), "192.0.2.8", Overloaded),
    ],
)
def test_streams_are_limited_until_one_is_closed(
    limits: StreamLimits, second: Principal | None, address: str, error: type[GatewayError]
) -> None:
    streams = EventStreams(limits, lambda _: False)
    with streams.opened(principal(), "192.0.2.7", ignore):
        with pytest.raises(error), streams.opened(second, address, ignore):
            raise AssertionError("the stream must not open")
        assert len(streams) == 1
    with streams.opened(second, address, ignore):
        assert len(streams) == 1
    assert len(streams) == 0


def test_revoked_session_ends_its_streams_and_opens_no_other() -> None:
    revoked = RevokedSessions(ManualClock())
    streams = EventStreams(StreamLimits(9, 9, 9), revoked.__contains__)
    revoke = RevokeSession(revoked, streams)
    ended: list[str] = []
    with (
        streams.opened(principal(session=1), "a", lambda: ended.append("first")),
        streams.opened(principal(session=1), "a", lambda: ended.append("second")),
        streams.opened(principal(session=2), "a", lambda: ended.append("another session")),
    ):
        revoke(UUID(int=1), 1600.0)
        assert sorted(ended) == ["first", "second"]
    with pytest.raises(InvalidAccessToken), streams.opened(principal(session=1), "a", ignore):
        raise AssertionError("the stream must not open")


def test_closed_stream_is_not_called_again() -> None:
    revoked = RevokedSessions(ManualClock())
    streams = EventStreams(StreamLimits(9, 9, 9), revoked.__contains__)
    ended: list[UUID] = []
    session = uuid4()
    with streams.opened(Principal(uuid4(), session, 2000.0), "a", lambda: ended.append(session)):
        pass
    RevokeSession(revoked, streams)(session, 1600.0)
    assert ended == []
