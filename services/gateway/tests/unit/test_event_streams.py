"""Limits of event streams, and their end with their session or with the gateway."""

import asyncio
from uuid import UUID

import pytest
from services.gateway.tests.fakes import ManualClock

from gateway.application.event_streams import Cause, EventStreams, StreamLimits
from gateway.application.ports import Principal
from gateway.application.revocations import RevokedSessions, RevokeSession
from gateway.domain.errors import GatewayError, InvalidAccessToken, Overloaded, TooManyStreams

pytestmark = pytest.mark.unit


def principal(user: int = 1, session: int = 1) -> Principal:
    return Principal(UUID(int=user), UUID(int=session), 2000.0)


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
    with streams.opened(principal(), "192.0.2.7"):
        with pytest.raises(error), streams.opened(second, address):
            raise AssertionError("the stream must not open")
        assert len(streams) == 1
    with streams.opened(second, address):
        assert len(streams) == 1
    assert len(streams) == 0


def test_revoked_session_ends_its_streams_and_opens_no_other() -> None:
    revoked = RevokedSessions(ManualClock())
    streams = EventStreams(StreamLimits(9, 9, 9), revoked.__contains__)
    revoke = RevokeSession(revoked, streams)
    with (
        streams.opened(principal(session=1), "a") as first,
        streams.opened(principal(session=1), "a") as second,
        streams.opened(principal(session=2), "a") as of_another_session,
    ):
        revoke(UUID(int=1), 1600.0)
        assert (first.cause, second.cause) == (Cause.SESSION_ENDED, Cause.SESSION_ENDED)
        assert of_another_session.cause is None
    with pytest.raises(InvalidAccessToken), streams.opened(principal(session=1), "a"):
        raise AssertionError("the stream must not open")


def test_closed_stream_is_not_ended_again() -> None:
    revoked = RevokedSessions(ManualClock())
    streams = EventStreams(StreamLimits(9, 9, 9), revoked.__contains__)
    with streams.opened(principal(), "a") as end:
        pass
    RevokeSession(revoked, streams)(UUID(int=1), 1600.0)
    streams.stop()
    assert end.cause is None


async def test_stop_ends_every_stream_and_those_that_are_opened_later() -> None:
    streams = EventStreams(StreamLimits(9, 9, 9), lambda _: False)
    with streams.opened(principal(), "a") as of_user, streams.opened(None, "b") as anonymous:
        streams.end_session(UUID(int=1))
        streams.stop()
        assert (of_user.cause, anonymous.cause) == (Cause.SESSION_ENDED, Cause.STOPPING)
        with streams.opened(None, "c") as later:
            assert later.cause is Cause.STOPPING
            await asyncio.wait_for(later.wait(), 30)
