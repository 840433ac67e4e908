"""Traces travel in headers, and a batch links to those it holds."""

import pytest
from opentelemetry.sdk.trace import TracerProvider

from chassis.runtime.telemetry import links, trace_headers

pytestmark = pytest.mark.unit

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def test_headers_name_the_current_span_and_nothing_outside_one() -> None:
    assert trace_headers() == {}
    with TracerProvider().get_tracer("test").start_as_current_span("work") as span:
        context = span.get_span_context()
        headers = trace_headers()
    assert list(headers) == ["traceparent"]
    assert headers["traceparent"].startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-")


def test_a_batch_links_to_the_traces_it_holds() -> None:
    found = links([{"traceparent": PARENT}, {}, {"traceparent": "nonsense"}, {"traceparent": "00-0-0-00"}])
    assert [format(link.context.trace_id, "032x") for link in found] == [TRACE]


def test_a_batch_links_to_a_bounded_number() -> None:
    assert len(links([{"traceparent": PARENT}] * 500)) == 32
