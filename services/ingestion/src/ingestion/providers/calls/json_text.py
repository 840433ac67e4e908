"""JSON text that a database can store."""

import re
from typing import Final

# What stands before it may be backslashes that are escaped themselves: only after pairs of them it is a NUL.
_SURROGATES: Final = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
"""Every escape in order, so that a backslash which is escaped itself begins none; `half` is no whole character."""
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def storable(body: bytes) -> bytes:
    """Return a JSON text that a database can keep: without NUL, and with U+FFFD for each half of a surrogate pair."""
    if rb"\u0000" in body:
        body = _NUL.sub(rb"\1", body)
    if rb"\ud" in body or rb"\uD" in body:
        body = _SURROGATES.sub(_whole, body)
    return body


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape["half"] else escape[0]
