"""The log lines of a trace, from the files of the stack. Files are searched for the bytes of an id, line by line."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from devstack.tracing.found import Identifiers, LogLine

IDS: Final = ("trace_id", "request_id", "job_id", "event_id", "delivery_id")
_COMMON: Final = frozenset(
    {"time", "level", "service", "role", "logger", "message", "trace_id", "span_id", "request_id"}
)


def identify(data: Path, ids: Identifiers) -> None:
    """Add the traces and requests of every line that has the given id."""
    for _, line in _lines(data, {ids.identifier}):
        if ids.identifier in (line.get(name) for name in IDS):
            for name, members in (("trace_id", ids.traces), ("request_id", ids.requests)):
                if isinstance(value := line.get(name), str):
                    members.add(value)


def lines_of(data: Path, ids: Identifiers) -> list[LogLine]:
    """Return the lines of the traces and requests, and those that name the given id, in the order of time."""
    every = {ids.identifier, *ids.traces, *ids.requests}
    lines = [
        _line(process, line) for process, line in _lines(data, every) if any(line.get(name) in every for name in IDS)
    ]
    return sorted(lines, key=lambda line: line.at)


def _lines(data: Path, ids: Collection[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the lines that contain one of the texts, with the name of their process; other lines are no JSON."""
    texts = [text.encode() for text in ids]
    for path in sorted((data / "logs").glob("*.log")):
        with path.open("rb") as file:
            for raw in file:
                if raw.startswith(b"{") and any(text in raw for text in texts):
                    try:
                        line = json.loads(raw)
                    except ValueError:
                        continue
                    if "time" in line and "message" in line:
                        yield path.stem, line


def _line(process: str, line: dict[str, object]) -> LogLine:
    fields = {name: value for name, value in line.items() if name not in _COMMON}
    at = datetime.fromisoformat(str(line["time"]))
    return LogLine(at, process, str(line.get("level", "")), str(line["message"]), fields)
