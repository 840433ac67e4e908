"""The id of a request that is served before the layer that gives ids to all others."""

import re
from os import urandom
from typing import Final

_CLIENT_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")


def identifier_of(stated: bytes | None) -> str:
    """Return the id of a request: that of the client if it is well formed."""
    return stated.decode() if stated is not None and _CLIENT_ID.fullmatch(stated) else urandom(16).hex()
