"""The spans of published records: each continues the trace of its event, and the consumers continue the span."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from opentelemetry.trace import Span, SpanKind

from chassis.runtime.observability import attributes
from chassis.runtime.telemetry import exports_spans, header_of
from chassis.runtime.tracing.origins import TRACE, origin_of
from chassis.runtime.tracing.spans import begin_below, fail


def published(row: Mapping[str, Any], spans: list[Span]) -> Mapping[str, str]:
    """Return the headers of the record of an outbox row; if its trace is recorded, begin a span and add it to `spans`.

    Without an exporter they are those of the row.
    """
    headers: dict[str, str] = orjson.loads(row["headers"])
    if not exports_spans() or TRACE not in headers:
        return headers
    begun = begin_below(
        origin_of(headers),
        f"publish {row['topic']}",
        kind=SpanKind.PRODUCER,
        attributes={
            attributes.MESSAGING_SYSTEM: attributes.KAFKA,
            attributes.MESSAGING_OPERATION: "send",
            attributes.MESSAGING_TOPIC: row["topic"],
            attributes.MESSAGING_ID: headers.get("ce_id", ""),
            attributes.EVENT_TYPE: headers.get("ce_type", ""),
        },
    )
    if begun is not None:
        spans.append(begun)
        headers[TRACE] = header_of(begun)
    return headers


def end_published(spans: Sequence[Span], failure: BaseException | None = None) -> None:
    """End the spans of a round of the producer."""
    for span in spans:
        if failure is not None:
            fail(span, failure)
        span.end()
