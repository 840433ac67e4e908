"""Two gateways before one system: what one of them ends, the other rejects."""

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx2
import pytest

from devstack.ports import OFFSETS, free_ports
from devstack.services import ROUTED
from stacks import Stack, eventually

PASSWORD = "Correct-horse-7-battery"


@pytest.fixture(scope="module")
def gateways(stack: Stack) -> Iterator[list[httpx2.Client]]:
    """Yield a client of the stack's gateway and one of a second gateway."""
    port, management = free_ports(2)
    settings = {
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(port),
        "MANAGEMENT_PORT": str(management),
        "KAFKA_BOOTSTRAP": f"127.0.0.1:{stack.base + OFFSETS['kafka']}",
        "JWKS_URL": f"http://127.0.0.1:{stack.base + OFFSETS['auth']}/.well-known/jwks.json",
        **{f"{name.upper()}_URL": f"http://127.0.0.1:{stack.base + OFFSETS[name]}" for name in ROUTED},
    }
    environment = {**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}}
    with subprocess.Popen([sys.executable, "-m", "gateway", "all"], env=environment) as second:
        clients = [
            httpx2.Client(base_url=f"{address}/api/v1", timeout=20, trust_env=False)
            for address in (stack.gateway, f"http://127.0.0.1:{port}")
        ]
        try:
            eventually(lambda: _is_ready(management), bool)
            yield clients
        finally:
            for client in clients:
                client.close()
            second.terminate()


def _is_ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health/ready", timeout=5, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def registered(gateway: httpx2.Client) -> dict[str, str]:
    """Return the headers of a user who has just registered."""
    name = f"ada_{uuid4().hex[:8]}"
    body = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    response = gateway.post("/auth/register", json=body)
    assert response.status_code == 201, response.text
    return {"authorization": f"Bearer {response.json()['data']['accessToken']}"}


def status(gateway: httpx2.Client, headers: dict[str, str]) -> int:
    return gateway.get("/user-media", headers=headers).status_code


def rejected_by_all(gateways: list[httpx2.Client], headers: dict[str, str]) -> None:
    """Wait until every gateway rejects a token or key."""
    eventually(lambda: [status(gateway, headers) for gateway in gateways], lambda codes: set(codes) == {401})


@pytest.mark.parametrize("signed_out_at", [0, 1])
def test_a_session_that_ends_at_one_gateway_ends_at_both(gateways: list[httpx2.Client], signed_out_at: int) -> None:
    user = registered(gateways[1 - signed_out_at])
    assert [status(gateway, user) for gateway in gateways] == [200, 200]

    assert gateways[signed_out_at].post("/auth/logout", headers=user).status_code == 204

    rejected_by_all(gateways, user)


def test_an_api_key_that_is_deleted_at_one_gateway_is_rejected_by_both(gateways: list[httpx2.Client]) -> None:
    user = registered(gateways[0])
    body = {"name": "Kodi", "scopes": ["library:read"]}
    created = gateways[0].post("/auth/api-keys", json=body, headers=user)
    assert created.status_code == 201, created.text
    key = {"authorization": f"Bearer {created.json()['data']['key']}"}
    assert [status(gateway, key) for gateway in gateways] == [200, 200]

    path = f"/auth/api-keys/{created.json()['data']['id']}"
    assert gateways[1].delete(path, headers=user).status_code == 204

    rejected_by_all(gateways, key)
