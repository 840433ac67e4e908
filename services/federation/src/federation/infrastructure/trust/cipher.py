"""Ed25519 keys."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from federation.application.trust.ports import PrivateKey
from federation.domain.keys.keys import PublicKey, key_id_of


class Ed25519Cipher:
    """Makes Ed25519 keys, and signs and verifies with them."""

    def make(self) -> PrivateKey:
        """Return a new key."""
        made = Ed25519PrivateKey.generate()
        public = made.public_key().public_bytes_raw()
        return PrivateKey(PublicKey(key_id_of(public), public), made.private_bytes_raw())

    def sign(self, private: bytes, statement: bytes) -> bytes:
        """Return the signature of a statement."""
        return Ed25519PrivateKey.from_private_bytes(private).sign(statement)

    def verifies(self, public: bytes, signature: bytes, statement: bytes) -> bool:
        """Return whether a signature is that of a statement."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
        except (InvalidSignature, ValueError):
            return False
        return True
