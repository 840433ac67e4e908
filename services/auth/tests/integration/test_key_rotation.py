"""The signing key is rotated without downtime: by the steps of the README, no request fails."""

import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from auth.infrastructure.sessions.keys import Keys, read_keys
from chassis.http.authorization.keys import KeySet

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"
TOKEN_SECONDS: Final = 600
PUBLISHED_FIRST: Final = 600
ROLL_SECONDS: Final = 90
"""How long a replacement of all replicas takes."""

Serve = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    path = tmp_path / "new.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def key_of(token: str) -> str:
    key_id: str = jwt.get_unverified_header(token)["kid"]
    return key_id


async def test_no_request_fails_while_replicas_are_replaced(serve: Serve, signing_key: Path, new_key: Path) -> None:
    """Two replicas are replaced one after the other in each step; every live token works at each of them."""
    steps: list[dict[str, Any]] = [
        {"signing_key_file": signing_key},
        {"signing_key_file": signing_key, "previous_key_files": (new_key,)},
        {"signing_key_file": new_key, "previous_key_files": (signing_key,)},
        {"signing_key_file": new_key},
    ]
    replicas = [await serve(**steps[0]), await serve(**steps[0])]
    body = {"email": "ada_l@example.org", "username": "ada_l", "password": PASSWORD}
    assert (await replicas[0].post("/api/v1/auth/register", json=body)).status_code == 201
    tokens: list[dict[str, str]] = []
    used: set[str] = set()
    for number, step in enumerate(steps[1:], start=1):
        if step == steps[-1]:
            # The tokens of the old key have expired when it is no longer published; their sessions go on.
            old = key_of(tokens[0]["accessToken"])
            tokens = [pair for pair in tokens if key_of(pair["accessToken"]) != old]
        for place in (0, 1):
            replicas[place] = await serve(**step)
            for replica in replicas:
                signed_in = await replica.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})
                assert signed_in.status_code == 200
                tokens.append(signed_in.json()["data"])
                used.add(key_of(tokens[-1]["accessToken"]))
            for replica, pair in itertools.product(replicas, tokens):
                headers = {"Authorization": f"Bearer {pair['accessToken']}"}
                assert (await replica.get("/api/v1/auth/me", headers=headers)).status_code == 200, (number, place)
            for replica in replicas:
                published = {key["kid"] for key in (await replica.get("/.well-known/jwks.json")).json()["keys"]}
                assert {key_of(pair["accessToken"]) for pair in tokens} <= published
    assert len(used) == 2, "both keys have signed"


@dataclass
class Fleet:
    """Two replicas of auth that are replaced one by one, and the time."""

    replicas: list[Keys]
    now: float = 1000.0
    live: list[tuple[float, str]] = field(default_factory=list)
    """When a token expires, and its key."""
    turn: "itertools.count[int]" = field(default_factory=itertools.count)
    balancer: random.Random = field(default_factory=lambda: random.Random(7))

    def replica(self) -> Keys:
        return self.replicas[next(self.turn) % 2]

    async def fetch(self) -> dict[str, Any]:
        """Return the key set of one of the replicas, as a load balancer does."""
        return {**self.balancer.choice(self.replicas).jwks()}

    async def pass_time(self, seconds: float) -> AsyncIterator[str]:
        """Let the replicas sign a token every ten seconds, and yield each live one."""
        until = self.now + seconds
        while self.now < until:
            self.now += 10
            for _ in range(2):
                self.live.append((self.now + TOKEN_SECONDS, self.replica().key_id))
            self.live = [(expiry, key) for expiry, key in self.live if expiry > self.now]
            for _, key in self.live:
                yield key


async def rejected(signing_key: Path, new_key: Path, published_first: float) -> int:
    """Return how many live tokens verifiers reject during a rotation; one of them is busy, one is often idle."""
    old, both = read_keys(signing_key), read_keys(signing_key, [new_key])
    swapped, new = read_keys(new_key, [signing_key]), read_keys(new_key)
    fleet = Fleet([old, old])
    busy, idle = (KeySet(fleet.fetch, lambda: fleet.now) for _ in range(2))
    count = 0
    waits = {0: (both, published_first), 1: (swapped, TOKEN_SECONDS + 60), 2: (new, TOKEN_SECONDS)}
    async for _ in fleet.pass_time(300):
        pass
    for keys, wait in waits.values():
        for place in (0, 1):
            if keys is both and not published_first:
                continue
            fleet.replicas[place] = keys
            async for key in fleet.pass_time(ROLL_SECONDS / 2):
                count += await busy.key(key) is None
        async for key in fleet.pass_time(wait):
            count += await busy.key(key) is None
            if fleet.now % 400 < 10:
                count += await idle.key(key) is None
    return count


async def test_gateways_know_every_key_before_it_signs(signing_key: Path, new_key: Path) -> None:
    assert await rejected(signing_key, new_key, PUBLISHED_FIRST) == 0
    assert await rejected(signing_key, new_key, 0) > 0, "a key that signs at once is not known everywhere"
