"""Sealing of what belongs to targets."""

from collections.abc import Mapping
from uuid import UUID

from chassis.storage.encryption import CannotOpen
from notifications.infrastructure.deliveries.sealed import NoticeContent, Sealed


class TargetSecrets:
    """Seals and opens addresses and codes of targets with the keys of this service."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed

    def seal(self, target_id: UUID, address: str) -> bytes:
        """Return an address as it is stored."""
        return self._sealed.seal_target(target_id, address)

    def open(self, target_id: UUID, sealed: bytes) -> str | None:
        """Return an address; null when its key is missing."""
        try:
            return self._sealed.open_target(target_id, sealed)
        except CannotOpen:
            return None

    def seal_key(self, target_id: UUID, key: bytes) -> bytes:
        """Return the key of a code as it is stored."""
        return self._sealed.seal_code_key(target_id, key)

    def open_key(self, target_id: UUID, sealed: bytes) -> bytes | None:
        """Return the key of a code; null when its own key is missing."""
        try:
            return self._sealed.open_code_key(target_id, sealed)
        except CannotOpen:
            return None

    def seal_message(self, delivery_id: UUID, address: str, values: Mapping[str, object]) -> bytes:
        """Return address and values of a message as they are stored until it was delivered."""
        return self._sealed.seal_notice(delivery_id, NoticeContent(address, values))
