"""A stack for fault tests: every process can be killed or paused, and every connection to a server be disturbed.

Services know Postgres and Kafka by the ports of a plan; a `TcpProxy` listens there and the server elsewhere. No
supervisor runs: what a test ends, it starts again.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import asyncpg
import psutil

from devstack.errors import NotReady, ProcessFailed
from devstack.faults.tcp_proxy import TcpProxy
from devstack.folders import temporary_data_folder
from devstack.options import DATABASE, Plan
from devstack.ports import free_base, free_ports
from devstack.processes import http_probe
from devstack.processes.plan_servers import storage_of
from devstack.processes.process import Child, Command, run, start_ready
from devstack.processes.stack import prepare_command, service_process
from devstack.secret_files import Secrets, load_secrets
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka
from devstack.servers.object_storage import ObjectStorage
from devstack.servers.postgres import SUPERUSER, Postgres
from devstack.services import SERVICES, SIMULATOR, roles_of, service_environment, simulator_command

_READY_SECONDS: Final = 60.0
_POSTGRES_ATTEMPTS: Final = 20
_POSTGRES_PAUSE_SECONDS: Final = 0.2
_QUIET: Final[Mapping[str, str]] = {
    # A schedule that comes due would import titles of its own.
    "INGESTION_SCHEDULER_ENABLED": "false",
    # Tests send requests faster than a user does, and sign in more often.
    **{
        f"GATEWAY_{kind}_PER_MINUTE": "0"
        for kind in ("READS", "WRITES", "SEARCHES", "CHARTS", "IMAGES", "EXPORTS", "LINKS", "SIGN_INS")
    },
    "AUTH_SIGN_INS_PER_MINUTE": "0",
    "AUTH_PASSWORD_MEMORY_KIB": "8",
    "AUTH_PASSWORD_PASSES": "1",
}


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a service: its role, and a number where several have the same role."""

    service: str
    role: str = "all"
    replica: int = 1

    @property
    def name(self) -> str:
        """The name of its log, such as `catalog-worker-2`."""
        return f"{self.service}-{self.role}-{self.replica}"


@dataclass(slots=True)
class FaultStack:
    """Postgres and Kafka behind proxies, the provider simulator, and the processes that a test has started.

    The object storage runs once a test has started it.
    """

    plan: Plan
    secrets: Secrets
    postgres: Postgres
    postgres_proxy: TcpProxy
    kafka: Kafka
    kafka_proxy: TcpProxy
    storage: ObjectStorage
    environment: Mapping[str, str] = field(default_factory=dict)
    _children: dict[Process, Child] = field(default_factory=dict)
    _ports: dict[Process, int] = field(default_factory=dict)

    @property
    def bootstrap(self) -> str:
        """Return `host:port` of Kafka itself, beside the proxy: what a test checks is not disturbed."""
        return f"127.0.0.1:{self.kafka.port}"

    def database_url(self, role: str = SUPERUSER) -> str:
        """Return the address of the database itself, beside the proxy, by default for the superuser."""
        password = self.secrets.postgres if role == SUPERUSER else self.secrets.roles[role]
        return f"postgresql://{role}:{password}@127.0.0.1:{self.postgres.port}/{DATABASE}"

    async def fetch(self, sql: str, *values: object) -> Sequence[asyncpg.Record]:
        """Return the rows of a query as the superuser."""
        connection = await asyncpg.connect(self.database_url())
        try:
            return list(await connection.fetch(sql, *values))
        finally:
            await connection.close()

    def port(self, process: Process) -> int:
        """Return the HTTP port of a process: that of the plan for one which serves requests, a port of its own else."""
        if process not in self._ports:
            is_known = process.role != "worker" and process.replica == 1
            self._ports[process] = self.plan.ports[process.service] if is_known else free_ports(1)[0]
        return self._ports[process]

    def url(self, process: Process) -> str:
        """Return the HTTP address of a process."""
        return f"http://127.0.0.1:{self.port(process)}"

    def pid(self, process: Process) -> int:
        """Return the process id."""
        return self._children[process].pid

    def is_alive(self, process: Process) -> bool:
        """Return whether the process runs."""
        return process in self._children and self._children[process].alive

    def memory(self, process: Process) -> int:
        """Return the resident memory of a process in bytes."""
        return int(psutil.Process(self.pid(process)).memory_info().rss)

    async def start_postgres(self) -> None:
        """Start Postgres again; sessions of a crashed server may take a moment to notice that it has gone."""
        for _ in range(_POSTGRES_ATTEMPTS - 1):
            with contextlib.suppress(ProcessFailed, NotReady):
                return await self.postgres.start()
            await asyncio.sleep(_POSTGRES_PAUSE_SECONDS)
        return await self.postgres.start()

    async def start(self, process: Process, environment: Mapping[str, str] | None = None) -> None:
        """Start a process and wait until it is ready, which takes Postgres; settings replace those of the stack."""
        port = self.port(process)
        settings = {
            **service_environment(self.plan, process.service, self.secrets),
            **_QUIET,
            **({"GATEWAY_MANAGEMENT_PORT": str(free_ports(1)[0])} if process.service == "gateway" else {}),
            f"{process.service.upper()}_HTTP_PORT": str(port),
            **self.environment,
            **(environment or {}),
        }
        command = service_process(self.plan, process.service, settings, process.role)
        command = replace(command, log=self.plan.log(process.name))

        async def is_ready(_pid: int) -> bool:
            return await http_probe.ready(port)

        self._children[process] = await start_ready(process.name, command, is_ready, _READY_SECONDS)

    async def kill_all(self) -> None:
        """End every process of a service as a crash would."""
        await asyncio.gather(*(child.kill() for child in self._children.values()))

    async def kill(self, process: Process) -> None:
        """End a process as a crash would."""
        await self._children[process].kill()

    async def terminate(self, process: Process, seconds: float = 60.0) -> None:
        """End a process in an orderly way, and by force after `seconds`."""
        await self._children[process].stop(seconds)

    async def restart(self, process: Process) -> None:
        """Kill a process and start it again."""
        await self.kill(process)
        await self.start(process)

    @asynccontextmanager
    async def paused(self, *pids: int) -> AsyncIterator[None]:
        """Stop processes without ending them (SIGSTOP), as a stalled machine would, until the context is left."""
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def output(self, process: Process) -> str:
        """Return the end of a process's log, for the text of an anomaly."""
        return self._children[process].output()

    def log(self, process: Process) -> Path:
        """Return the log file of a process."""
        return self.plan.log(process.name)


