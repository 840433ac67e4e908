"""Prefix tokens: each lets one playback session read every object below a few prefixes until it expires.

A token is a segment of a path, so that the relative addresses of a manifest keep it:

    mqm_ base64url( version, key id, expiry, user, playback session, sign-in session, prefixes, HMAC-SHA256 )

| bytes | content |
|---|---|
| 1 | version of the format, 1 |
| 1 + n | id of the key: length, ASCII |
| 8 | expiry, in seconds since the epoch, big-endian |
| 16 + 16 + 16 | user, playback session, sign-in session |
| 1 | number of prefixes |
| (2 + n) each | prefix: length, UTF-8 |
| 32 | HMAC-SHA256 of all bytes before, with the key of the id |

The alphabet is that of RFC 4648 section 5, without padding. A token has exactly one spelling.
"""

import base64
import binascii
import hmac
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from chassis.core.path_secrets import MEDIA_PREFIX
from objects.errors import TokenExpired, TokenInvalid

SKEW_SECONDS: Final = 30
"""How long a token counts after its expiry: clocks of two machines differ."""
LONGEST_TOKEN: Final = 1024
MOST_PREFIXES: Final = 8
KEY_BYTES: Final = 32

_VERSION: Final = 1
_MAC_BYTES: Final = 32
_ID: Final = re.compile(r"[a-z0-9-]{1,16}")
_PAIR: Final = re.compile(rf"({_ID.pattern}):([0-9a-fA-F]{{{2 * KEY_BYTES}}})")
_FIXED: Final = struct.Struct(">Q16s16s16sB")
_LENGTH: Final = struct.Struct(">H")


@dataclass(frozen=True, slots=True)
class PrefixToken:
    """What a token proves."""

    prefixes: Sequence[str]
    """Each ends with a slash; every key that begins with one of them may be read."""
    expires_at: int
    """In seconds since the epoch."""
    user_id: UUID
    session_id: UUID
    """The playback session."""
    auth_session_id: UUID
    """The session in which the user is signed in."""

    def has_expired(self, now: float) -> bool:
        """Return whether the token counts no more; `now` is in seconds since the epoch."""
        return now > self.expires_at + SKEW_SECONDS

    def covers(self, key: str) -> bool:
        """Return whether an object may be read."""
        return key.startswith(tuple(self.prefixes))


@dataclass(frozen=True, slots=True)
class PrefixTokenKeys:
    """Keys by id: the first signs, all verify, so that a key can be replaced while its tokens are in use."""

    keys: Sequence[tuple[str, bytes]] = field(repr=False)

    @classmethod
    def of(cls, keys: Sequence[bytes]) -> Self:
        """Return keys whose ids follow from them, as those of a service's keyring that it derives for its links."""
        return cls([(hmac.digest(key, b"id", "sha256").hex()[:8], key) for key in keys])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the keys of `id:hex[,id:hex]`; raise ValueError, without the text, for another form."""
        pairs = [_PAIR.fullmatch(part.strip()) for part in text.split(",")]
        keys = [(pair[1], bytes.fromhex(pair[2])) for pair in pairs if pair is not None]
        if len(keys) != len(pairs) or len({name for name, _ in keys}) != len(keys):
            raise ValueError(
                f"must list keys as id:hex with distinct ids of 1 to 16 of a-z, 0-9 and -, and {KEY_BYTES} bytes each"
            )
        return cls(tuple(keys))

    def issue(self, token: PrefixToken) -> str:
        """Return the text of a token, signed with the first key; raise ValueError for prefixes that do not fit."""
        prefixes = [prefix.encode() for prefix in token.prefixes]
        if not 1 <= len(prefixes) <= MOST_PREFIXES or not all(prefix.endswith(b"/") for prefix in prefixes):
            raise ValueError(f"prefixes must be 1 to {MOST_PREFIXES} that end with a slash")
        name, key = self.keys[0]
        fixed = _FIXED.pack(
            token.expires_at, token.user_id.bytes, token.session_id.bytes, token.auth_session_id.bytes, len(prefixes)
        )
        listed = b"".join(_LENGTH.pack(len(prefix)) + prefix for prefix in prefixes)
        data = bytes((_VERSION, len(name))) + name.encode("ascii") + fixed + listed
        text = MEDIA_PREFIX + _encode(data + hmac.digest(key, data, "sha256"))
        if len(text) > LONGEST_TOKEN:
            raise ValueError(f"prefixes must fit into a token of {LONGEST_TOKEN} characters")
        return text

    def verify(self, text: str, now: float) -> PrefixToken:
        """Return what a token proves; raise TokenInvalid or TokenExpired. Nothing is read before the signature fits."""
        data, mac = _split(text)
        if not hmac.compare_digest(hmac.digest(self._key_of(data), data, "sha256"), mac):
            raise TokenInvalid
        token = _read(data)
        if token.has_expired(now):
            raise TokenExpired
        return token

    def _key_of(self, data: bytes) -> bytes:
        if data[0] != _VERSION:
            raise TokenInvalid
        name = data[2 : 2 + data[1]]
        for candidate, key in self.keys:
            if candidate.encode("ascii") == name:
                return key
        raise TokenInvalid


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _split(text: str) -> tuple[bytes, bytes]:
    """Return the signed bytes of a token and their signature."""
    if len(text) > LONGEST_TOKEN or not text.startswith(MEDIA_PREFIX):
        raise TokenInvalid
    spelled = text[len(MEDIA_PREFIX) :]
    try:
        data = base64.urlsafe_b64decode(spelled.encode("ascii") + b"=" * (-len(spelled) % 4))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise TokenInvalid from error
    if len(data) <= _FIXED.size + _MAC_BYTES or _encode(data) != spelled:
        raise TokenInvalid
    return data[:-_MAC_BYTES], data[-_MAC_BYTES:]


def _read(data: bytes) -> PrefixToken:
    """Return the content of bytes whose signature fits: they are ours."""
    at = 2 + data[1]
    expires_at, user_id, session_id, auth_session_id, count = _FIXED.unpack_from(data, at)
    at += _FIXED.size
    prefixes = []
    for _ in range(count):
        [length] = _LENGTH.unpack_from(data, at)
        prefixes.append(data[at + 2 : at + 2 + length].decode())
        at += 2 + length
    return PrefixToken(
        tuple(prefixes), expires_at, UUID(bytes=user_id), UUID(bytes=session_id), UUID(bytes=auth_session_id)
    )
