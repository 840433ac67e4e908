"""Encryption of links with the key ring of this service."""

from typing import Final
from uuid import UUID

from chassis.storage.encryption import CannotOpen, Keyring, cell
from chassis.storage.reencryption.columns import SealedColumn
from playback.domain.uploads.content import Rejection
from playback.domain.uploads.errors import FileRejected
from playback.infrastructure.uploads.tables import uploads


def link_cell(upload_id: UUID) -> bytes:
    """Return the context of a link: in the row of another upload it does not open."""
    return cell("uploads", "sealed_link", str(upload_id))


SEALED: Final = (SealedColumn(uploads.c.sealed_link, link_cell),)
"""The encrypted columns of uploads."""


class KeyringSealing:
    """Seals with AES-256-GCM."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, upload_id: UUID, path: str) -> bytes:
        """Encrypt with the first key of the ring."""
        return self._keyring.seal(path.encode(), context=link_cell(upload_id))

    def open(self, upload_id: UUID, sealed: bytes) -> str:
        """Decrypt with the key of the ring that has encrypted it."""
        try:
            return self._keyring.open(sealed, context=link_cell(upload_id)).decode()
        except CannotOpen as failure:
            raise FileRejected(Rejection.SOURCE_MISSING, "The stored link to the file cannot be decrypted") from failure
