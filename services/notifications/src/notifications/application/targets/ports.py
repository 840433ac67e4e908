"""Ports of the use cases about targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.domain.targets.codes import TargetCode
from notifications.domain.targets.model import Target


@dataclass(frozen=True, slots=True)
class StoredCode:
    """A code with its owner and its sealed key."""

    user_id: UUID
    sealed_key: bytes = field(repr=False)
    code: TargetCode


class Targets(Protocol):
    """Targets within one transaction. Their owner is locked."""

    async def of_user(self, user_id: UUID) -> Sequence[Target]:
        """Return the targets of a user, the oldest first."""
        ...

    async def add(self, target: Target) -> None:
        """Store a target; a browser that another user has added is theirs no more."""
        ...

    async def save(self, target: Target) -> None:
        """Store name, address and state of a target."""
        ...

    async def delete(self, target_id: UUID) -> None:
        """Delete a target and its code."""
        ...

    async def code(self, target_id: UUID) -> StoredCode | None:
        """Return the code of a target."""
        ...

    async def save_code(self, stored: StoredCode) -> None:
        """Store a code in place of the one before it."""
        ...

    async def delete_code(self, target_id: UUID) -> None:
        """Delete the code of a target."""
        ...

    async def codes_since(self, user_id: UUID, since: datetime) -> int:
        """Return how many codes of a user were sent since."""
        ...


class Secrets(Protocol):
    """Seals and opens what is secret; what cannot be opened, as its key is missing, is null."""

    def seal(self, target_id: UUID, address: str) -> bytes:
        """Return an address as it is stored."""
        ...

    def open(self, target_id: UUID, sealed: bytes) -> str | None:
        """Return an address."""
        ...

    def seal_key(self, target_id: UUID, key: bytes) -> bytes:
        """Return the key of a code as it is stored."""
        ...

    def open_key(self, target_id: UUID, sealed: bytes) -> bytes | None:
        """Return the key of a code."""
        ...

    def seal_message(self, delivery_id: UUID, address: str, values: Mapping[str, object]) -> bytes:
        """Return address and values of a message as they are stored until it was delivered."""
        ...


class ServiceAddress(Protocol):
    """An address at a service that was checked."""

    @property
    def service(self) -> str:
        """Return the name of the service."""
        ...

    @property
    def identity(self) -> str:
        """Return what is the same for every form of the address."""
        ...

    @property
    def masked(self) -> str:
        """Return the address without what is secret."""
        ...


class ServiceAddresses(Protocol):
    """Checks addresses at services."""

    def parse(self, url: str) -> ServiceAddress:
        """Return an address; raise InvalidAddress."""
        ...
