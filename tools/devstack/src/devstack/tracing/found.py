"""What is known of a trace, wherever it was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log, decoded."""

    at: datetime
    process: str
    level: str
    message: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A span of a trace. Times are in microseconds."""

    id: str
    parent: str | None
    service: str
    name: str
    started: int
    duration: int
    error: str | None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRow:
    """A record of the log that belongs to the trace."""

    at: datetime
    source: str
    type: str
    event_id: str
    key: str


@dataclass(slots=True)
class Identifiers:
    """The ids that belong together: those of traces and those of requests; `identifier` is the one to look up."""

    identifier: str
    traces: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)

    def add(self, headers: Mapping[str, object]) -> None:
        """Add the ids of an origin: of the headers of an event, or of what is stored with a job."""
        trace, request = headers.get("traceparent"), headers.get("ce_requestid")
        if isinstance(trace, str) and trace.count("-") == 3:
            self.traces.add(trace.split("-")[1])
        if isinstance(request, str):
            self.requests.add(request)

    def has(self, headers: Mapping[str, str]) -> bool:
        """Return whether an event belongs to them."""
        trace = headers.get("traceparent", "").split("-")
        return (
            headers.get("ce_id") == self.identifier
            or headers.get("ce_requestid", "") in self.requests
            or (len(trace) == 4 and trace[1] in self.traces)
        )
