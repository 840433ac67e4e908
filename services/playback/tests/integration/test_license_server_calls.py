"""Calls of a licence server that is slow, fails, breaks off or is down: each has an end, and a failing one rests."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

import pytest
from services.playback.tests.integration import license_servers as servers
from services.playback.tests.integration.license_servers import LicenseServer, license_server

from chassis.testing.clock import NOON, FixedClock
from egress.guard import EgressGuard
from egress.policy import EgressPolicy
from playback.application.keys.drm import LicenseRequest
from playback.application.keys.releasing import ReleasedKey
from playback.domain.keys.content_key import ContentKey, Label
from playback.domain.keys.errors import LicenseServerRefused, LicenseServerUnavailable
from playback.domain.keys.release import System
from playback.infrastructure.licensing.axinom import Axinom, CommunicationKey
from playback.infrastructure.licensing.calls import BREAKER, FAILURES, MOST_BYTES, CallPolicy
from playback.infrastructure.licensing.widevine import Widevine, WidevineProvider

pytestmark = pytest.mark.integration

HASTY = CallPolicy(try_seconds=0.3, total_seconds=5.0, tries=3, base_pause=0.01, longest_pause=0.02)
LOOPBACK = EgressPolicy(networks=(ip_network("127.0.0.0/8"),), https_only=False)
GUARD = EgressGuard("licences", LOOPBACK, FixedClock())
ONCE = replace(HASTY, tries=1)
ACCOUNT = WidevineProvider(servers.PROVIDER, servers.SIGNING_KEY, servers.SIGNING_IV)
REQUEST = LicenseRequest(
    b"device",
    "asset/1",
    (ReleasedKey(Label.VIDEO, ContentKey(UUID(int=5), b"k" * 16)),),
    NOON,
    NOON + timedelta(hours=6),
)


def widevine(url: str, policy: CallPolicy, clock: FixedClock | None = None) -> Widevine:
    return Widevine(ACCOUNT, f"{url}/widevine", GUARD, clock or FixedClock(), policy)


async def cause_of(system: Widevine | Axinom) -> str:
    """Return why no licence is issued, and close the system's connections."""
    with pytest.raises(LicenseServerUnavailable) as raised:
        await system.issue(REQUEST)
    return raised.value.cause


async def test_slow_server_is_given_up_after_its_tries(server: LicenseServer) -> None:
    server.held = asyncio.Event()
    system = widevine(server.url, HASTY)
    assert await cause_of(system) == "timeout"
    assert server.requests == 3
    await system.close()


async def test_whole_call_has_a_deadline(server: LicenseServer) -> None:
    server.held = asyncio.Event()
    system = widevine(server.url, replace(HASTY, try_seconds=5.0, total_seconds=0.2))
    assert await cause_of(system) == "timeout"
    assert server.requests == 1
    await system.close()


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b'{"status":"INTERNAL_ERROR"}', "server_error"),
        (b"<html>", "server_error"),
        (b"[]", "server_error"),
        (b'{"status":"OK"}', "invalid_response"),
        (b'{"status":"OK","license":"!"}', "invalid_response"),
        (b"x" * (MOST_BYTES + 1), "connection_broken"),
    ],
)
async def test_responses_that_are_not_documented_are_failures(server: LicenseServer, body: bytes, cause: str) -> None:
    server.override = body
    system = widevine(server.url, ONCE)
    assert await cause_of(system) == cause
    await system.close()


async def test_account_that_is_not_accepted_gets_no_license(server: LicenseServer) -> None:
    system = Widevine(replace(ACCOUNT, key=bytes(32)), f"{server.url}/widevine", GUARD, FixedClock(), ONCE)
    with pytest.raises(LicenseServerRefused):
        await system.issue(REQUEST)
    assert server.messages == []
    await system.close()
    other = Axinom(
        System.PLAYREADY,
        CommunicationKey(servers.COMMUNICATION_KEY_ID, bytes(32)),
        f"{server.url}/playready",
        GUARD,
        FixedClock(),
        ONCE,
    )
    with pytest.raises(LicenseServerRefused):
        await other.issue(REQUEST)
    assert server.messages == []
    await other.close()


async def test_playready_server_that_fails_without_a_reason_is_unavailable(server: LicenseServer) -> None:
    server.failures, server.failure_status = 1, 500
    key = CommunicationKey(servers.COMMUNICATION_KEY_ID, servers.COMMUNICATION_KEY)
    system = Axinom(System.PLAYREADY, key, f"{server.url}/playready", GUARD, FixedClock(), ONCE)
    assert await cause_of(system) == "server_error"
    await system.close()


async def test_licence_of_the_last_second_has_an_end(server: LicenseServer) -> None:
    system = widevine(server.url, ONCE)
    await system.issue(replace(REQUEST, expires_at=NOON + timedelta(milliseconds=400)))
    [message] = server.messages
    assert message["policy_overrides"]["license_duration_seconds"] == 1
    await system.close()


async def test_server_that_fails_often_rests_and_is_then_tried_once(server: LicenseServer) -> None:
    clock = FixedClock()
    system = widevine(server.url, ONCE, clock)
    server.failures = FAILURES
    for _ in range(FAILURES):
        assert await cause_of(system) == "server_error"
    assert await cause_of(system) == "stopped"
    assert server.requests == FAILURES
    clock.instant += BREAKER.first_pause
    assert await system.issue(REQUEST) == b"licence of device"
    assert server.requests == FAILURES + 1
    await system.close()


async def test_server_that_is_down_is_unreachable() -> None:
    async with license_server() as stopped:
        url = stopped.url
    system = widevine(url, HASTY)
    assert await cause_of(system) == "unreachable"
    await system.close()
