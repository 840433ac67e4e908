"""Every call of every kind goes through the guard: what it refuses is not called, and what waits is waited for."""

from datetime import UTC, datetime, timedelta

import pytest
from services.sources.tests.kinds.connections import LOOPBACK, SERVERS, Connection, surroundings

from egress.guard import EgressGuard
from egress.http import EgressClient
from egress.policy import Code, EgressPolicy, InterfaceUp
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import Surroundings

pytestmark = [pytest.mark.integration, pytest.mark.parametrize("kind", SERVERS)]


def policed(connection: Connection, policy: EgressPolicy) -> Surroundings:
    guard = EgressGuard(f"policed-{connection.kind}", policy, connection.clock)
    usual = surroundings(connection)
    return Surroundings(
        client=lambda: EgressClient(guard, seconds=5), limiter=usual.limiter, clock=usual.clock, sleep=usual.sleep
    )


@pytest.mark.parametrize(
    ("policy", "code", "waits"),
    [
        (EgressPolicy(https_only=False), Code.ADDRESS, False),
        (EgressPolicy(networks=(LOOPBACK,)), Code.SCHEME, False),
        (EgressPolicy(https_only=False, networks=(LOOPBACK,), hosts=("media.example",)), Code.HOST, False),
        (EgressPolicy(https_only=False, networks=(LOOPBACK,), path=InterfaceUp("no-such-0")), Code.INTERFACE, True),
    ],
)
async def test_what_the_policy_refuses_is_not_called(
    connection: Connection, kind: str, policy: EgressPolicy, code: Code, waits: bool
) -> None:
    assert connection.server is not None
    [spec] = [spec for spec in SPECS if spec.kind == kind]
    credentials = {"s3": {"accessKey": "a", "secretKey": "b"}, "plex": {"token": "t"}}.get(
        kind, {"apiKey": "k"} if kind in {"jellyfin", "emby"} else {"user": "u", "password": "p"}
    )
    adapter = spec.connect(connection.configuration, credentials, policed(connection, policy))
    for call in (adapter.check(), anext(aiter(adapter.files(None)))):
        with pytest.raises(SourceFailed) as failed:
            await call
        assert (failed.value.code, failed.value.waits) == (code, waits)
        assert (failed.value.retry_at is not None) == waits
    await adapter.close()
    assert connection.server.requests == []
    assert connection.pauses == []
    assert connection.clock.now() - datetime.now(UTC) < timedelta(minutes=1)
