"""Tokens of links that unsubscribe: user, kind and channel, signed by HMAC-SHA256."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from chassis.storage.encryption import Keyring
from notifications.application.deliveries.rendering import TextRequest
from notifications.application.preferences.unsubscribing import UnsubscribeTokens, Unsubscription, may_unsubscribe
from notifications.domain.errors import UnsubscribeTokenInvalid
from notifications.domain.preferences.changes import CHOICES

PATH: Final = "/api/v1/notifications/unsubscribe"
"""Of the link, below the address of the installation."""
PURPOSE: Final = b"marquee notifications unsubscribe"
_SIGNATURE_BYTES: Final = 20
_USER_BYTES: Final = 16
_MOST_CHARACTERS: Final = 200


class SignedUnsubscribeTokens:
    """Signs with the first key of the ring, and accepts the signature of any: a link outlives a rotation."""

    def __init__(self, keyring: Keyring | None) -> None:
        self._keys: Sequence[bytes] = keyring.derived(PURPOSE) if keyring is not None else ()

    def issue(self, unsubscription: Unsubscription) -> str | None:
        """Return the token."""
        if not self._keys:
            return None
        body = unsubscription.user_id.bytes + f"{unsubscription.kind}:{unsubscription.channel}".encode()
        return _encoded(_signature(self._keys[0], body) + body)

    def read(self, token: str) -> tuple[UUID, str, str]:
        """Return the content of a token with a valid signature, which is compared in constant time."""
        content = _decoded(token)
        signature, body = content[:_SIGNATURE_BYTES], content[_SIGNATURE_BYTES:]
        valid = [hmac.compare_digest(signature, _signature(key, body)) for key in self._keys]
        if not any(valid):
            raise UnsubscribeTokenInvalid
        kind, _, channel = body[_USER_BYTES:].decode().partition(":")
        return UUID(bytes=body[:_USER_BYTES]), kind, channel


def unsubscribe_link(public_url: str, tokens: UnsubscribeTokens) -> Callable[[TextRequest], str | None]:
    """Return the function that returns the link of a message; null for what cannot be turned off by one."""

    def link(request: TextRequest) -> str | None:
        channel = next((channel for channel in CHOICES if channel == request.channel), None)
        if request.user_id is None or channel is None or not may_unsubscribe(request.kind, channel):
            return None
        token = tokens.issue(Unsubscription(request.user_id, request.kind, channel))
        return None if token is None else f"{public_url.rstrip('/')}{PATH}?token={token}"

    return link


def _signature(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_SIGNATURE_BYTES]


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(token: str) -> bytes:
    """Return the content of a token; of several spellings of one content only that of `issue` is valid."""
    if len(token) > _MOST_CHARACTERS or not token.isascii():
        raise UnsubscribeTokenInvalid
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as malformed:
        raise UnsubscribeTokenInvalid from malformed
    if _encoded(content) != token:
        raise UnsubscribeTokenInvalid
    return content
