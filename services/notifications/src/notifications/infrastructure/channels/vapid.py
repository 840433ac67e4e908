"""The key by which push services recognize this installation (VAPID, RFC 8292)."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.domain.targets.push_subscriptions import decoded, encoded

PRIVATE_BYTES: Final = 32
LIFETIME: Final = timedelta(hours=12)
"""RFC 8292 permits a day."""
_RENEWED_BEFORE: Final = timedelta(hours=1)
_MOST_TOKENS: Final = 1000


class BadVapidKey(ValueError):
    """The setting holds no private key. The message does not show it."""


class VapidKey:
    """Signs the tokens that accompany push messages, one per push service."""

    def __init__(self, private_key: str, subject: str) -> None:
        try:
            scalar = int.from_bytes(decoded(private_key.strip(), PRIVATE_BYTES))
            self._key = ec.derive_private_key(scalar, ec.SECP256R1())
        except ValueError as error:
            raise BadVapidKey("the VAPID key must be the 32 bytes of a private key of P-256 in base64url") from error
        self._subject = subject
        self._tokens: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = encoded(point)
        """The `applicationServerKey` that browsers subscribe with."""

    def authorization(self, origin: str, now: datetime) -> str:
        """Return the header Authorization of messages to a push service."""
        expires_at, token = self._tokens.get(origin, (now, ""))
        if expires_at - now <= _RENEWED_BEFORE:
            expires_at = now + LIFETIME
            claims = {"aud": origin, "exp": int(expires_at.timestamp()), "sub": self._subject}
            token = jwt.encode(claims, self._key, algorithm="ES256")
            self._tokens[origin] = (expires_at, token)
            if len(self._tokens) > _MOST_TOKENS:
                self._tokens.popitem(last=False)
        return f"vapid t={token}, k={self.public_key}"
