"""The encryption of app passwords: AES-256-GCM, each bound to its own row."""

from typing import Final
from uuid import UUID

from chassis.storage.encryption import CannotOpen, Keyring, cell
from chassis.storage.reencryption.columns import SealedColumn
from music.infrastructure.subsonic.tables import app_passwords

PURPOSE: Final = "music.app_passwords"


def _context(password_id: UUID) -> bytes:
    return cell("app_passwords", "sealed", password_id)


SEALED: Final = (SealedColumn(app_passwords.c.sealed, _context),)
"""What is encrypted again when the keys are rotated."""


class KeyringSeal:
    """Seals secrets with a key of the service for this purpose alone."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, password_id: UUID, secret: str) -> bytes:
        """Encrypt a secret for its row."""
        return self._keyring.seal(secret.encode(), context=_context(password_id))

    def open(self, password_id: UUID, sealed: bytes) -> str | None:
        """Decrypt a secret; null for a key that is not in the ring any more."""
        try:
            return self._keyring.open(sealed, context=_context(password_id)).decode()
        except CannotOpen:
            return None
