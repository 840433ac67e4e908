"""Rebuilds a service's read model from the log: stop it, rewind it, start it, wait until it has caught up.

A service that keeps its read model in a folder of its own builds a new one while it serves the old one.
"""

import asyncio
import time
from pathlib import Path

from devstack.commands.status import running_state
from devstack.errors import NotReady, UnknownService
from devstack.options import Plan
from devstack.processes import http_probe
from devstack.processes.process import run
from devstack.processes.stack import service_process
from devstack.processes.state import Identity
from devstack.processes.supervisor import Say, release_hold, request_hold
from devstack.secret_files import load_secrets
from devstack.services import FOLDERS, SERVICES, owner_environment, roles_of, service_environment

_POLL_SECONDS = 0.2
_HOLD_SECONDS = 60.0
_CATCH_UP_SECONDS = 1800.0


async def replay(data: Path, service: str, say: Say) -> None:
    """Replay one service; raises UnknownService, ProcessFailed when the rewind fails, NotReady past half an hour."""
    if service not in SERVICES and service not in FOLDERS:
        raise UnknownService(f"{service} has no read model; choose one of {', '.join((*SERVICES, *FOLDERS))}")
    state = running_state(data)
    plan = Plan(data, state.base)
    if service in FOLDERS:
        await _rebuild(plan, service, say)
        return
    if not await _reads_events(plan.ports[service]):
        raise UnknownService(f"{service} reads no events: there is nothing to replay")
    secrets = load_secrets(data, roles_of(service))
    began = time.monotonic()
    request_hold(data, service, Identity.own())
    try:
        await _until_held(data, service)
        say(f"{service} is stopped; rewinding")
        await run(service_process(plan, service, owner_environment(plan, service, secrets), "replay"))
    finally:
        release_hold(data)
    await _until_caught_up(plan.ports[service], service, say)
    say(f"{service} has read everything again ({time.monotonic() - began:.1f} s)")


async def _rebuild(plan: Plan, service: str, say: Say) -> None:
    """Request a new index of the running service, and wait until it is served."""
    began = time.monotonic()
    port, before = plan.ports[service], await _index(plan.ports[service], "generation")
    if before is None:
        raise NotReady(f"{service} does not respond")
    environment = service_environment(plan, service, load_secrets(plan.data, []))
    await run(service_process(plan, service, environment, "replay"))
    message = began
    while (generation := await _index(port, "generation")) in (None, before):
        if time.monotonic() > began + _CATCH_UP_SECONDS:
            raise NotReady(f"{service} has not built a new index")
        share = await _index(port, "rebuild")
        if isinstance(share, float) and time.monotonic() - message > 2:
            message = time.monotonic()
            say(f"{service}: {share:.0%} of the new index")
        await asyncio.sleep(_POLL_SECONDS)
    say(f"{service} serves generation {generation} ({time.monotonic() - began:.1f} s)")


async def _index(port: int, detail: str) -> object:
    response = await http_probe.get(port, "/health/ready")
    return response.body.get("checks", {}).get("index", {}).get(detail) if response is not None else None


async def _reads_events(port: int) -> bool:
    response = await http_probe.get(port, "/health/ready")
    return response is not None and "consumer" in response.body.get("checks", {})


async def _until_held(data: Path, service: str) -> None:
    deadline = time.monotonic() + _HOLD_SECONDS
    while True:
        state = running_state(data)
        if any(item.name == service and item.status == "held" for item in state.processes):
            return
        if time.monotonic() > deadline:
            raise NotReady(f"{service} did not stop within {_HOLD_SECONDS:g} s")
        await asyncio.sleep(_POLL_SECONDS)


async def _until_caught_up(port: int, service: str, say: Say) -> None:
    deadline = time.monotonic() + _CATCH_UP_SECONDS
    message = time.monotonic()
    while True:
        response = await http_probe.get(port, "/health/ready")
        lag = response.check("consumer", "lag") if response is not None else None
        if lag == 0:
            return
        if time.monotonic() > deadline:
            raise NotReady(f"{service} has not caught up; its lag is {lag}")
        if lag is not None and time.monotonic() - message > 2:
            message = time.monotonic()
            say(f"{service}: {lag:g} records to go")
        await asyncio.sleep(_POLL_SECONDS)
