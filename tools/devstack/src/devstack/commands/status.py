"""What runs, where, and how it does: one snapshot of a stack, as a table or as JSON."""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from devstack.errors import NotRunning
from devstack.ports import plan as plan_ports
from devstack.processes import http_probe, measurements
from devstack.processes.state import Identity, ProcessState, StackState, read_state
from devstack.services import BACKENDS, GATEWAY

_SETTLE_SECONDS = 60.0
MOST_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """One process: `memory_bytes` is resident memory with children, shared pages counted once if possible.

    `lag` is the records its consumers have yet to read, `outbox` the events it has yet to publish, and
    `outbox_seconds` the age of the oldest of them.
    """

    name: str
    status: str
    port: int
    pid: int | None
    memory_bytes: int
    restarts: int
    last_exit: int | None
    lag: int | None
    outbox: int | None
    outbox_seconds: float | None
    version: str | None
    start_seconds: float | None = None
    """From the last start of the process until it was ready."""


@dataclass(frozen=True, slots=True)
class StackReport:
    """The whole stack of a data folder."""

    phase: str
    gateway: str
    data: str
    postgres_data: str
    real_providers: bool
    real_budgets: bool
    ready_seconds: float | None
    memory_bytes: int
    processes: Sequence[ProcessReport]
    events: measurements.Events
    jobs: Sequence[measurements.Jobs]
    providers: Sequence[measurements.Provider]
    last_import: str | None
    """When a title was last imported, as an instant."""


def running_state(data: Path) -> StackState:
    """Return the state of a stack whose supervisor lives; raises NotRunning."""
    state = read_state(data)
    if state is None or not state.supervisor.alive:
        raise NotRunning(f"nothing runs on {data}: start it with `marquee up`")
    return state


async def report(data: Path) -> StackReport:
    """Return the state of every process; raise NotRunning."""
    state = running_state(data)
    samples = await measurements.read(_metrics_ports(state))
    processes = await asyncio.gather(*(_report_process(item, samples.get(item.name)) for item in state.processes))
    memory = memory_of(state.supervisor, with_children=False)
    own = ProcessReport("marquee", "ready", 0, state.supervisor.pid, memory, 0, None, None, None, None, None)
    everything = [*processes, own]
    ingestion = samples.get("ingestion")
    imported = measurements.last_import(ingestion) if ingestion else None
    return StackReport(
        phase=state.phase,
        gateway=f"http://127.0.0.1:{state.base}",
        data=str(data),
        postgres_data=state.postgres_data,
        real_providers=state.real_providers,
        real_budgets=state.real_budgets,
        ready_seconds=state.ready_seconds,
        memory_bytes=sum(item.memory_bytes for item in everything),
        processes=everything,
        events=measurements.events(samples),
        jobs=measurements.jobs(samples),
        providers=measurements.providers(ingestion) if ingestion else [],
        last_import=imported.isoformat() if imported else None,
    )


def _metrics_ports(state: StackState) -> dict[str, int]:
    """Return where each service states what it measures: the gateway does so apart from what clients reach."""
    management = plan_ports(state.base)["gateway-management"]
    return {
        item.name: management if item.name == GATEWAY else item.port
        for item in state.processes
        if item.name in {*BACKENDS, GATEWAY} and item.identity is not None
    }


