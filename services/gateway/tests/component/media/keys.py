"""Keys and tokens of media files in tests."""

import time
from typing import Final
from uuid import UUID, uuid4

from objects.prefix_tokens import PrefixToken, PrefixTokenKeys

KEYS: Final = f"k2:{'22' * 32},k1:{'11' * 32}"
PREFIX: Final = "vod/00000000-0000-0000-0000-00000000000a/3/"
SUBTITLES: Final = "vod/00000000-0000-0000-0000-00000000000a/subtitles/"


def token(
    *prefixes: str,
    keys: str = KEYS,
    seconds: float = 600,
    session: UUID | None = None,
    auth_session: UUID | None = None,
) -> str:
    """Return a token that expires in some seconds, of new sessions unless they are stated."""
    proved = PrefixToken(
        prefixes or (PREFIX, SUBTITLES),
        int(time.time() + seconds),
        UUID(int=1),
        session or uuid4(),
        auth_session or uuid4(),
    )
    return PrefixTokenKeys.parse(keys).issue(proved)
