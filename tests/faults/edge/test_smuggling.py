"""Smuggled headers, paths and framing, over raw sockets: a service sees the gateway's identity, or the client a 400.

Behind each request the same connection carries a harmless one: that it gets its own response shows that both sides
agree where the first one ended.
"""

import itertools
from typing import Any, Final

import pytest
from services.gateway.tests.component.harness import Echo
from tests.faults.edge.gateways import EdgeGateway

from devstack.faults.clients.raw import statuses_of
from devstack.faults.clients.smuggling import AMBIGUOUS, ATTACKS, FORMS, NAMES, PLACES, REFUSED, SPOOFED
from devstack.faults.log import Anomaly, FaultLog

CANARY: Final = b"GET /api/v1/stats/canary HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
PREFIX: Final = "/api/v1/stats"
IDENTITY: Final = {("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "http"), ("x-forwarded-host", "a")}
"""What the gateway states of a client, and no other entry of the kind."""


def _received_by(echo: Echo, prefix: str) -> list[dict[str, Any]]:
    return [seen for seen in echo.requests if seen["path"].startswith(prefix)]


@pytest.mark.short
async def test_no_spoofed_header_reaches_a_service(faults: FaultLog, gateway: EdgeGateway, echo: Echo) -> None:
    cases = list(itertools.product(NAMES, FORMS))
    faults.random.shuffle(cases)
    rejected = 0
    for name, form in cases:
        echo.requests.clear()
        head = f"GET {PREFIX}/x HTTP/1.1\r\nHost: a\r\n{FORMS[form](name)}\r\n".encode("latin-1")
        statuses = statuses_of(await gateway.exchange(head + CANARY))
        case = f"{name}, {form}"
        faults.performed()
        faults.injected("spoofed header")
        rejected += statuses == [400]
        faults.expect(max(statuses, default=0) < 500, Anomaly.SERVER_ERROR, f"{case}: {statuses}")
        faults.expect(statuses in ([400], [200, 200]), Anomaly.BYPASSED, f"{case}: out of step, {statuses}")
        forwarded = _received_by(echo, PREFIX)
        faults.expect(len(forwarded) in (0, len(statuses)), Anomaly.BYPASSED, f"{case}: {len(forwarded)} requests")
        for seen in forwarded:
            headers = [(key.lower(), value) for key, value in seen["headers"] if key.lower() != "x-a"]
            spoofed = [key for key, value in headers if SPOOFED in value or SPOOFED in key]
            faults.expect(not spoofed, Anomaly.BYPASSED, f"{case}: arrived as {spoofed}")
            identity = {(key, value) for key, value in headers if key.startswith("x-forwarded-")}
            faults.expect(identity == IDENTITY, Anomaly.BYPASSED, f"{case}: {identity}")
    faults.expect(rejected >= 4 * len(NAMES), Anomaly.BYPASSED, f"only {rejected} of {len(cases)} rejected")
    faults.note("rejected", f"{rejected} of {len(cases)}")


@pytest.mark.short
async def test_no_ambiguous_path_reaches_a_service(faults: FaultLog, gateway: EdgeGateway, echo: Echo) -> None:
    cases = list(itertools.product(ATTACKS, PLACES, ("", "?a=%2f..%2f")))
    faults.random.shuffle(cases)
    rejected = 0
    for attack, place, query in cases:
        echo.requests.clear()
        target = place.format(attack) + query
        raw = f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        statuses = statuses_of(await gateway.exchange(raw))
        faults.performed()
        faults.injected("ambiguous path")
        rejected += statuses == [400]
        faults.expect(len(statuses) == 1, Anomaly.BYPASSED, f"{target}: {statuses}")
        faults.expect(max(statuses, default=0) < 500, Anomaly.SERVER_ERROR, f"{target}: {statuses}")
        for seen in (seen for seen in echo.requests if seen["path"].startswith(("/api", "/docs", "/."))):
            path = seen["path"]
            # What is forwarded is what was sent, and below the prefix by which it was routed.
            faults.expect(path == target and path.startswith(PREFIX), Anomaly.BYPASSED, f"{target} became {path}")
            marks = [mark for mark in AMBIGUOUS if mark in path.partition("?")[0]]
            faults.expect(not marks, Anomaly.BYPASSED, f"{path} holds {marks}")
    faults.expect(rejected >= 0.8 * len(cases), Anomaly.BYPASSED, f"only {rejected} of {len(cases)} rejected")
    faults.note("rejected", f"{rejected} of {len(cases)}")


async def test_no_ambiguous_framing_reaches_a_service(faults: FaultLog, gateway: EdgeGateway, echo: Echo) -> None:
    """A request that is refused ends its connection: nothing behind it is read as a request."""
    cases = list(itertools.product(REFUSED, (1, 3)))
    faults.random.shuffle(cases)
    for name, canaries in cases:
        echo.requests.clear()
        statuses = statuses_of(await gateway.exchange(REFUSED[name] + CANARY * canaries))
        faults.performed()
        faults.injected("ambiguous framing")
        faults.expect(statuses == [400], Anomaly.BYPASSED, f"{name}: {statuses}")
        faults.expect(not _received_by(echo, PREFIX), Anomaly.BYPASSED, f"{name}: reached the service")


async def test_pipelined_requests_get_their_own_responses(faults: FaultLog, gateway: EdgeGateway, echo: Echo) -> None:
    """Bodies that look like requests stay bodies, in any split of the bytes into segments."""
    smuggled = b"GET /api/v1/stats/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    for _ in range(60):
        echo.requests.clear()
        sizes = [faults.random.randrange(len(smuggled) + 1) for _ in range(faults.random.randint(2, 8))]
        requests = b"".join(
            b"POST /api/v1/stats/%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
            % (number, size, smuggled[:size])
            for number, size in enumerate(sizes)
        )
        received = await gateway.exchange(requests + CANARY)
        faults.performed(len(sizes))
        faults.injected("pipeline")
        paths = [seen["path"].removeprefix(f"{PREFIX}/") for seen in _received_by(echo, PREFIX)]
        expected = [*map(str, range(len(sizes))), "canary"]
        faults.expect(paths == expected, Anomaly.BYPASSED, f"sizes {sizes}: the service saw {paths}")
        positions = [received.find(b'"path": "/api/v1/stats/%b"' % path.encode()) for path in expected]
        in_order = positions == sorted(positions) and min(positions) >= 0
        faults.expect(in_order, Anomaly.REORDERED, f"sizes {sizes}: responses at {positions}")
