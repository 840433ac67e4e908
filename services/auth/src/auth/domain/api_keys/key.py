"""API keys: random texts of which only the digest is stored."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID, uuid4

from auth.domain.api_keys.scopes import parse_scopes
from auth.domain.errors import InvalidInput
from chassis.core.api_keys import ALPHABET, PREFIX, RANDOM_CHARS, is_api_key, with_checksum

NAME_CHARS: Final = 60
LONGEST_LIFE: Final = timedelta(days=365)
DEFAULT_LIFE: Final = timedelta(days=90)
HINT_CHARS: Final = len(PREFIX) + 4
USE_RESOLUTION: Final = timedelta(minutes=1)
"""The last use is stored at most once in this time."""
TOKEN_LIFE: Final = timedelta(seconds=120)
"""Lifetime of the access token of a key: longer than a gateway keeps it, so that it does not expire on its way."""


@dataclass(frozen=True, slots=True)
class ApiKeySecret:
    """The text of a key, which is shown once."""

    text: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return a new random key."""
        return cls(with_checksum("".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARS))))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the key of a text, or null for a text that cannot be one, which costs no lookup."""
        return cls(text) if is_api_key(text) else None

    @property
    def digest(self) -> bytes:
        """SHA-256 of the key; its randomness makes a slow hash unnecessary."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def hint(self) -> str:
        """The beginning of the key, by which its user recognizes it."""
        return self.text[:HINT_CHARS]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a user, without its text."""

    id: UUID
    account_id: UUID
    name: str
    scopes: tuple[str, ...]
    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None

    @classmethod
    def create(
        cls, account_id: UUID, name: str, scopes: Sequence[str], hint: str, now: datetime, expires_at: datetime | None
    ) -> Self:
        """Return a new key, which expires after 90 days by default; raise InvalidInput."""
        until = expires_at or now + DEFAULT_LIFE
        if not now < until <= now + LONGEST_LIFE:
            raise InvalidInput(
                "expiresAt",
                "days_ahead",
                f"must be in the future and at most {LONGEST_LIFE.days} days from now",
                maxDays=LONGEST_LIFE.days,
            )
        return cls(uuid4(), account_id, parse_name(name), parse_scopes(scopes), hint, now, until)

    def token_life(self, now: datetime) -> timedelta:
        """Return the lifetime of an access token of the key, which does not outlive the key."""
        return min(TOKEN_LIFE, self.expires_at - now)


def parse_name(text: str) -> str:
    """Return the name of a key without spaces around it; raise InvalidInput."""
    name = text.strip()
    if not (1 <= len(name) <= NAME_CHARS and name.isprintable()):
        raise InvalidInput(
            "name", "printable", f"must have 1 to {NAME_CHARS} printable characters", minLength=1, maxLength=NAME_CHARS
        )
    return name
