"""What is made while a request, a job or a batch is in hand knows where it comes from."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Span
from pydantic import BaseModel

from chassis.messaging.consumer import Delivery
from chassis.messaging.consuming.spans import applied
from chassis.messaging.publishing.spans import end_published, published
from chassis.messaging.records import Record
from chassis.runtime import telemetry
from chassis.runtime.logs import request_id
from chassis.runtime.observability.log_fields import current_fields, log_fields
from chassis.runtime.tracing import spans
from chassis.runtime.tracing.origins import batch_of, current_origin, origin_of, request_of
from chassis.runtime.tracing.spans import continued, span

pytestmark = pytest.mark.unit

TRACE = "0af7651916cd43dd8448eb211c80319c"
FIRST = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "ce_requestid": "request-1"}
SECOND = {"traceparent": "00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01", "ce_requestid": "request-2"}


class Nothing(BaseModel):
    """An event without content."""


def delivery(key: bytes, headers: dict[str, str], number: int = 0) -> Delivery[Nothing]:
    record = Record("media.imported", 0, number, key, b"{}", headers, ())
    return Delivery(UUID(int=number), Nothing(), record)


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Record spans in memory."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(spans, "_TRACER", provider.get_tracer("test"))
    monkeypatch.setattr(telemetry._Export, "enabled", True)
    yield exporter
    provider.shutdown()


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({**FIRST, "ce_type": "media.imported.v1"}, FIRST),
        ({}, {}),
        ({"traceparent": "nonsense", "ce_requestid": "x" * 65}, {}),
        ({"traceparent": f"00-{'0' * 32}-b7ad6b7169203331-01"}, {}),
    ],
)
def test_only_well_formed_headers_state_an_origin(headers: dict[str, str], origin: dict[str, str]) -> None:
    assert origin_of(headers) == origin


def test_origin_outside_a_batch_is_that_of_the_request() -> None:
    assert current_origin(b"a") == {}
    with request_of(FIRST):
        assert current_origin(b"a") == FIRST
        assert request_id.get() == "request-1"
    assert current_origin(b"a") == {}


def test_event_in_a_batch_has_the_origin_of_the_record_with_its_key() -> None:
    with batch_of([(b"a", FIRST), (b"b", SECOND), (b"c", {})]):
        assert current_origin(b"none", b"a") == FIRST
        assert current_origin(b"b") == SECOND
        assert current_origin(b"c") == {}
    with batch_of([(b"a", FIRST), (b"b", FIRST)]):
        assert current_origin(b"other") == FIRST
    with batch_of([(b"a", {})]):
        assert current_origin(b"a") == {}


def test_single_event_is_named_in_log_lines() -> None:
    with applied([delivery(b"a", FIRST, 7)]):
        assert current_fields.get() == {"event_id": str(UUID(int=7))}
        assert request_id.get() == "request-1"
    with applied([delivery(b"a", FIRST), delivery(b"b", SECOND)]):
        assert current_fields.get() == {}
        assert request_id.get() is None


def test_fields_end_with_their_block() -> None:
    with log_fields(job_id="1"), log_fields(event_id="2"):
        assert current_fields.get() == {"job_id": "1", "event_id": "2"}
    assert current_fields.get() == {}


def test_records_continue_their_traces(exported: InMemorySpanExporter) -> None:
    records = [delivery(b"a", FIRST, 1), delivery(b"b", SECOND, 2), delivery(b"c", {}, 3)]
    with span("batch") as batch, applied(records) as origins_of, origins_of(records):
        first, second, other = (current_origin(key) for key in (b"a", b"b", b"c"))
    by_event = {dict(item.attributes or {}).get("messaging.message.id"): item for item in exported.get_finished_spans()}
    for number, stated, caused in ((1, FIRST, first), (2, SECOND, second)):
        ended = by_event[str(UUID(int=number))]
        assert ended.name == "apply media.imported"
        assert ended.parent is not None
        assert format(ended.parent.span_id, "016x") == stated["traceparent"][36:52]
        assert caused["traceparent"][3:52] == f"{stated['traceparent'][3:35]}-{ended.context.span_id:016x}"
        assert caused["ce_requestid"] == stated["ce_requestid"]
        assert [link.context.span_id for link in ended.links] == [batch.get_span_context().span_id]
    assert other["traceparent"][3:35] == format(batch.get_span_context().trace_id, "032x")
    assert len(by_event) == 3, "a record without a trace has no span"


def test_event_has_the_origin_of_its_own_group(exported: InMemorySpanExporter) -> None:
    records = [delivery(b"a", FIRST, 1), delivery(b"a", SECOND, 2)]
    with applied(records) as origins_of:
        with origins_of(records[:1]):
            assert current_origin(b"a")["ce_requestid"] == "request-1"
        with origins_of(records[1:]):
            assert current_origin(b"a")["ce_requestid"] == "request-2"
    assert len(exported.get_finished_spans()) == 2


def test_failed_batch_marks_the_spans_of_its_records(exported: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="secret"), applied([delivery(b"a", FIRST)]):
        raise ValueError("secret")
    [ended] = exported.get_finished_spans()
    assert not ended.status.is_ok
    assert dict(ended.attributes or {})["error.type"] == "ValueError"
    assert "secret" not in ended.to_json()


def test_published_record_continues_the_trace_of_its_event(exported: InMemorySpanExporter) -> None:
    row = {"topic": "media.imported", "headers": f'{{"ce_id": "1", "traceparent": "{FIRST["traceparent"]}"}}'}
    begun: list[Span] = []
    headers = published(row, begun)
    end_published(begun)
    [ended] = exported.get_finished_spans()
    assert headers["traceparent"] == f"00-{TRACE}-{ended.context.span_id:016x}-01"
    assert ended.parent is not None
    assert format(ended.parent.span_id, "016x") == FIRST["traceparent"][36:52]


def test_trace_that_is_not_recorded_stays_as_it_is(exported: InMemorySpanExporter) -> None:
    unsampled = FIRST["traceparent"][:-1] + "0"
    begun: list[Span] = []
    assert published({"topic": "a", "headers": f'{{"traceparent": "{unsampled}"}}'}, begun)["traceparent"] == unsampled
    records = [delivery(b"a", {"traceparent": unsampled})]
    with applied(records) as origins_of, origins_of(records):
        assert current_origin(b"a") == {"traceparent": unsampled}
    assert begun == []
    assert exported.get_finished_spans() == ()


def test_job_continues_the_trace_that_queued_it(exported: InMemorySpanExporter) -> None:
    with continued(FIRST, "job sync-movie"):
        assert current_origin()["traceparent"].startswith(f"00-{TRACE}-")
        assert current_origin()["ce_requestid"] == "request-1"
    with continued({}, "job cleanup"):
        pass
    first, second = exported.get_finished_spans()
    assert first.parent is not None
    assert second.parent is None
    assert first.context.trace_id != second.context.trace_id


def test_without_an_exporter_no_span_exists_and_origins_are_passed_on() -> None:
    with continued(FIRST, "job sync-movie") as current, span("inner") as inner:
        assert not current.is_recording()
        assert not inner.is_recording()
        assert current_origin() == FIRST
