"""Passkeys (WebAuthn): a key pair on the user's device, of which the public half is stored here."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from auth.domain.errors import InvalidInput
from auth.domain.factors.errors import InvalidFactor

NAME_CHARS: Final = 64
DEFAULT_NAME: Final = "Passkey"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account. `backed_up` ones are copied between the devices of the user by their provider."""

    id: UUID
    account_id: UUID
    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    name: str
    backed_up: bool
    transports: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None

    def used(self, sign_count: int, now: datetime, *, backed_up: bool) -> Self:
        """Return the passkey after a signature; raise InvalidFactor if its counter went back.

        A counter that does not increase means that another device has a copy of the key (WebAuthn section 6.1.1).
        Passkeys that are copied on purpose do not count and stay at zero.
        """
        if (sign_count or self.sign_count) and sign_count <= self.sign_count:
            raise InvalidFactor
        return replace(self, sign_count=sign_count, last_used_at=now, backed_up=backed_up)

    @property
    def method(self) -> str:
        """Return the name of the method by RFC 8176: a key that cannot leave its device, or one that can."""
        return "swk" if self.backed_up else "hwk"


def parse_name(text: str) -> str:
    """Return the name of a passkey, in NFC and without outer spaces; raise InvalidInput."""
    name = unicodedata.normalize("NFC", text).strip()
    if not 1 <= len(name) <= NAME_CHARS or not name.isprintable():
        raise InvalidInput(
            "name", "printable", f"must have 1 to {NAME_CHARS} printable characters", minLength=1, maxLength=NAME_CHARS
        )
    return name
