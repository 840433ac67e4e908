"""Secrets in paths: media servers and players send no headers of ours, so a segment of the address is the secret.

It begins with a prefix by which logs and traces recognize it wherever it occurs.
"""

import re
from typing import Final

WEBHOOK_PREFIX: Final = "mqw_"
"""Of the key of a webhook."""
MEDIA_PREFIX: Final = "mqm_"
"""Of a token for the files of a video (`objects.prefix_tokens`)."""
MASK: Final = "***"

_SECRET: Final = re.compile(rf"(?:{WEBHOOK_PREFIX}|{MEDIA_PREFIX})[^/\s\"'&?#]*")


def shown_path(path: str) -> str:
    """Return a path as logs and traces may show it."""
    return _SECRET.sub(MASK, path) if WEBHOOK_PREFIX in path or MEDIA_PREFIX in path else path
