"""`marquee trace ID`: finds a trace by any id that belongs to it, and prints all that is known of it."""

import asyncio
import contextlib
import re
import sys
from pathlib import Path
from typing import Final

import asyncpg

from devstack.errors import TraceNotFound
from devstack.options import Plan
from devstack.processes.state import StackState, read_state
from devstack.secret_files import load_secrets
from devstack.servers.postgres import SUPERUSER
from devstack.services import VIEWER
from devstack.tracing import log_files, stores, viewer
from devstack.tracing.found import EventRow, Identifiers, SpanRow
from devstack.tracing.rendering import render

_ID: Final = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_TRACE: Final = re.compile(r"[0-9a-f]{32}")


def show(data: Path, identifier: str) -> None:
    """Print the trace of an id: of a trace, a request, a job, an event or a delivery. Raise TraceNotFound."""
    if not _ID.fullmatch(identifier):
        raise TraceNotFound(
            f"{identifier!r} is no id: those of traces, requests, jobs and events have 8 to 64 characters"
        )
    ids = Identifiers(identifier)
    log_files.identify(data, ids)
    if _TRACE.fullmatch(identifier) and identifier not in ids.requests:
        ids.traces.add(identifier)
    state = read_state(data)
    spans, events = (
        asyncio.run(_from_stack(data, state, ids)) if state is not None and state.supervisor.alive else ([], [])
    )
    lines = log_files.lines_of(data, ids)
    if not spans and not events and not lines:
        running = "" if state is not None else "; nothing runs, so only its log files were searched"
        raise TraceNotFound(f"nothing in {data} has the id {identifier}{running}")
    sys.stdout.writelines(f"{line}\n" for line in render(ids, spans, events, lines))


async def _from_stack(data: Path, state: StackState, ids: Identifiers) -> tuple[list[SpanRow], list[EventRow]]:
    """Return the spans that the viewer has; without any, the events in Kafka."""
    plan = Plan(data, state.base)
    url = plan.database_url(SUPERUSER, load_secrets(data, ()).postgres)
    # The log files and Kafka may know what a database that does not respond would.
    with contextlib.suppress(OSError, asyncpg.PostgresError):
        await stores.identify_job(url, ids)
    spans = await asyncio.to_thread(viewer.spans_of, plan.url(VIEWER), ids) if state.observe else []
    if spans:
        return spans, []
    return [], await stores.events_of(f"127.0.0.1:{plan.ports['kafka']}", ids)
