"""A trace as text: the tree of its spans, its events and its log lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from chassis.runtime.observability import attributes
from devstack.tracing.found import EventRow, Identifiers, LogLine, SpanRow

_SHOWN: Final = {
    attributes.HTTP_STATUS: "",
    attributes.URL_PATH: "",
    attributes.DB_STATEMENTS: "statements ",
    attributes.JOB_OUTCOME: "",
    attributes.DELIVERY_KIND: "",
}
"""The tags behind a span, and what stands before each."""
_NAME_WIDTH: Final = 62


def render(
    ids: Identifiers, spans: Sequence[SpanRow], events: Sequence[EventRow], lines: Sequence[LogLine]
) -> Iterator[str]:
    """Yield the lines of the whole."""
    for name, members in (("trace", ids.traces), ("request", ids.requests)):
        if members:
            yield f"{name:8} {', '.join(sorted(members))}"
    if spans:
        yield from _tree(spans)
    if events:
        yield from ("", f"events ({len(events)})")
        for event in events:
            yield f"  {event.at:%H:%M:%S.%f}"[:-3] + f"  {event.source:14} {event.type:30} {event.event_id}"
    if lines:
        yield from ("", f"log lines ({len(lines)})")
        for line in lines:
            fields = " ".join(f"{name}={value}" for name, value in line.fields.items() if name != "exception")
            yield (
                f"  {line.at:%H:%M:%S.%f}"[:-3] + f"  {line.process:14} {line.level:8} {line.message} {fields}".rstrip()
            )
            if "exception" in line.fields:
                yield from (f"      {part}" for part in str(line.fields["exception"]).splitlines())


def _tree(spans: Sequence[SpanRow]) -> Iterator[str]:
    ids = {span.id for span in spans}
    below: dict[str | None, list[SpanRow]] = defaultdict(list)
    for span in sorted(spans, key=lambda span: span.started):
        below[span.parent if span.parent in ids else None].append(span)
    first = min(span.started for span in spans)
    last = max(span.started + span.duration for span in spans)
    failed = sum(span.error is not None for span in spans)
    services = {span.service for span in spans}
    yield (
        f"{'spans':8} {len(spans)} of {len(services)} services, {(last - first) / 1000:,.1f} ms, {failed} with errors"
    )
    yield ""
    yield f"{'at ms':>9} {'took ms':>9}  span"
    waiting = [(0, span) for span in reversed(below[None])]
    while waiting:
        depth, span = waiting.pop()
        times = f"{(span.started - first) / 1000:9,.1f} {span.duration / 1000:9,.1f}"
        name = f"{'  ' * depth}{span.service}: {span.name}"
        yield f"{times}  {name:{_NAME_WIDTH}} {_notes(span)}".rstrip()
        waiting += [(depth + 1, inner) for inner in reversed(below[span.id])]


def _notes(span: SpanRow) -> str:
    notes = [f"{before}{span.tags[tag]}" for tag, before in _SHOWN.items() if tag in span.tags]
    # Above a route there is nothing to say of the path that the name does not.
    if attributes.HTTP_ROUTE in span.tags and attributes.URL_PATH in span.tags:
        notes.remove(span.tags[attributes.URL_PATH])
    if span.error is not None:
        notes.append(f"ERROR {span.error}")
    return " ".join(notes)
