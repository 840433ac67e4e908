"""The checksum by which a PlayReady device recognizes a wrong key before it decodes anything."""

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from playback.domain.keys.content_key import ContentKey
from playback.domain.keys.playready import guid

_BYTES: Final = 8


def playready_checksum(key: ContentKey) -> bytes:
    """Return the checksum of a key that is used with AES-CTR; headers with AES-CBC have none."""
    # The specification states ECB, which is safe for the one block of a key id.
    cipher = Cipher(algorithms.AES(key.key), modes.ECB()).encryptor()  # noqa: S305
    return (cipher.update(guid(key.id)) + cipher.finalize())[:_BYTES]
