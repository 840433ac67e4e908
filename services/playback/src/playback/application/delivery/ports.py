"""Ports of delivery: signed addresses, and the removal of files from caches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who may read the files: a user, in one playback session, signed in by one session of auth."""

    user_id: UUID
    session_id: UUID
    """The playback session."""
    auth_session_id: UUID


@dataclass(frozen=True, slots=True)
class DeliveryCookie:
    """A cookie without which a CDN refuses the files; a response of the host that the CDN shares sets it."""

    name: str
    value: str = field(repr=False)
    domain: str | None
    path: str


class Grant(Protocol):
    """The right to read every file below the prefixes until it expires."""

    @property
    def cookies(self) -> Sequence[DeliveryCookie]:
        """Return the cookies that the player needs; none if the addresses suffice."""
        ...

    def url_of(self, key: str) -> str:
        """Return the address of an object; relative addresses in it are granted too if they stay below the prefix.

        Raise ValueError for a key that is below none of the prefixes.
        """
        ...


class Delivery(Protocol):
    """Grants access to files."""

    def grant(self, prefixes: Sequence[str], viewer: Viewer, expires_at: datetime) -> Grant:
        """Return the right to read what is below the prefixes, which end with a slash without a call.

        Raise DeliveryUnavailable when no keys are configured.
        """
        ...


class PurgeFailed(Exception):
    """A cache did not confirm that it has removed files; the same call may succeed later."""


class CachePurge(Protocol):
    """Removes files from caches between the storage and the viewers."""

    async def purge(self, prefixes: Sequence[str]) -> None:
        """Have every cache forget what is below the prefixes, which end with a slash; raise PurgeFailed.

        It may be repeated: a purged prefix is purged again.
        """
        ...
