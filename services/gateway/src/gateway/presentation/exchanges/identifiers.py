"""The id of a request that is served before the layer that gives ids to all others."""

import re
from os import urandom
from typing import Final

from chassis.runtime.telemetry import parse_trace, received_trace

_CLIENT_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")


def identifier_of(stated: bytes | None, trace: bytes | None) -> str:
    """Return the id of a request: that of the client if it is well formed. Its log line has the client's trace."""
    if trace is not None:
        received_trace.set(parse_trace(trace))
    return stated.decode() if stated is not None and _CLIENT_ID.fullmatch(stated) else urandom(16).hex()
