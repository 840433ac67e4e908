"""Secrets in paths: media servers send no headers of ours, so the key of a webhook is a segment of its address.

A key begins with a prefix by which logs and traces recognize it wherever it occurs.
"""

import re
from typing import Final

WEBHOOK_PREFIX: Final = "mqw_"
MASK: Final = "***"

_SECRET: Final = re.compile(rf"{WEBHOOK_PREFIX}[^/\s\"'&?#]*")


def shown_path(path: str) -> str:
    """Return a path as logs and traces may show it."""
    return _SECRET.sub(MASK, path) if WEBHOOK_PREFIX in path else path
