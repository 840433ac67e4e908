"""A whole stack for the benchmark: the devstack's processes on free ports, with data under a temporary folder."""

import asyncio
import contextlib
import dataclasses
import functools
import logging
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from simulator import GENEROUS, WINDOWS, responses

from devstack.errors import NotReady, ProcessFailed
from devstack.folders import cache_folder, temporary_data_folder
from devstack.gateway_client import GatewayClient
from devstack.options import DATABASE, Plan
from devstack.ports import free_base
from devstack.processes.process import Child, start_ready
from devstack.processes.process_monitor import ProcessSpec
from devstack.processes.stack import build, service_process
from devstack.processes.state import Identity, StackState
from devstack.processes.supervisor import Stack, Supervisor
from devstack.providers import PROVIDERS
from devstack.secret_files import Secrets, load_secrets, make_private_folder
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.postgres import SUPERUSER
from devstack.services import SERVICES, SIMULATOR, roles_of, service_environment

INGESTION = "ingestion"
START_SECONDS = 600.0
PREPARE_ATTEMPTS = 4
"""Below the ports that the system gives to outgoing connections, and apart from those of the tests' stacks."""
# Requests of the benchmark are not limited, and no schedule imports titles of its own.
SETTINGS = {
    **{f"GATEWAY_{kind}_PER_MINUTE": "0" for kind in ("READS", "WRITES", "SEARCHES", "CHARTS")},
    "INGESTION_SCHEDULER_ENABLED": "false",
    **{f"INGESTION_{provider.name}_RATE": str(GENEROUS) for provider in PROVIDERS},
}

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class RunningStack:
    """A stack whose processes are ready; ingestion is started apart, since its providers' address changes."""

    plan: Plan
    secrets: Secrets
    state: StackState
    ingestion: Child | None = None

    @property
    def database_url(self) -> str:
        """Address of the database for the superuser."""
        return self.plan.database_url(SUPERUSER, self.secrets.postgres, DATABASE)

    @property
    def bootstrap(self) -> str:
        """Address of Kafka."""
        return f"127.0.0.1:{self.plan.ports['kafka']}"

    @property
    def simulator(self) -> str:
        """Address of the provider simulator."""
        return self.plan.url(SIMULATOR)

    def client(self) -> GatewayClient:
        """Return an administrator's session, not signed in yet."""
        return GatewayClient(self.plan.url("gateway"), self.secrets.admin_password)

    def pids(self) -> dict[str, int]:
        """Return the process id of every process by name."""
        pids = {item.name: item.identity.pid for item in self.state.processes if item.identity is not None}
        return pids if self.ingestion is None else {**pids, INGESTION: self.ingestion.pid}

    @asynccontextmanager
    async def importing(self, providers: str) -> AsyncIterator[None]:
        """Run ingestion with the providers at an address."""
        addresses = {f"INGESTION_{provider.name}_BASE_URL": providers + provider.path for provider in PROVIDERS}
        settings = {**service_environment(self.plan, INGESTION, self.secrets), **SETTINGS, **addresses}
        command = service_process(self.plan, INGESTION, settings)
        url = self.plan.url(INGESTION)
        self.ingestion = await start_ready(INGESTION, command, lambda _: responses(url), START_SECONDS)
        try:
            yield
        finally:
            await self.ingestion.stop(30)
            self.ingestion = None


@asynccontextmanager
async def started(*, scale: int) -> AsyncIterator[RunningStack]:
    """Start everything but ingestion, the simulator with `scale` generated titles; stop all at the end."""
    data = temporary_data_folder()
    plan = Plan(data, free_base(), scale=scale)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    secrets = load_secrets(data, [role for service in SERVICES for role in roles_of(service)])
    make_private_folder(plan.log("marquee").parent)
    state = StackState(Identity.own(), plan.base, str(data / "postgres"))
    supervisor = Supervisor(_prepared(build(plan, installed, secrets)), state, data, logger.info, timeout=START_SECONDS)
    ready = asyncio.Event()
    task = asyncio.create_task(supervisor.run(ready.set))
    try:
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        if state.phase != "ready":
            raise NotReady(state.failure or "the stack was stopped while starting")
        yield RunningStack(plan, secrets, state)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        shutil.rmtree(data, ignore_errors=True)


def _prepared(stack: Stack) -> Stack:
    """Leave ingestion out, and give the simulator budgets that nothing uses up."""
    limits = tuple(part for name, seconds in WINDOWS.items() for part in ("--limit", f"{name}={GENEROUS}/{seconds}"))
    return dataclasses.replace(
        stack,
        prepare=functools.partial(_repeated, stack.prepare),
        independent=[_changed(unit, limits, {}) if unit.name == SIMULATOR else unit for unit in stack.independent],
        services=[_changed(unit, (), SETTINGS) for unit in stack.services if unit.name != INGESTION],
    )


def _changed(unit: ProcessSpec, arguments: tuple[str, ...], settings: Mapping[str, str]) -> ProcessSpec:
    command = dataclasses.replace(
        unit.command,
        arguments=unit.command.arguments + arguments,
        environment={**(unit.command.environment or {}), **settings},
    )
    return dataclasses.replace(unit, command=command)


async def _repeated(prepare: Callable[[], Awaitable[None]]) -> None:
    """Prepare the servers again, on a busy machine, when they were not ready in time."""
    for _ in range(PREPARE_ATTEMPTS - 1):
        try:
            return await prepare()
        except ProcessFailed as failure:
            logger.warning("preparing again", exc_info=failure)
    return await prepare()
