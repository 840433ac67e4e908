"""Traces travel in headers, and a request has a span only when it is exported."""

import pytest
from fastapi import APIRouter, Response
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.http.app import create_app
from chassis.runtime import telemetry
from chassis.runtime.health import Health
from chassis.runtime.telemetry import is_traced, trace_headers
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UNSAMPLED = SAMPLED[:-1] + "0"

router = APIRouter()


@router.get("/notes/{number}")
async def note(number: int) -> Response:
    return Response(trace_headers().get("traceparent", "none"))


def test_headers_name_the_current_span_and_nothing_outside_one() -> None:
    assert trace_headers() == {}
    with TracerProvider().get_tracer("test").start_as_current_span("work") as span:
        context = span.get_span_context()
        headers = trace_headers()
    assert list(headers) == ["traceparent"]
    assert headers["traceparent"].startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-")


@pytest.mark.parametrize(
    ("enabled", "received", "traced"),
    [
        (False, SAMPLED, False),
        (True, SAMPLED, True),
        (True, UNSAMPLED, False),
        (True, None, True),
        (True, "nonsense", True),
    ],
)
def test_request_is_traced_when_its_spans_are_exported(
    monkeypatch: pytest.MonkeyPatch, enabled: bool, received: str | None, traced: bool
) -> None:
    monkeypatch.setattr(telemetry._Export, "enabled", enabled)
    headers = [(b"host", b"a")] + ([] if received is None else [(b"traceparent", received.encode())])
    assert is_traced(headers) is traced


@pytest.mark.parametrize(
    ("enabled", "received", "seen", "spans"),
    [
        (False, SAMPLED, SAMPLED, []),
        (False, None, "none", []),
        (False, "00-zz-zz-zz", "none", []),
        (True, UNSAMPLED, UNSAMPLED, []),
        (True, SAMPLED, None, ["GET /api/v1/notes/{number}"]),
    ],
)
async def test_request_carries_its_trace(
    monkeypatch: pytest.MonkeyPatch, enabled: bool, received: str | None, seen: str | None, spans: list[str]
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    monkeypatch.setattr(telemetry._Export, "enabled", enabled)
    app = create_app(title="Notes", description="", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        headers = {} if received is None else {"traceparent": received}
        text = (await client.get("/api/v1/notes/1", headers=headers)).text
    finished = exporter.get_finished_spans()
    assert [span.name for span in finished] == spans
    if seen is not None:
        assert text == seen
    else:
        assert text.split("-")[1] == SAMPLED.split("-")[1]
        assert [dict(span.attributes or {})["http.route"] for span in finished] == ["/api/v1/notes/{number}"]
    assert trace_headers() == {}
