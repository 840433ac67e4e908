"""Ports of the use cases of factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from auth.domain.factors.passkeys import Passkey

Json = Mapping[str, Any]
"""An object of the WebAuthn API in its JSON form."""


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What a device states when it makes a passkey."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    backed_up: bool
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a valid signature of a passkey states."""

    sign_count: int
    backed_up: bool


class Ceremonies(Protocol):
    """The two ceremonies of WebAuthn."""

    def registration_options(self, account_id: UUID, user: str, challenge: bytes, exclude: Sequence[Passkey]) -> Json:
        """Return the options with which a browser makes a passkey, on a device that has none of `exclude`."""
        ...

    def sign_in_options(self, challenge: bytes, allow: Sequence[Passkey]) -> Json:
        """Return the options with which a browser signs; without `allow` the user chooses among all passkeys."""
        ...

    def challenge_of(self, credential: Json) -> bytes:
        """Return the challenge that a response states; raise InvalidFactor."""
        ...

    def credential_id_of(self, credential: Json) -> bytes:
        """Return which passkey made a response; raise InvalidFactor."""
        ...

    def verify_registration(self, credential: Json, challenge: bytes) -> NewCredential:
        """Return what a device states about its new passkey; raise InvalidFactor."""
        ...

    def verify_signature(self, credential: Json, challenge: bytes, passkey: Passkey) -> Signature:
        """Return what a signature states; raise InvalidFactor unless it is one of this passkey and its user."""
        ...
