"""The exporters of spans. Each is imported only by a process that uses it: together they take some megabytes."""

from opentelemetry.sdk.trace.export import SpanExporter


def otlp_exporter(endpoint: str) -> SpanExporter:
    """Return the exporter to a collector that takes OTLP over HTTP; `endpoint` is its base URL."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    return OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")


def zipkin_exporter(endpoint: str) -> SpanExporter:
    """Return the exporter to a server that takes Zipkin's JSON, version 2; `endpoint` is its base URL."""
    from opentelemetry.exporter.zipkin.json import ZipkinExporter  # noqa: PLC0415

    return ZipkinExporter(endpoint=f"{endpoint.rstrip('/')}/api/v2/spans")
