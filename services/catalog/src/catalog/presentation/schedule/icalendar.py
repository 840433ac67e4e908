"""iCalendar (RFC 5545): content lines, and a calendar of events for subscriptions.

The library `icalendar` takes 0.4 ms per event, which would block a process for most of a second; tests read the
result with it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

LINE_OCTETS: Final = 75
ONE_DAY: Final = timedelta(days=1)
LAST_INSTANT: Final = 253_402_300_799_000_000
"""The last microsecond since 1970 that a date can hold."""

# Of the control characters only the tab and the line break may occur in a text.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event: of whole days when it starts on a day."""

    uid: str
    version: int
    """Microseconds since 1970 of the last change."""
    starts: datetime | date
    ends: datetime | date
    """The instant of the end, or the day after the last."""
    summary: str
    description: str | None = None

    def lines(self) -> Iterable[bytes]:
        """Return the content lines of the event."""
        stamp = datetime.fromtimestamp(min(max(self.version, 0), LAST_INSTANT) // 1_000_000, UTC)
        yield b"BEGIN:VEVENT\r\n"
        yield content_line("UID", self.uid)
        yield content_line("DTSTAMP", utc(stamp))
        yield moment("DTSTART", self.starts)
        yield moment("DTEND", self.ends)
        yield content_line("SUMMARY", text(self.summary))
        if self.description:
            yield content_line("DESCRIPTION", text(self.description))
        # An airing does not block the user's time.
        yield b"TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"


def calendar(name: str, events: Iterable[CalendarEvent], refresh: str) -> bytes:
    """Return a calendar; `refresh` is the duration after which clients should read it again.

    Google and Apple read `X-WR-CALNAME`, Outlook `X-PUBLISHED-TTL`, others the properties of RFC 7986.
    """
    lines = [
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Marquee//Catalog//EN\r\nCALSCALE:GREGORIAN\r\n",
        b"METHOD:PUBLISH\r\n",
        content_line("NAME", text(name)),
        content_line("X-WR-CALNAME", text(name)),
        content_line("REFRESH-INTERVAL;VALUE=DURATION", refresh),
        content_line("X-PUBLISHED-TTL", refresh),
    ]
    for event in events:
        lines.extend(event.lines())
    lines.append(b"END:VCALENDAR\r\n")
    return b"".join(lines)


def content_line(name: str, value: str) -> bytes:
    """Return a line, folded so that none has more than 75 octets and no character is split."""
    line = f"{name}:{value}".encode("utf-8", "replace")
    if len(line) <= LINE_OCTETS:
        return line + b"\r\n"
    parts, start, room = [], 0, LINE_OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(line[start:end])
        # The space that continues a line counts.
        start, room = end, LINE_OCTETS - 1
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def text(value: str) -> str:
    """Return a text with its escapes, without characters that no text may contain."""
    lines = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return lines.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def moment(name: str, value: datetime | date) -> bytes:
    """Return the line of an instant in UTC, or of a day."""
    if isinstance(value, datetime):
        return content_line(name, utc(value))
    return content_line(f"{name};VALUE=DATE", f"{value.year:04}{value.month:02}{value.day:02}")


def utc(instant: datetime) -> str:
    """Return an instant in UTC."""
    # Twice as fast as a format of strftime, which is most of the time of an event.
    at = instant.astimezone(UTC)
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"
