"""PlayReady and FairPlay through Axinom's licence service.

https://docs.axinom.com/services/drm/license-service: the request of the device goes on as it is, with a token (a JWT
with HS256) that names the keys of the licence. The keys in it are encrypted with the communication key (AES-256-CBC, no
padding, the key id as IV), as Axinom's samples do it (github.com/Axinom/drm-quick-start, Axinom.Drm.PowerShell).
"""

import logging
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chassis.core.clock import Clock
from egress.guard import EgressGuard
from playback.application.keys.drm import LicenseRequest
from playback.domain.keys.content_key import ContentKey
from playback.domain.keys.errors import LicenseServerRefused, LicenseServerUnavailable
from playback.domain.keys.release import System
from playback.infrastructure.licensing.calls import CallPolicy, Fails, LicenseServerCalls, Reply

logger = logging.getLogger(__name__)

TOKEN_HEADER: Final = "X-AxDRM-Message"
ERROR_HEADER: Final = "X-AxDRM-ErrorMessage"
TOKEN_LIFETIME: Final = timedelta(minutes=1)
_MOST_CHARS: Final = 200
_CLOCK_SKEW: Final = timedelta(minutes=5)
_MEDIA_TYPES: Final = {System.PLAYREADY: "text/xml; charset=utf-8", System.FAIRPLAY: "application/octet-stream"}
_REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class CommunicationKey:
    """The secret that is shared with the licence service: 32 bytes."""

    id: UUID
    key: bytes = field(repr=False)

    def encrypt(self, key: ContentKey) -> bytes:
        """Return a content key as a token carries it."""
        cipher = Cipher(algorithms.AES(self.key), modes.CBC(key.id.bytes)).encryptor()
        return cipher.update(key.key) + cipher.finalize()

    def sign(self, message: dict[str, Any], now: datetime) -> str:
        """Return the token of an entitlement message."""
        content = {
            "version": 1,
            "com_key_id": str(self.id),
            "begin_date": _written(now - _CLOCK_SKEW),
            "expiration_date": _written(now + TOKEN_LIFETIME + _CLOCK_SKEW),
            "message": message,
        }
        return jwt.encode(content, self.key, algorithm="HS256")


class Axinom:
    """Issues licences of one system."""

    def __init__(
        self,
        name: System,
        key: CommunicationKey,
        url: str,
        guard: EgressGuard,
        clock: Clock,
        policy: CallPolicy | None = None,
    ) -> None:
        self._name = name
        self._key = key
        self._calls = LicenseServerCalls(name, url, _FAILS[name], guard, clock, policy)

    @property
    def name(self) -> System:
        """Return the system."""
        return self._name

    @property
    def media_type(self) -> str:
        """Return what devices expect."""
        return _MEDIA_TYPES[self._name]

    def needs_keys(self, _: bytes) -> bool:
        """Return true: devices request nothing but licences."""
        return True

    async def issue(self, request: LicenseRequest) -> bytes:
        """Pass the request of the device on, with a token for its keys."""
        headers = {TOKEN_HEADER: self._key.sign(self._message(request), request.now), "Content-Type": self.media_type}
        reply = await self._calls.post(headers, request.challenge)
        if reply.status == HTTPStatus.OK and reply.body:
            return reply.body
        if reply.status in _REFUSALS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            stated = reply.headers.get(ERROR_HEADER.lower(), "")[:_MOST_CHARS]
            logger.warning("licence refused", extra={"system": self._name, "status": reply.status, "reason": stated})
            raise LicenseServerRefused(self._name)
        raise LicenseServerUnavailable(self._name, "invalid_response")

    async def close(self) -> None:
        """Close its connections."""
        await self._calls.close()

    def _message(self, request: LicenseRequest) -> dict[str, Any]:
        keys = [
            {"id": str(item.key.id), "encrypted_key": b64encode(self._key.encrypt(item.key)).decode()}
            for item in request.keys
        ]
        return {
            "type": "entitlement_message",
            "version": 2,
            "license": {"expiration_datetime": _written(request.expires_at), "allow_persistence": False},
            "content_keys_source": {"inline": keys},
        }


def _server_fails(reply: Reply) -> bool:
    return reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _playready_fails(reply: Reply) -> bool:
    """Return whether the service itself has failed: PlayReady states 500 for every error, also one of the device."""
    return _server_fails(reply) and not (
        reply.status == HTTPStatus.INTERNAL_SERVER_ERROR and ERROR_HEADER.lower() in reply.headers
    )


_FAILS: Final[dict[System, Fails]] = {System.PLAYREADY: _playready_fails, System.FAIRPLAY: _server_fails}


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
