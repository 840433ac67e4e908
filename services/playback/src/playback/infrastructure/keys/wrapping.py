"""Wrapping of content keys with the key ring of this service."""

from typing import Final
from uuid import UUID

from chassis.storage.encryption import CannotOpen, Keyring, cell
from chassis.storage.reencryption.columns import SealedColumn
from playback.domain.keys.content_key import WrappedKey
from playback.domain.keys.errors import ContentKeyUnavailable
from playback.infrastructure.keys.tables import content_keys


def key_cell(asset_id: UUID, number: int, key_id: UUID) -> bytes:
    """Return the context of a content key: with another asset, version or id it does not open."""
    return cell("content_keys", "wrapped", f"{asset_id}/{number}/{key_id}")


SEALED: Final = (SealedColumn(content_keys.c.wrapped, key_cell),)
"""The encrypted columns of playback."""


class KeyringWrapping:
    """Wraps with AES-256-GCM."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def wrap(self, asset_id: UUID, number: int, key_id: UUID, key: bytes) -> bytes:
        """Encrypt with the first key of the ring."""
        return self._keyring.seal(key, context=key_cell(asset_id, number, key_id))

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Decrypt with the key of the ring that has encrypted it."""
        context = key_cell(wrapped.asset_id, wrapped.number, wrapped.id)
        try:
            return self._keyring.open(wrapped.wrapped, context=context)
        except CannotOpen as failure:
            raise ContentKeyUnavailable(wrapped.id) from failure
