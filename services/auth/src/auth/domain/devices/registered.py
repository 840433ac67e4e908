"""Devices that a user has registered: named, limited in number, known again by a token that changes with each use."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Literal, Self, get_args
from uuid import UUID

from auth.domain.devices.errors import DeviceLimitReached, RemovableDevice
from auth.domain.errors import InvalidInput

DeviceKind = Literal["phone", "tablet", "computer", "tv", "console", "other"]
KINDS: Final[tuple[DeviceKind, ...]] = get_args(DeviceKind)
NAME_CHARS: Final = 60
TOKEN_GRACE: Final = timedelta(seconds=60)
"""How long a replaced token still works: the response with its successor may have been lost."""
TOKEN_PREFIX: Final = "mqd_"

_TOKEN: Final = re.compile(r"mqd_[A-Za-z0-9_-]{43}")


def parse_device_name(text: str) -> str:
    """Return a name in NFC without spaces around it; raise InvalidInput."""
    name = unicodedata.normalize("NFC", text).strip()
    if not 0 < len(name) <= NAME_CHARS or not name.isprintable():
        raise InvalidInput(
            "name", "printable", f"must have 1 to {NAME_CHARS} printable characters", minLength=1, maxLength=NAME_CHARS
        )
    return name


class TokenVerdict(Enum):
    """What a presented device token is."""

    CURRENT = "current"
    REPLACED = "replaced"
    REUSED = "reused"


def new_token() -> str:
    """Return 256 random bits as text, with a prefix by which scanners of secrets find it."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes | None:
    """Return the SHA-256 under which a token is stored, or null if it has another form."""
    return hashlib.sha256(token.encode()).digest() if _TOKEN.fullmatch(token) else None


@dataclass(frozen=True, slots=True)
class Device:
    """A registered device of a user."""

    id: UUID
    account_id: UUID
    name: str
    kind: DeviceKind
    created_at: datetime
    last_used_at: datetime
    token_digest: bytes = field(repr=False)
    previous_digest: bytes | None = field(default=None, repr=False)
    token_changed_at: datetime | None = None

    @classmethod
    def register(
        cls, device_id: UUID, account_id: UUID, name: str, kind: DeviceKind, digest: bytes, now: datetime
    ) -> Self:
        """Return a new device."""
        return cls(device_id, account_id, name, kind, now, now, digest)

    def renamed(self, name: str | None, kind: DeviceKind | None) -> Self:
        """Return the device with another name or kind; null keeps what it has."""
        return replace(self, name=self.name if name is None else name, kind=self.kind if kind is None else kind)

    def judge(self, digest: bytes, now: datetime) -> TokenVerdict:
        """Return what a token of this device is; a replaced one works until its grace period ends."""
        if hmac.compare_digest(digest, self.token_digest):
            return TokenVerdict.CURRENT
        changed_at = self.token_changed_at
        is_previous = self.previous_digest is not None and hmac.compare_digest(digest, self.previous_digest)
        if is_previous and changed_at is not None and now < changed_at + TOKEN_GRACE:
            return TokenVerdict.REPLACED
        return TokenVerdict.REUSED

    def with_token(self, digest: bytes, verdict: TokenVerdict, now: datetime) -> Self:
        """Return the device with its next token, used now.

        After a replaced token, the one that replaced it never arrived: it is replaced too, and the grace of the
        presented one is not extended.
        """
        if verdict is TokenVerdict.REPLACED:
            return replace(self, token_digest=digest, last_used_at=now)
        return replace(
            self, token_digest=digest, previous_digest=self.token_digest, token_changed_at=now, last_used_at=now
        )


def check_limit(limit: int, registered: Sequence[Device]) -> None:
    """Raise DeviceLimitReached for a user who has as many devices as the plan permits, or more since it was lowered."""
    if len(registered) >= limit:
        removable = [RemovableDevice(device.id, device.name, device.kind, device.last_used_at) for device in registered]
        raise DeviceLimitReached(limit, removable)
