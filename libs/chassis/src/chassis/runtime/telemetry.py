"""OpenTelemetry: the trace of a request travels in headers; spans are recorded only when they are exported.

A request whose trace is not sampled has no span of its own. Its events, calls and log lines carry the trace of the
client, if it sent one.
"""

import re
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.core.path_secrets import shown_path
from chassis.runtime.observability import attributes
from chassis.runtime.observability.exporters import otlp_exporter, zipkin_exporter
from chassis.runtime.observability.release import release_of

TRACEPARENT: Final = b"traceparent"
EXPORT_MILLISECONDS: Final = 1_000
"""How long a span that has ended waits for others at most, which are exported with it."""

received_trace: ContextVar[str | None] = ContextVar("received_trace", default=None)
"""The header `traceparent` of a request without a span of its own."""

_PROPAGATOR: Final = TraceContextTextMapPropagator()
_HEADER: Final = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class _Export:
    """Whether this process exports spans."""

    enabled = False
    begins = True
    """Whether this process may begin a trace; otherwise it only continues those of others."""


def configure_telemetry(
    service: str, endpoint: str | None, ratio: float = 1.0, *, zipkin: str | None = None, role: str = "all"
) -> None:
    """Install the process's tracer provider, which exports by OTLP to `endpoint`, or in Zipkin's format to `zipkin`.

    `ratio` is the share of traces that are recorded; a trace that another service began keeps that service's decision.
    """
    exporters: list[SpanExporter] = []
    if endpoint:
        exporters.append(otlp_exporter(endpoint))
    if zipkin:
        exporters.append(zipkin_exporter(zipkin))
    install_exporters(service, exporters, ratio, role=role)


def install_exporters(service: str, exporters: Sequence[SpanExporter], ratio: float = 1.0, *, role: str) -> None:
    """Install the process's tracer provider; without exporters nothing is recorded."""
    sampler = ParentBased(TraceIdRatioBased(ratio)) if exporters else ALWAYS_OFF
    named = {attributes.SERVICE_NAME: service, attributes.SERVICE_VERSION: release_of(service), attributes.ROLE: role}
    resource = Resource.create(named)
    provider = TracerProvider(sampler=sampler, resource=resource)
    for exporter in exporters:
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=EXPORT_MILLISECONDS))
    _Export.enabled = bool(exporters)
    _Export.begins = ratio > 0
    trace.set_tracer_provider(provider)


def flush_spans() -> None:
    """Export the spans that wait, when the process ends."""
    provider = trace.get_tracer_provider()
    if _Export.enabled and isinstance(provider, TracerProvider):
        provider.shutdown()


def tracer(name: str) -> Tracer:
    """Return the tracer of a module."""
    return trace.get_tracer(name)


def exports_spans() -> bool:
    """Return whether this process exports spans; otherwise nothing needs to create any."""
    return _Export.enabled


def is_traced(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether a request may have a span: this process exports, and the client does not say "not sampled"."""
    if not _Export.enabled:
        return False
    received = next((value for name, value in headers if name == TRACEPARENT and _HEADER.fullmatch(value)), None)
    return _Export.begins if received is None else is_sampled(received.decode())


def is_sampled(header: str) -> bool:
    """Return whether a header `traceparent` says that its trace is recorded."""
    return bool(header) and bool(int(header[-2:], 16) & 1)


def name_span(method: str, path: str, requested: str = "") -> None:
    """Name the current span after a route; of a requested path with a secret, it keeps the rest only."""
    if _Export.enabled and (span := trace.get_current_span()).is_recording():
        span.update_name(f"{method} {path}")
        span.set_attribute(attributes.HTTP_ROUTE, path)
        if (shown := shown_path(requested)) != requested:
            span.set_attribute(attributes.URL_PATH, shown)


def parse_trace(header: bytes) -> str | None:
    """Return a valid header `traceparent`, or null."""
    return header.decode() if _HEADER.fullmatch(header) else None


def header_of(span: Span) -> str:
    """Return the header `traceparent` that names a span."""
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def request_trace_ids() -> tuple[str, str] | None:
    """Return what `trace_ids` returns, without the search for a span when requests have none."""
    return trace_ids() if _Export.enabled or received_trace.get() is not None else None


def trace_ids() -> tuple[str, str] | None:
    """Return the ids of the current trace and span, or of those that were received."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        return format(context.trace_id, "032x"), format(context.span_id, "016x")
    received = received_trace.get()
    return None if received is None else (received[3:35], received[36:52])


def trace_headers() -> dict[str, str]:
    """Return the W3C trace headers of the current span, or the received one outside a span."""
    headers: dict[str, str] = {}
    _PROPAGATOR.inject(headers)
    if not headers and (received := received_trace.get()) is not None:
        headers["traceparent"] = received
    return headers
