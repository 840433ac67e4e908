"""Keys of webhooks: the address that a media server posts to is the only proof of who it reports for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from library.domain.scrobbling.scrobble import Source

MOST_KEYS: Final = 20
"""Keys of one user."""
MOST_ACCOUNTS: Final = 20
"""Accounts of a media server that one key may be limited to."""
NAME_CHARS: Final = 100


@dataclass(frozen=True, slots=True)
class ScrobbleKey:
    """A key without its text, which is known only to the media server.

    A Plex server reports what all its users play: `accounts` are the names or ids of those that count. All count when
    it is empty.
    """

    id: UUID
    user_id: UUID
    source: Source
    name: str
    accounts: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
