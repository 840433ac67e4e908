"""OpenTelemetry: spans are always created, exported when an endpoint is set, and propagated in event headers."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer
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
