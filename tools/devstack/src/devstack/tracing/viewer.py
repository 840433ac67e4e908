"""The spans of a trace, from the trace viewer of a stack."""

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from chassis.runtime.observability import attributes
from devstack.tracing.found import Identifiers, SpanRow

_TAGS: Final = (attributes.REQUEST_ID, attributes.JOB_ID, attributes.MESSAGING_ID, attributes.DELIVERY_ID)
_LOOKBACK: Final = 7 * 24 * 3600 * 1000
_SECONDS: Final = 10.0


def spans_of(url: str, ids: Identifiers) -> list[SpanRow]:
    """Return the spans of the traces, or of those with the given id in a tag, whose ids are then added.

    A viewer that does not respond has none.
    """
    with httpx2.Client(base_url=url, timeout=_SECONDS, trust_env=False) as viewer:
        try:
            spans = [span for trace in sorted(ids.traces) for span in _trace(viewer, trace)]
            for tag in () if spans else _TAGS:
                spans += [span for trace in _tagged(viewer, tag, ids.identifier) for span in trace]
        except httpx2.HTTPError:
            return []
    ids.traces |= {str(span["traceId"]) for span in spans}
    ids.requests |= {span["tags"][attributes.REQUEST_ID] for span in spans if attributes.REQUEST_ID in _tags(span)}
    return list({row.id: row for row in map(_row, spans)}.values())


def _trace(viewer: httpx2.Client, trace: str) -> list[dict[str, Any]]:
    response = viewer.get(f"/api/v2/trace/{trace}")
    return list(response.json()) if response.status_code == 200 else []


def _tagged(viewer: httpx2.Client, tag: str, value: str) -> list[list[dict[str, Any]]]:
    query = {"annotationQuery": f"{tag}={value}", "lookback": str(_LOOKBACK), "limit": "10"}
    response = viewer.get("/api/v2/traces", params=query)
    return list(response.json()) if response.status_code == 200 else []


def _tags(span: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in span.get("tags", {}).items()}


def _row(span: Mapping[str, Any]) -> SpanRow:
    tags = _tags(span)
    return SpanRow(
        str(span["id"]),
        span.get("parentId"),
        str(span.get("localEndpoint", {}).get("serviceName", "?")),
        str(span.get("name", "?")),
        int(span.get("timestamp", 0)),
        int(span.get("duration", 0)),
        tags.get("error") or tags.get(attributes.ERROR_TYPE),
        tags,
    )
