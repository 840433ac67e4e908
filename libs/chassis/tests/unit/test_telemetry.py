"""Traces travel in headers."""

import pytest
from opentelemetry.sdk.trace import TracerProvider

from chassis.runtime.telemetry import trace_headers

pytestmark = pytest.mark.unit


def test_headers_name_the_current_span_and_nothing_outside_one() -> None:
    assert trace_headers() == {}
    with TracerProvider().get_tracer("test").start_as_current_span("work") as span:
        context = span.get_span_context()
        headers = trace_headers()
    assert list(headers) == ["traceparent"]
    assert headers["traceparent"].startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-")
