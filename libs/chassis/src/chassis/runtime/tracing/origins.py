"""The origin of an event or a job: the trace and the request that caused it, as headers.

It is stored with the event or the job, and the process that continues the work, later,
continues the trace and names the request in its log lines.

A batch of records has many origins. What a handler makes meanwhile has the origin of the record with the same key:
events of one title or user have one key. Several records of one key count as the last of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import parse_trace, received_trace, trace_headers

Origin = Mapping[str, str]

TRACE: Final = "traceparent"
REQUEST: Final = "ce_requestid"
"""The request, as an extension attribute of CloudEvents."""

_LONGEST_REQUEST_ID: Final = 64
_PROPAGATOR: Final = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class _Origins:
    """The origins of the records of a batch."""

    by_key: Mapping[bytes, Origin]
    shared: Origin | None
    """That of all records, if they have the same one."""


_of_batch: ContextVar[_Origins | None] = ContextVar("origins_of_batch", default=None)


def origin_of(headers: Mapping[str, str]) -> Origin:
    """Return the origin that the headers of a record or a job state; what is not well formed is left out."""
    origin = {}
    if (trace := headers.get(TRACE)) and parse_trace(trace.encode()):
        origin[TRACE] = trace
    if (request := headers.get(REQUEST)) and len(request) <= _LONGEST_REQUEST_ID:
        origin[REQUEST] = request
    return origin


def current_origin(*keys: bytes) -> Origin:
    """Return the origin of what is made now; in a batch, that of the first of `keys` that a record has."""
    origins = _of_batch.get()
    if origins is not None:
        if origins.shared is not None:
            return origins.shared
        for key in keys:
            if (origin := origins.by_key.get(key)) is not None:
                return origin
    origin = trace_headers()
    if (request := request_id.get()) is not None:
        origin[REQUEST] = request
    return origin


@contextmanager
def batch_of(origins: Iterable[tuple[bytes | None, Origin]]) -> Iterator[None]:
    """Set the origins of what is made in this block: those of the records of a batch, by their keys."""
    stated = list(origins)
    first = stated[0][1] if stated else {}
    shared = first if all(origin == first for _, origin in stated) else None
    if shared is not None and not shared:
        # No record says where it comes from.
        yield
        return
    token = _of_batch.set(_Origins({key: origin for key, origin in stated if key and origin}, shared))
    try:
        yield
    finally:
        _of_batch.reset(token)


@contextmanager
def request_of(origin: Origin) -> Iterator[None]:
    """Name the request and the trace of an origin in the log lines and events of this block."""
    request = request_id.set(origin[REQUEST]) if REQUEST in origin else None
    trace = received_trace.set(origin[TRACE]) if TRACE in origin else None
    try:
        yield
    finally:
        if trace is not None:
            received_trace.reset(trace)
        if request is not None:
            request_id.reset(request)


def context_of(origin: Origin) -> Context:
    """Return the context in which a span continues the trace of an origin, or begins one."""
    return _PROPAGATOR.extract({TRACE: origin[TRACE]} if TRACE in origin else {}, Context())
