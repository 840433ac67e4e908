"""Clocks that are wrong: of a gateway, of auth and of a service, by minutes, and back by an hour while they run."""

import asyncio
import re
import time
from typing import Final

import aiohttp
import pytest
from tests.faults.accounts.identities import API, AUTH, GATEWAYS, LIBRARY, PRIVATE, Identities
from tests.faults.issuers import auth_issuer

from devstack.faults.log import Anomaly, FaultLog

LEEWAY_SECONDS: Final = 60
"""No verifier may be more lenient."""
NOTICED_SECONDS: Final = 0.2
"""A process reads its clock's difference again within a fiftieth of a second."""
MINUTES: Final = (-600.0, -120.0, -45.0, -20.0, 0.0, 20.0, 45.0, 120.0, 600.0)
HOUR: Final = 3600.0
UNCERTAIN_SECONDS: Final = 4.0
"""Around a limit the outcome depends on the moment of the check."""
_SAMPLE: Final = re.compile(r"^([a-z_]*(?:seconds|age|lag)[a-z_]*)(\{[^}]*\})? (-[0-9.e+]+)$", re.MULTILINE)


async def _set_clock(identities: Identities, process: object, seconds: float, faults: FaultLog) -> None:
    for candidate, preload in identities.preloads.items():
        if candidate == process:
            preload.set_clock(seconds)
            faults.injected(f"clock of {candidate.service}")
    await asyncio.sleep(NOTICED_SECONDS)


@pytest.mark.parametrize("place", ["gateway", "service"])
async def test_tokens_are_accepted_within_the_leeway_only(faults: FaultLog, identities: Identities, place: str) -> None:
    issuer = await auth_issuer(identities.stack)
    process = GATEWAYS[0] if place == "gateway" else LIBRARY
    url = f"{identities.stack.url(process)}{PRIVATE}"
    offsets = list(MINUTES)
    faults.random.shuffle(offsets)
    async with aiohttp.ClientSession() as http:
        for offset in offsets:
            await _set_clock(identities, process, offset, faults)
            for issued, expires in ((0, 300), (-300, 5), (-300, -20), (-300, -90), (50, 300), (90, 400)):
                now = int(time.time())
                token = issuer.issue(claims={"iat": now + issued, "exp": now + expires})
                async with http.get(url, headers={"Authorization": f"Bearer {token}"}) as response:
                    status = response.status
                faults.performed()
                faults.expect(status in (200, 401, 503), Anomaly.SERVER_ERROR, f"status {status}")
                # How long the token has been expired, or how far its issue is in the future, by the wrong clock.
                excess = max(offset - expires, issued - offset)
                # Behind a gateway stands a service whose clock is right.
                excess_right = max(-expires, issued) if place == "gateway" else excess
                what = f"{place} {offset:+.0f} s, issued {issued:+} s, expires {expires:+} s: {status}"
                if excess > LEEWAY_SECONDS + UNCERTAIN_SECONDS:
                    faults.expect(status == 401, Anomaly.BYPASSED, what)
                elif max(excess, excess_right) < -UNCERTAIN_SECONDS:
                    faults.expect(status == 200, Anomaly.DISTURBED, what)
    await _set_clock(identities, process, 0, faults)


async def test_refresh_tokens_live_by_the_clock_of_the_database(faults: FaultLog, identities: Identities) -> None:
    """Sessions end after two weeks of the database's time, whatever auth's own clock says."""
    for number, offset in enumerate((30 * 86_400.0, 600.0, -600.0, -HOUR)):
        pair = await identities.register(f"skewed_{number}")
        await _set_clock(identities, AUTH, offset, faults)
        status, following = await identities.refresh(number % 2, pair.refresh)
        faults.performed()
        faults.expect(following is not None, Anomaly.DISTURBED, f"auth {offset:+.0f} s: {status}")
        await _set_clock(identities, AUTH, 0, faults)
        if following is not None:
            status, again = await identities.refresh(0, following.refresh)
            faults.expect(again is not None, Anomaly.DISTURBED, f"after {offset:+.0f} s: {status}")
            used = again or following
            statuses = await identities.access(used.access)
            faults.expect(statuses == [200, 200], Anomaly.DISTURBED, f"an access token: {statuses}")


async def test_a_jump_back_of_an_hour_stops_nothing(faults: FaultLog, identities: Identities) -> None:
    """Public reads, exchanges of refresh tokens and tokens of the past go on, and no duration becomes negative."""
    issuer = await auth_issuer(identities.stack)
    pair = await identities.register("jumping")
    for process in (*GATEWAYS, AUTH, LIBRARY):
        await _set_clock(identities, process, -HOUR, faults)
    try:
        begun = time.monotonic()
        for number in range(40):
            status, _ = await identities.send(number % 2, "GET", f"{API}/auth/providers")
            faults.performed()
            faults.expect(status == 200, Anomaly.DISTURBED, f"a public read: {status}")
        faults.recovered(time.monotonic() - begun)
        now = int(time.time())
        past = issuer.issue(claims={"iat": now - int(HOUR), "exp": now + 60})
        statuses = await identities.access(past)
        faults.expect(statuses == [200, 200], Anomaly.DISTURBED, f"a token of the past: {statuses}")
        # Auth issues tokens by the clock of the database: for these verifiers in the future.
        statuses = await identities.access(pair.access)
        faults.expect(statuses == [401, 401], Anomaly.BYPASSED, f"a token of the future: {statuses}")
        status, following = await identities.refresh(0, pair.refresh)
        faults.expect(following is not None, Anomaly.DISTURBED, f"an exchange: {status}")
        await _check_metrics(identities, faults)
    finally:
        for process in (*GATEWAYS, AUTH, LIBRARY):
            await _set_clock(identities, process, 0, faults)
    if following is not None:
        statuses = await identities.access(following.access)
        faults.expect(statuses == [200, 200], Anomaly.DISTURBED, f"with the clocks right again: {statuses}")


async def _check_metrics(identities: Identities, faults: FaultLog) -> None:
    """Record every duration and age below zero."""
    async with aiohttp.ClientSession() as http:
        for process in (AUTH, LIBRARY):
            async with http.get(f"{identities.stack.url(process)}/metrics") as response:
                text = await response.text()
            faults.performed()
            faults.expect("_seconds" in text, Anomaly.WRONG_STATE, f"{process.name} has no durations")
            negative = [match[0] for match in _SAMPLE.finditer(text)]
            faults.expect(not negative, Anomaly.WRONG_STATE, f"{process.name}: {negative[:5]}")