def settle(data: Path) -> bool:
    """Wait, for at most a minute, until every service has published and read everything; whether it came to that."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < deadline:
        if not any(item.lag or item.outbox for item in asyncio.run(report(data)).processes):
            return True
        time.sleep(0.5)
    return False


async def _report_process(state: ProcessState, samples: measurements.Samples | None) -> ProcessReport:
    status: str = state.status
    response = None
    if state.name in {*BACKENDS, GATEWAY} and state.identity is not None:
        response = await http_probe.get(state.port, "/health/ready")
        if status == "ready" and (response is None or response.status != 200):
            status = "silent" if response is None else "unavailable"
    return ProcessReport(
        name=state.name,
        status=status,
        port=state.port,
        pid=state.identity.pid if state.identity else None,
        memory_bytes=memory_of(state.identity),
        restarts=state.restarts,
        last_exit=state.last_exit,
        lag=_lag(response) if response else None,
        outbox=response.check("outbox", "depth") if response else None,
        outbox_seconds=None if samples is None else samples.value("outbox_oldest_seconds"),
        version=None if samples is None else measurements.version(samples),
        start_seconds=state.start_seconds,
    )


def _lag(response: http_probe.Response) -> int | None:
    """Return the lag of a consumer group, or of an index that reads topics on its own."""
    lag = response.check("consumer", "lag")
    return response.check("index", "lag") if lag is None else lag


def memory_of(identity: Identity | None, *, with_children: bool = True) -> int:
    """Return the resident bytes of a process and its children, shared pages counted once if possible."""
    if identity is None or not identity.alive:
        return 0
    try:
        root = psutil.Process(identity.pid)
        return sum(_resident(item) for item in (root, *(root.children(recursive=True) if with_children else ())))
    except psutil.NoSuchProcess:
        return 0


def _resident(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0)) or int(process.memory_info().rss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)


def show(data: Path, *, as_json: bool) -> None:
    """Print the report."""
    result = asyncio.run(report(data))
    if as_json:
        sys.stdout.write(json.dumps(_camel(asdict(result)), indent=2) + "\n")
        return
    table = Table(
        title=f"{result.phase} at {result.gateway}, {result.memory_bytes / 2**20:.0f} MB", title_justify="left"
    )
    for heading in ("process", "status", "port", "pid", "MB", "start s", "restarts", "lag", "outbox", "oldest s"):
        table.add_column(heading, justify="left" if heading in {"process", "status"} else "right")
    for item in result.processes:
        oldest = None if item.outbox_seconds is None else round(item.outbox_seconds, 1)
        size, queues = item.memory_bytes >> 20, (item.lag, item.outbox, oldest)
        numbers = (item.port or None, item.pid, size, item.start_seconds, item.restarts, *queues)
        table.add_row(item.name, item.status, *("-" if number is None else str(number) for number in numbers))
    table.caption = f"data in {result.data}, Postgres's files in {result.postgres_data}"
    console = Console()
    # Names must not be cut where fewer columns are known, such as the 80 of a pipe.
    widest = console.measure(table, options=console.options.update_width(MOST_COLUMNS)).maximum
    Console(width=max(console.width, widest)).print(table)
    for line in _lines(result):
        console.print(line, highlight=False)


def _lines(result: StackReport) -> list[str]:
    """Return what concerns no single process."""
    versions = sorted({item.version for item in result.processes if item.version is not None})
    events = result.events
    late = f"{events.late:,} of them after more than {measurements.SOON_SECONDS:g} s"
    lines = [
        f"version   {', '.join(versions) or 'unknown'}",
        f"import    {_since(result.last_import)}",
        f"events    {events.applied:,} applied, {late}; {_count(events.dead_letters)} dead letters open",
    ]
    lines += [
        f"jobs      {item.service}: {item.waiting} waiting, {item.running} running, {item.failed} failed, "
        f"the oldest due for {item.oldest_due_seconds:g} s"
        for item in result.jobs
    ]
    lines += [
        f"provider  {item.source}: breaker {item.breaker}, outage {item.outage}, "
        f"{_count(item.remaining_calls)} of {_count(item.budget_calls)} calls left"
        + (f", blocked for {item.blocked_seconds:g} s" if item.blocked_seconds else "")
        for item in result.providers
    ]
    return lines


def _since(instant: str | None) -> str:
    """Return when a title was last imported, and how long ago that is."""
    if instant is None:
        return "none yet"
    at = datetime.fromisoformat(instant)
    seconds = max(0, int((datetime.now(UTC) - at).total_seconds()))
    return f"the last title at {at:%Y-%m-%d %H:%M:%S} UTC, {timedelta(seconds=seconds)} ago"


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _camel(value: object) -> object:
    if isinstance(value, Mapping):
        return {_camel_name(str(name)): _camel(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_camel(inner) for inner in value]
    return value


def _camel_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
