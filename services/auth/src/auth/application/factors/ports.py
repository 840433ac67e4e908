"""Ports of the use cases of factors: their stores in a unit of work, and the ceremonies of passkeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from auth.domain.accounts.account import Account
from auth.domain.factors.challenges import Challenge
from auth.domain.factors.methods import Enrolled
from auth.domain.factors.one_time_codes import OneTimeCode, Purpose
from auth.domain.factors.passkeys import Passkey
from auth.domain.factors.phones import Phone
from auth.domain.factors.totp import Totp


class TotpSecrets(Protocol):
    """Secrets of authenticator apps, one per account."""

    async def of(self, account_id: UUID) -> Totp | None:
        """Return the secret of an account, locked until the unit of work ends; null without one."""
        ...

    async def save(self, totp: Totp) -> None:
        """Add or replace the secret of an account."""
        ...

    async def delete(self, account_id: UUID) -> None:
        """Delete the secret of an account."""
        ...


class RecoveryCodes(Protocol):
    """Digests of unused recovery codes."""

    async def replace(self, account_id: UUID, digests: Sequence[bytes]) -> None:
        """Replace all codes of an account."""
        ...

    async def use(self, account_id: UUID, digest: bytes) -> bool:
        """Delete a code; return whether there was one."""
        ...


class Passkeys(Protocol):
    """Passkeys."""

    async def of(self, account_id: UUID) -> Sequence[Passkey]:
        """Return the passkeys of an account, the oldest first."""
        ...

    async def by_credential(self, credential_id: bytes) -> Passkey | None:
        """Return the passkey with a credential id, locked until the unit of work ends."""
        ...

    async def owner_of(self, credential_id: bytes) -> UUID | None:
        """Return the account of the passkey with a credential id, or null."""
        ...

    async def add(self, passkey: Passkey) -> bool:
        """Add a passkey; return false if its credential id is registered."""
        ...

    async def save(self, passkey: Passkey) -> None:
        """Save the name, the counter and the last use of a passkey."""
        ...

    async def delete(self, account_id: UUID, passkey_id: UUID) -> bool:
        """Delete a passkey of an account; return whether there was one."""
        ...


class Phones(Protocol):
    """Phone numbers, one per account."""

    async def of(self, account_id: UUID) -> Phone | None:
        """Return the number of an account, or null."""
        ...

    async def save(self, phone: Phone) -> None:
        """Add or replace the number of an account."""
        ...

    async def delete(self, account_id: UUID) -> None:
        """Delete the number of an account."""
        ...


class OneTimeCodes(Protocol):
    """Codes by message, one per subject and purpose."""

    async def of(self, subject: bytes, purpose: Purpose) -> OneTimeCode | None:
        """Return a code, locked until the unit of work ends, or null."""
        ...

    async def save(self, code: OneTimeCode) -> None:
        """Add a code, or replace the one of the same subject and purpose."""
        ...

    async def delete(self, code: OneTimeCode) -> None:
        """Delete a code."""
        ...


class Challenges(Protocol):
    """Challenges."""

    async def of(self, digest: bytes) -> Challenge | None:
        """Return a challenge, locked until the unit of work ends, or null."""
        ...

    async def add(self, challenge: Challenge) -> None:
        """Add a challenge."""
        ...

    async def save(self, challenge: Challenge) -> None:
        """Save the number of tries of a challenge."""
        ...

    async def delete(self, digest: bytes) -> None:
        """Delete a challenge."""
        ...


class FactorStores(Protocol):
    """The stores of all factors in one unit of work."""

    @property
    def totp(self) -> TotpSecrets:
        """Secrets of authenticator apps."""
        ...

    @property
    def recovery_codes(self) -> RecoveryCodes:
        """Recovery codes."""
        ...

    @property
    def passkeys(self) -> Passkeys:
        """Passkeys."""
        ...

    @property
    def phones(self) -> Phones:
        """Phone numbers."""
        ...

    @property
    def codes(self) -> OneTimeCodes:
        """Codes by message."""
        ...

    @property
    def challenges(self) -> Challenges:
        """Challenges."""
        ...

    async def lock(self, account_id: UUID) -> Account | None:
        """Return the account of factors, or null; they change nowhere else until the unit of work ends.

        Every use case that changes a factor calls this first, so that two of them never wait for each other.
        """
        ...

    async def enrolled(self, account_id: UUID) -> Enrolled:
        """Return which factors of an account are ready for use."""
        ...

    async def remove_all(self, account_id: UUID) -> Enrolled:
        """Delete all factors of an account, and return which were ready for use."""
        ...

    async def delete_expired(self, now: datetime) -> bool:
        """Delete a batch of expired challenges and codes; return whether more may be left."""
        ...


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

    def registration_options(self, owner: Account, challenge: bytes, exclude: Sequence[Passkey]) -> Json:
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
