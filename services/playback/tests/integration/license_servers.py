"""A licence server of a vendor on a free port, which checks requests on its own and responds as documented.

Its licences are not those of the systems, which their vendors do not publish: they hold what a test compares.
"""

import asyncio
import hashlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PROVIDER: Final = "widevine_test"
SIGNING_KEY: Final = bytes.fromhex("1ae8ccd0e7985cc0b6203a55855a1034afc252980e970ca90e5202689f947ab9")
SIGNING_IV: Final = bytes.fromhex("d58ce954203b7c9a9a9d467f59839249")
COMMUNICATION_KEY_ID: Final = UUID("69e54088-e9e0-4530-8c1a-1eb6dcd0d14e")
COMMUNICATION_KEY: Final = b64decode("SGEpLQJ+JpeRCTMn5izu/b6kiaTH5aSXTMkEuED9fA8=")
REVOKED: Final = b"request of a revoked device"


@dataclass(slots=True)
class LicenseServer:
    """What a server has received, and how it responds."""

    port: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    """The messages whose signatures are right."""
    challenges: list[bytes] = field(default_factory=list)
    failures: int = 0
    """How many of the next requests fail."""
    failure_status: int = 503
    held: asyncio.Event | None = None
    """Holds responses back until it is set."""
    override: bytes | None = None
    """The body of every response."""
    requests: int = 0

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    async def respond(self, request: web.Request) -> web.Response:
        """Respond to a request of any system."""
        self.requests += 1
        body = await request.read()
        if self.held is not None:
            await self.held.wait()
        if self.failures:
            self.failures -= 1
            return web.Response(status=self.failure_status)
        if self.override is not None:
            return web.Response(body=self.override)
        if request.path == f"/widevine/{PROVIDER}":
            return self._widevine(orjson.loads(body))
        return self._axinom(request, body)

    def _widevine(self, signed: dict[str, str]) -> web.Response:
        message = b64decode(signed["request"])
        digest = hashlib.sha1(message).digest()
        if signed["signer"] != PROVIDER or _decrypted(signed["signature"], SIGNING_KEY, SIGNING_IV)[:20] != digest:
            return web.json_response({"status": "SIGNATURE_FAILED"})
        content = orjson.loads(message)
        challenge = b64decode(content["payload"])
        self._received(content, challenge)
        if challenge == REVOKED:
            return web.json_response({"status": "DRM_DEVICE_CERTIFICATE_REVOKED"})
        license_ = b64encode(b"licence of " + challenge).decode()
        return web.json_response({"status": "OK", "license": license_})

    def _axinom(self, request: web.Request, challenge: bytes) -> web.Response:
        is_playready = request.path == "/playready"
        try:
            token = jwt.decode(request.headers["X-AxDRM-Message"], COMMUNICATION_KEY, algorithms=["HS256"])
        except (KeyError, jwt.PyJWTError):
            return web.Response(status=403, headers={"X-AxDRM-ErrorMessage": "The token is not valid"})
        self._received(token, challenge)
        if challenge == REVOKED:
            headers = {"X-AxDRM-ErrorMessage": "License denied"}
            return web.Response(status=500 if is_playready else 403, headers=headers)
        return web.Response(body=b"licence of " + challenge)

    def _received(self, message: dict[str, Any], challenge: bytes) -> None:
        self.messages.append(message)
        self.challenges.append(challenge)


def decrypted_key(key_id: str, encrypted: str) -> bytes:
    """Return a content key from a token."""
    return _decrypted(encrypted, COMMUNICATION_KEY, UUID(key_id).bytes)


def _decrypted(encoded: str, key: bytes, iv: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(b64decode(encoded)) + cipher.finalize()


@asynccontextmanager
async def license_server() -> AsyncIterator[LicenseServer]:
    """Run a server on a free port of this machine."""
    server = LicenseServer()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.respond)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        if server.held is not None:
            server.held.set()
        await runner.cleanup()