@asynccontextmanager
async def running(
    installed: Installed, *processes: Process, environment: Mapping[str, str] | None = None
) -> AsyncIterator[FaultStack]:
    """Yield a stack with these processes, prepared and ready; nothing of it remains afterwards."""
    data = temporary_data_folder(in_memory=True)
    plan = Plan(data, free_base())
    async with AsyncExitStack() as exits:
        exits.callback(partial(shutil.rmtree, data, ignore_errors=True))
        secrets = load_secrets(data, [role for service in SERVICES for role in roles_of(service)])
        stack = await _start_servers(exits, plan, secrets, installed, environment or {})
        await run(prepare_command(plan))
        exits.push_async_callback((await _start_simulator(plan)).kill)
        exits.push_async_callback(stack.storage.kill)
        exits.push_async_callback(stack.kill_all)
        await asyncio.gather(*(stack.start(process) for process in processes))
        yield stack


async def _start_servers(
    exits: AsyncExitStack, plan: Plan, secrets: Secrets, installed: Installed, environment: Mapping[str, str]
) -> FaultStack:
    postgres_port, kafka_port = free_ports(2)
    advertised_port = plan.ports["kafka"]
    postgres = Postgres(
        installed.postgres_home, plan.data / "postgres", plan.log("postgres"), postgres_port, secrets.postgres
    )
    kafka = Kafka(
        installed.kafka_jars,
        plan.data / "kafka",
        plan.log("kafka"),
        kafka_port,
        plan.ports["kafka-controller"],
        settings={"advertised.listeners": f"PLAINTEXT://127.0.0.1:{advertised_port}"},
        class_cache=installed.class_cache,
    )
    postgres_proxy = await exits.enter_async_context(TcpProxy.listening(plan.ports["postgres"], postgres_port))
    kafka_proxy = await exits.enter_async_context(TcpProxy.listening(advertised_port, kafka_port))
    exits.push_async_callback(postgres.kill)
    exits.push_async_callback(kafka.kill)
    await asyncio.gather(postgres.start(), kafka.start())
    storage = storage_of(plan, installed, secrets)
    return FaultStack(plan, secrets, postgres, postgres_proxy, kafka, kafka_proxy, storage, environment)


async def _start_simulator(plan: Plan) -> Child:
    port = plan.ports[SIMULATOR]

    async def responds(_pid: int) -> bool:
        return await http_probe.get(port, "/control") is not None

    command = Command(simulator_command(plan), plan.log(SIMULATOR), dict(os.environ))
    return await start_ready(SIMULATOR, command, responds, _READY_SECONDS)
