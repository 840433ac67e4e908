"""Subscriptions of browsers to push messages (RFC 8030, RFC 8291), as `PushSubscription.toJSON()` returns them."""

import base64
import json
from dataclasses import dataclass, field
from typing import Final, Self

from chassis.core.rules.broken import BrokenRule
from notifications.domain.targets.errors import InvalidAddress

KEY_BYTES: Final = 65
"""An uncompressed point of P-256."""
SECRET_BYTES: Final = 16
_UNCOMPRESSED: Final = 4
# The curve P-256 (SEC 2): y² = x³ - 3x + b modulo p.
_P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """Where a browser is reached, and the keys that its messages are encrypted with."""

    endpoint: str = field(repr=False)
    """The URL at the push service: a client that knows it can send messages, so it is a secret."""
    key: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, endpoint: str, p256dh: str, auth: str) -> Self:
        """Return a subscription; raise InvalidAddress for keys that no message can be encrypted with."""
        key = _decoded(p256dh, "keys.p256dh", KEY_BYTES)
        if not is_point(key):
            raise InvalidAddress(
                "keys.p256dh", BrokenRule("push_key", "must be an uncompressed point of the curve P-256")
            )
        return cls(endpoint, key, _decoded(auth, "keys.auth", SECRET_BYTES))

    @classmethod
    def parse(cls, address: str) -> Self:
        """Return the subscription of a stored address."""
        stored = json.loads(address)
        return cls.of(stored["endpoint"], stored["p256dh"], stored["auth"])

    @property
    def address(self) -> str:
        """Return the subscription as the address of a target."""
        return json.dumps({"endpoint": self.endpoint, "p256dh": encoded(self.key), "auth": encoded(self.secret)})


def encoded(value: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def is_point(key: bytes) -> bool:
    """Return whether bytes are an uncompressed point of P-256; another would reveal something of our private key."""
    if len(key) != KEY_BYTES or key[0] != _UNCOMPRESSED:
        return False
    x, y = int.from_bytes(key[1:33]), int.from_bytes(key[33:])
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def decoded(text: str, size: int) -> bytes:
    """Return the bytes of base64url or Base64, with or without padding; raise ValueError unless there are `size`."""
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    value = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    if len(value) != size:
        raise ValueError(f"must be {size} bytes in base64url")
    return value


def _decoded(text: str, name: str, size: int) -> bytes:
    try:
        return decoded(text, size)
    except ValueError as error:
        raise InvalidAddress(
            name, BrokenRule("base64url", f"must be {size} bytes in base64url", {"bytes": size})
        ) from error
