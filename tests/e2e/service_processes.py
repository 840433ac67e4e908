"""Further processes of a service beside those of a stack, with other settings."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from devstack.ports import OFFSETS, free_ports
from devstack.services import ROUTED
from stacks import PATIENT, Stack, eventually


@contextmanager
def process(module: str, environment: dict[str, str]) -> Iterator[str]:
    """Run the API of a service on a free port, and yield its address as soon as it is ready."""
    port, management = free_ports(2)
    prefix = module.upper()
    settings = {f"{prefix}_HTTP_HOST": "127.0.0.1", f"{prefix}_HTTP_PORT": str(port)}
    if module == "gateway":
        settings["GATEWAY_MANAGEMENT_PORT"] = str(management)
    command = [sys.executable, "-m", module, "api"]
    with subprocess.Popen(command, env={**os.environ, **environment, **settings}) as running:
        try:
            eventually(lambda: _is_ready(f"http://127.0.0.1:{port}"), bool, seconds=120)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def gateway_environment(stack: Stack, **settings: str) -> dict[str, str]:
    """Return the environment of a further gateway of a stack; `settings` are without `GATEWAY_`."""
    return {
        **{f"GATEWAY_{name.upper()}_URL": f"http://127.0.0.1:{stack.base + OFFSETS[name]}" for name in ROUTED},
        **PATIENT,
        "GATEWAY_JWKS_URL": f"http://127.0.0.1:{stack.base + OFFSETS['auth']}/.well-known/jwks.json",
        "GATEWAY_KAFKA_BOOTSTRAP": f"127.0.0.1:{stack.base + OFFSETS['kafka']}",
        **{f"GATEWAY_{name}": value for name, value in settings.items()},
    }


def _is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health/ready", timeout=5, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False
