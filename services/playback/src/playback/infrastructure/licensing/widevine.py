"""Widevine through Google's licence service, as its "DRM Proxy Integration" documents it.

https://storage.googleapis.com/wvdocs/Widevine_DRM_Proxy_Integration.pdf: a message in JSON, signed by the AES-CBC of
its SHA-1 with the key and the IV of the provider, and the licence in the response. The keys of the content are ours and
go with the message (`content_key_specs`).
"""

import logging
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass, field
from hashlib import sha1
from http import HTTPStatus
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from chassis.core.clock import Clock
from egress.guard import EgressGuard
from playback.application.keys.drm import LicenseRequest
from playback.application.keys.releasing import ReleasedKey
from playback.domain.keys.content_key import Label
from playback.domain.keys.errors import LicenseServerRefused, LicenseServerUnavailable
from playback.domain.keys.release import System
from playback.infrastructure.licensing.calls import CallPolicy, LicenseServerCalls, Reply

logger = logging.getLogger(__name__)

CERTIFICATE_REQUEST: Final = b"\x08\x04"
"""The message, in protocol buffers, by which a device requests the certificate that encrypts its further requests."""
_TRACKS: Final = {Label.VIDEO: "HD", Label.AUDIO: "AUDIO"}
_MOST_CHARS: Final = 100
_SUCCESS: Final = "OK"
_TRANSIENT: Final = "INTERNAL_ERROR"


@dataclass(frozen=True, slots=True)
class WidevineProvider:
    """An account at the licence service."""

    name: str
    key: bytes = field(repr=False)
    """32 bytes, for AES-256."""
    iv: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        padder = PKCS7(algorithms.AES.block_size).padder()
        # The protocol states SHA-1; the key makes it a signature.
        digest = padder.update(sha1(message).digest()) + padder.finalize()  # noqa: S324
        cipher = Cipher(algorithms.AES(self.key), modes.CBC(self.iv)).encryptor()
        return cipher.update(digest) + cipher.finalize()


class Widevine:
    """Issues licences of Widevine."""

    name: Final = System.WIDEVINE
    media_type: Final = "application/octet-stream"

    def __init__(
        self,
        provider: WidevineProvider,
        url: str,
        guard: EgressGuard,
        clock: Clock,
        policy: CallPolicy | None = None,
    ) -> None:
        self._provider = provider
        address = f"{url.rstrip('/')}/{provider.name}"
        self._calls = LicenseServerCalls(self.name, address, _fails, guard, clock, policy)

    def needs_keys(self, challenge: bytes) -> bool:
        """Return false for the request of a certificate."""
        return challenge != CERTIFICATE_REQUEST

    async def issue(self, request: LicenseRequest) -> bytes:
        """Send the signed message and return what it brings for the device."""
        message = orjson.dumps(self._message(request))
        signed = {
            "request": _base64(message),
            "signature": _base64(self._provider.sign(message)),
            "signer": self._provider.name,
        }
        reply = await self._calls.post({"Content-Type": "application/json"}, orjson.dumps(signed))
        content = _content(reply)
        if content is None or reply.status != HTTPStatus.OK or content.get("status") != _SUCCESS:
            stated = "" if content is None else str(content.get("status", ""))[:_MOST_CHARS]
            logger.warning("licence refused", extra={"system": self.name, "status": reply.status, "reason": stated})
            raise LicenseServerRefused(self.name)
        try:
            return b64decode(str(content["license"]), validate=True)
        except (KeyError, BadBase64) as error:
            raise LicenseServerUnavailable(self.name, "invalid_response") from error

    async def close(self) -> None:
        """Close its connections."""
        await self._calls.close()

    def _message(self, request: LicenseRequest) -> dict[str, Any]:
        message: dict[str, Any] = {"payload": _base64(request.challenge)}
        if request.keys:
            message |= {
                "provider": self._provider.name,
                "content_id": _base64(request.content_id.encode()),
                "content_key_specs": [_key(item) for item in request.keys],
                "policy_overrides": {
                    "can_play": True,
                    "can_persist": False,
                    # Zero would mean a licence without an end.
                    "license_duration_seconds": max(1, int((request.expires_at - request.now).total_seconds())),
                },
            }
        return message


def _key(item: ReleasedKey) -> dict[str, str]:
    key = item.key
    return {"track_type": _TRACKS[item.label], "key_id": _base64(key.id.bytes), "key": _base64(key.key)}


def _fails(reply: Reply) -> bool:
    """Return whether the service has failed: what it states counts, whatever the status of the response is."""
    content = _content(reply)
    if content is None:
        return reply.status == HTTPStatus.OK or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return content.get("status") == _TRANSIENT


def _content(reply: Reply) -> dict[str, Any] | None:
    try:
        content = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
