"""OpenTelemetry: spans are always created, exported when an endpoint is set, and propagated in event headers."""

from collections.abc import Mapping

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()


def configure_telemetry(service: str, endpoint: str | None) -> None:
    """Install the process's tracer provider; spans go to `<endpoint>/v1/traces` when an endpoint is set."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if endpoint:
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def tracer(name: str) -> Tracer:
    """Return the tracer of a module."""
    return trace.get_tracer(name)


def trace_headers() -> dict[str, str]:
    """Return the W3C trace headers of the current span; none outside a span."""
    headers: dict[str, str] = {}
    _PROPAGATOR.inject(headers)
    return headers


def links(headers: list[Mapping[str, str]], *, limit: int = 32) -> list[Link]:
    """Return span links to the traces in the headers of a batch, at most `limit`."""
    span_links: list[Link] = []
    for carrier in headers:
        if "traceparent" not in carrier:
            continue
        context = trace.get_current_span(_PROPAGATOR.extract(carrier)).get_span_context()
        if context.is_valid:
            span_links.append(Link(context))
        if len(span_links) == limit:
            break
    return span_links
