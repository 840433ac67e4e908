"""Turns a plan into the units to run: which processes, with what, and how each says that it is ready."""

import os
import sys
from functools import partial
from pathlib import Path

from devstack.options import Plan
from devstack.processes import http_probe
from devstack.processes.plan_servers import kafka_of, postgres_of, storage_of
from devstack.processes.process import Command, IsReady, run
from devstack.processes.process_monitor import ProcessSpec
from devstack.processes.supervisor import Stack
from devstack.secret_files import Secrets
from devstack.servers.artifacts import Installed
from devstack.servers.trace_viewer import TraceViewer
from devstack.services import (
    BACKENDS,
    CATCHER,
    GATEWAY,
    SIMULATOR,
    STORAGE,
    VIEWER,
    service_command,
    service_environment,
    simulator_command,
)

# What keeps a part from starting (a port, a right, a damaged file) is there at the next attempt too.
_ATTEMPTS = 3
# Two arenas instead of eight per core keep a mostly idle Python process some megabytes smaller.
_PYTHON = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


def build(plan: Plan, installed: Installed, secrets: Secrets) -> Stack:
    """Return the stack of a plan."""
    names = [name for name in (*BACKENDS, GATEWAY) if plan.starts(name)]
    return Stack(
        parts=[_postgres(plan, installed, secrets), _kafka(plan, installed)],
        independent=[
            _storage(plan, installed, secrets),
            _mail_catcher(plan),
            *([] if plan.real_providers else [_upstreams(plan)]),
            *([] if installed.viewer_jar is None else [_viewer(plan, installed.viewer_jar)]),
        ],
        prepare=partial(run, prepare_command(plan)),
        services=[_service(plan, name, secrets) for name in names],
    )


def service_process(plan: Plan, name: str, environment: dict[str, str], mode: str = "all") -> Command:
    """Return a service's process in one of its modes, with our environment and its settings."""
    return Command(service_command(name, mode), plan.log(name), {**os.environ, **_PYTHON, **environment})


def _postgres(plan: Plan, installed: Installed, secrets: Secrets) -> ProcessSpec:
    server = postgres_of(plan, installed, secrets)
    return ProcessSpec("postgres", server.port, server.command(), server.is_ready, server.prepare, attempts=_ATTEMPTS)


def _kafka(plan: Plan, installed: Installed) -> ProcessSpec:
    broker = kafka_of(plan, installed)
    return ProcessSpec("kafka", broker.port, broker.command(), broker.is_ready, broker.prepare, attempts=_ATTEMPTS)


def _storage(plan: Plan, installed: Installed, secrets: Secrets) -> ProcessSpec:
    server = storage_of(plan, installed, secrets)
    return ProcessSpec(STORAGE, server.port, server.command(), server.is_ready, server.prepare, attempts=_ATTEMPTS)


def _mail_catcher(plan: Plan) -> ProcessSpec:
    port, data = plan.ports[CATCHER], plan.data / CATCHER
    arguments = (sys.executable, "-m", "devstack.mail.catcher", "--port", str(port), "--folder", str(data))
    command = Command(arguments, plan.log(CATCHER), {**os.environ, **_PYTHON})
    return ProcessSpec(CATCHER, port, command, _greets(port), attempts=_ATTEMPTS)


def _upstreams(plan: Plan) -> ProcessSpec:
    port = plan.ports[SIMULATOR]
    command = Command(simulator_command(plan), plan.log(SIMULATOR), {**os.environ, **_PYTHON})
    return ProcessSpec(SIMULATOR, port, command, _responds(port), timeout=5.0, attempts=_ATTEMPTS)


def _viewer(plan: Plan, jar: Path) -> ProcessSpec:
    server = TraceViewer(jar, plan.log(VIEWER), plan.ports[VIEWER])
    return ProcessSpec(VIEWER, plan.ports[VIEWER], server.command(), server.is_ready, attempts=_ATTEMPTS)


def _service(plan: Plan, name: str, secrets: Secrets) -> ProcessSpec:
    command = service_process(plan, name, service_environment(plan, name, secrets))
    is_ready = _knows_token_keys(plan.ports["gateway-management"]) if name == GATEWAY else _is_ready(plan.ports[name])
    return ProcessSpec(name, plan.ports[name], command, is_ready)


def prepare_command(plan: Plan) -> Command:
    """Return the process that brings Postgres and Kafka to what the services need."""
    arguments = (sys.executable, "-m", "devstack.prepare", str(plan.data), str(plan.base))
    return Command(arguments, plan.log("prepare"))


def _is_ready(port: int) -> IsReady:
    async def check(_pid: int) -> bool:
        return await http_probe.ready(port)

    return check


def _knows_token_keys(port: int) -> IsReady:
    async def check(_pid: int) -> bool:
        return await http_probe.knows_token_keys(port)

    return check


def _responds(port: int) -> IsReady:
    async def check(_pid: int) -> bool:
        return await http_probe.get(port, "/control") is not None

    return check


def _greets(port: int) -> IsReady:
    async def check(_pid: int) -> bool:
        return await http_probe.greets(port)

    return check
