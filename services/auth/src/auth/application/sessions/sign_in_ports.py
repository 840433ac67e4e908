"""Port of sign-ins with a password: the usual case in one step before the verification and one after it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from auth.application.accounts.ports import Credentials
from auth.application.sessions.ports import Rotated
from auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """An attempt that is counted, the key of its count, and the credentials of the account if there is one."""

    key: bytes
    credentials: Credentials | None


@dataclass(frozen=True, slots=True)
class Opening:
    """A session to open for a user whose password was verified; `key` is that of the count of attempts."""

    session_id: UUID
    account_id: UUID
    key: bytes
    digest: bytes
    """Of the first refresh token."""
    client: Client
    methods: tuple[str, ...]


class PasswordSignIns(Protocol):
    """The steps of a sign-in of which no rule needs a decision: the unit of work takes all others."""

    async def count(self, identifier: str, address: str) -> CountedAttempt | None:
        """Count an attempt at an identifier from an address that neither waits nor begins a wait.

        Null for any other attempt, and nothing changes.
        """
        ...

    async def open(self, opening: Opening) -> Rotated | None:
        """Open the session, clear the attempts and record the sign-in, as the unit of work does.

        Null, and nothing changes, if the account is suspended, has a second factor, or does not know the device.
        """
        ...
