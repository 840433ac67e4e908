"""Encryption of sensitive columns: AES-256-GCM under a ring of keys that can be rotated without downtime.

The first key encrypts, every key decrypts. A sealed value is bound to its context, usually its cell (table, column,
row): moved to another row it does not open. NIST SP 800-38D: a random nonce of 96 bits, at most 2^32 values per key.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from os import urandom
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
FORMAT: Final = b"\x01"
KEY_ID_BYTES: Final = 8
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_HEADER_BYTES: Final = len(FORMAT) + KEY_ID_BYTES
_LEAST_BYTES: Final = _HEADER_BYTES + NONCE_BYTES + TAG_BYTES
_KEY_ID_PURPOSE: Final = b"marquee encryption key id"
_PURPOSE: Final = b"marquee encryption key of "


class BadEncryptionKey(ValueError):
    """A key file that cannot be used. The message names the file and never shows its content."""


class CannotOpen(Exception):
    """The value was sealed with an unknown key or for another context, or was changed."""


def cell(table: str, column: str, row: object) -> bytes:
    """Return the context of one cell; two different cells never have the same."""
    return b"".join(len(part).to_bytes(4) + part for part in (str(name).encode() for name in (table, column, row)))


class Keyring:
    """Seals values with the first key, and opens values that any of the keys has sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise BadEncryptionKey("at least one encryption key is required")
        if any(len(key) != KEY_BYTES for key in keys):
            raise BadEncryptionKey(f"an encryption key has {KEY_BYTES} bytes")
        self._keys = tuple(keys)
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        if len(self._ciphers) != len(keys):
            raise BadEncryptionKey("an encryption key is named twice")
        self._header = FORMAT + _key_id(keys[0])

    @property
    def header(self) -> bytes:
        """Return the first bytes of every value that the first key has sealed, to find those of other keys."""
        return self._header

    def seal(self, plaintext: bytes, *, context: bytes) -> bytes:
        """Return a value encrypted for a context."""
        nonce = urandom(NONCE_BYTES)
        cipher = self._ciphers[self._header[len(FORMAT) :]]
        return self._header + nonce + cipher.encrypt(nonce, plaintext, self._header + context)

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Return the plaintext of a sealed value; raise CannotOpen."""
        cipher = self._ciphers.get(sealed[len(FORMAT) : _HEADER_BYTES])
        if len(sealed) < _LEAST_BYTES or not sealed.startswith(FORMAT) or cipher is None:
            raise CannotOpen("the value is not sealed with a key of the ring")
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES : _HEADER_BYTES + NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, sealed[_HEADER_BYTES + NONCE_BYTES :], header + context)
        except InvalidTag as error:
            raise CannotOpen("the value was changed, or sealed for another context") from error

    def for_purpose(self, purpose: str) -> "Keyring":
        """Return a ring for one purpose, with a key derived from each key of this one (HKDF, RFC 5869).

        A value that it seals opens with no ring of another purpose. Values that the keys themselves have sealed before
        still open, and count as sealed with another key than the first.
        """
        derived = [
            HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE + purpose.encode()).derive(key)
            for key in self._keys
        ]
        return Keyring([*derived, *self._keys])

    def derived(self, purpose: bytes) -> tuple[bytes, ...]:
        """Return a key for a purpose of its own, such as signatures, from each key of the ring, the first one first."""
        return tuple(hmac.digest(key, purpose, "sha256") for key in self._keys)

    def is_current(self, sealed: bytes) -> bool:
        """Return whether a value is sealed with the first key; any other needs to be sealed again."""
        return sealed.startswith(self._header)

    def reseal(self, sealed: bytes, *, context: bytes) -> bytes:
        """Return a value sealed with the first key; raise CannotOpen."""
        return sealed if self.is_current(sealed) else self.seal(self.open(sealed, context=context), context=context)


def read_keyring(files: Sequence[Path]) -> Keyring:
    """Return the ring of the keys in files, each 32 bytes in Base64 (RFC 4648); raise BadEncryptionKey."""
    return Keyring([_read_key(path) for path in files])


def _read_key(path: Path) -> bytes:
    try:
        text = path.read_bytes().strip()
    except OSError as error:
        raise BadEncryptionKey(f"cannot read {path}: {error.strerror}") from error
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadEncryptionKey(f"{path} must be Base64") from error
    if len(key) != KEY_BYTES:
        raise BadEncryptionKey(f"{path} must hold {KEY_BYTES} bytes in Base64, as `openssl rand -base64 32` prints")
    return key


def _key_id(key: bytes) -> bytes:
    """Return the id of a key, which names it without revealing it; replicas need not agree on names."""
    return hmac.digest(key, _KEY_ID_PURPOSE, "sha256")[:KEY_ID_BYTES]
