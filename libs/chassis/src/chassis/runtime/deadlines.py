"""The deadline of a request, which the gateway passes on to services: what is finished later is read by no client."""

from typing import Final

DEADLINE: Final = b"x-marquee-deadline"
"""Header: the milliseconds that are left until the head of the response."""

MARGIN_SECONDS: Final = 0.05
"""How much earlier a service stops, so that its response arrives in time."""


def deadline_value(seconds: float) -> bytes:
    """Return the header's value for the seconds that are left."""
    return b"%d" % max(1, int((seconds - MARGIN_SECONDS) * 1000))


def deadline_seconds(value: bytes) -> float | None:
    """Return the seconds of a header, or null when it is not valid."""
    return int(value) / 1000 if value.isdigit() and 0 < len(value) <= 9 else None
