"""Forged and abused tokens, signed with auth's own key where that helps, at two gateways and at two services."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
import jwt
import pytest_asyncio
from tests.faults.accounts.identities import API, GATEWAYS, PRIVATE, SERVICES, Identities
from tests.faults.issuers import auth_issuer

from chassis.testing.kafka import wait_until
from chassis.testing.tokens.forgeries import EXPIRED, forgeries
from chassis.testing.tokens.trap import Trap
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import Process
from devstack.secret_files import NOTICE_KEY, NOTIFICATIONS_KEY

FEWEST: Final = 100
PATHS: Final = {"library": PRIVATE, "ingestion": f"{API}/ingestion/sources", "gateway": PRIVATE}


@pytest_asyncio.fixture
async def trap() -> AsyncIterator[Trap]:
    """Yield a listening trap."""
    async with Trap.listening() as trap:
        yield trap


def _other_encodings(token: str) -> dict[str, str]:
    """Return other spellings of one token, which a list of revoked texts would not know."""
    head, payload, signature = token.split(".")
    spaced = base64.urlsafe_b64encode(json.dumps(_claims(token), indent=1).encode()).rstrip(b"=").decode()
    return {
        "as it is": token,
        "padded": f"{token}==",
        "padded once": f"{token}=",
        "padded header": f"{head}=.{payload}.{signature}",
        "standard alphabet": token.replace("-", "+").replace("_", "/"),
        "trailing dot": f"{token}.",
        "another layout of the payload": f"{head}.{spaced}.{signature}",
        "followed by NUL": f"{token}%00",
        "in capitals": token.upper(),
    }


def _claims(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


async def _abused(identities: Identities, trap: Trap) -> dict[str, str]:
    """Return every token that no verifier may accept."""
    issuer = await auth_issuer(identities.stack)
    tokens = forgeries(issuer, trap.url)
    good = issuer.issue()
    for name in (NOTICE_KEY, NOTIFICATIONS_KEY):
        secret = (identities.stack.plan.data / name).read_bytes()
        headers = {"typ": "at+jwt", "kid": issuer.key_id}
        tokens[f"HS256 with the key of {name}"] = jwt.encode(_claims(good), secret, "HS256", headers)
    user = await identities.register("forged_refresh")
    tokens["the refresh token of a session"] = user.refresh
    return tokens


async def test_no_forged_token_is_accepted(faults: FaultLog, identities: Identities, trap: Trap) -> None:
    tokens = await _abused(identities, trap)
    faults.expect(len(tokens) >= FEWEST, Anomaly.BYPASSED, f"only {len(tokens)} forgeries")
    issuer = await auth_issuer(identities.stack)
    everywhere = (*GATEWAYS, *SERVICES)
    bodies: dict[str, Counter[str]] = {}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for process in everywhere:
            status, _ = await _get(http, identities, process, issuer.issue(roles=("admin",)))
            faults.expect(status == 200, Anomaly.DISTURBED, f"{process.name}: a good token got {status}")
        before = {process: len(identities.preloads[process].connected()) for process in everywhere}
        faults.expect(all(before.values()), Anomaly.WRONG_STATE, f"connections are not recorded: {before}")
        names = list(tokens)
        faults.random.shuffle(names)
        for name in names:
            for process in everywhere:
                status, body = await _get(http, identities, process, tokens[name])
                faults.performed()
                kind = Anomaly.SERVER_ERROR if status >= 500 else Anomaly.BYPASSED
                faults.expect(status == 401, kind, f"{name} at {process.name}: {status}")
                if name not in EXPIRED:
                    bodies.setdefault(body, Counter())[process.name] += 1
            faults.injected("forged token")
    faults.expect(len(bodies) == 1, Anomaly.BYPASSED, f"{len(bodies)} different bodies: {list(bodies)[:3]}")
    own_ports = _own_addresses(identities)
    for process in everywhere:
        further = identities.preloads[process].connected()[before[process] :]
        strange = {address for address in further if address.rpartition(":")[2] not in own_ports}
        faults.expect(not strange, Anomaly.BYPASSED, f"{process.name} connected to {strange}")
    faults.expect(trap.connections == 0, Anomaly.BYPASSED, f"{trap.connections} connections to an address of a token")
    faults.note("forgeries", str(len(tokens)))


async def test_a_revoked_token_stays_revoked_in_every_encoding(faults: FaultLog, identities: Identities) -> None:
    for number in range(5):
        pair = await identities.register(f"revoked_{number}")
        faults.expect(await identities.access(pair.access) == [200, 200], Anomaly.DISTURBED, "a good token")
        gateway = faults.random.randrange(len(GATEWAYS))
        status, _ = await identities.send(gateway, "POST", f"{API}/auth/logout", token=pair.access)
        faults.expect(status == 204, Anomaly.DISTURBED, f"sign-out: {status}")
        faults.injected("session revoked")

        async def is_refused(access: str = pair.access) -> bool:
            return await identities.access(access) == [401, 401]

        loop = asyncio.get_running_loop()
        begun = loop.time()
        await wait_until(is_refused, seconds=20, what="the revocation at every gateway")
        passed = loop.time() - begun
        faults.recovered(passed)
        faults.expect(passed < 5, Anomaly.BYPASSED, f"accepted for {passed:.1f} s")
        for name, token in _other_encodings(pair.access).items():
            statuses = await identities.access(token)
            faults.performed(len(statuses))
            faults.expect(set(statuses) == {401}, Anomaly.BYPASSED, f"{name}: {statuses}")


async def _get(http: aiohttp.ClientSession, identities: Identities, process: Process, token: str) -> tuple[int, str]:
    """Return status and body, without the id of the request."""
    url = f"{identities.stack.url(process)}{PATHS[process.service]}"
    async with http.get(url, headers={"Authorization": f"Bearer {token}"}) as response:
        content = json.loads(await response.read())
        content.get("error", {}).pop("requestId", None)
        return response.status, json.dumps(content, sort_keys=True)


def _own_addresses(identities: Identities) -> set[str]:
    """Return the ports of the stack, which its processes connect to at any time."""
    stack = identities.stack
    ports = {*stack.plan.ports.values(), stack.kafka.port, stack.postgres.port}
    return {str(port) for port in ports}
