"""A user with factors, over HTTP: signs in, sets factors up, and reads the messages that were requested."""

from base64 import b32decode, b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import jwt
from services.auth.tests.authenticator import Authenticator
from sqlalchemy import select

from auth.bootstrap import Container
from auth.domain.factors.totp import Totp, step_at
from auth.infrastructure.tables import outbox
from chassis.storage.encryption import read_keyring
from chassis.testing.clock import FixedClock
from contracts.auth import NoticeContent, UserNoticeRequestedV1

API = "/api/v1/auth"
NO_ACCOUNT = UUID(int=0)
PASSWORD = "Sesame-0pen"


@dataclass(frozen=True)
class Message:
    """A notice as its receiver gets it."""

    kind: str
    channel: str
    address: str
    data: Mapping[str, str]


@dataclass
class FactorUser:
    """One user, `username`, of a service whose clock tests control."""

    client: httpx2.AsyncClient
    container: Container
    clock: FixedClock
    username: str = "ada_l"
    token: str = ""
    secret: bytes = b""
    device: Authenticator = field(default_factory=Authenticator)

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"

    async def send(self, method: str, path: str, body: object = None, *, token: str | None = None) -> httpx2.Response:
        bearer = self.token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return await self.client.request(method, f"{API}{path}", json=body, headers=headers)

    async def register(self) -> "FactorUser":
        body = {"email": self.email, "username": self.username, "password": PASSWORD}
        response = await self.send("POST", "/register", body, token="")
        assert response.status_code == 201, response.text
        self.token = response.json()["data"]["accessToken"]
        return self

    async def log_in(self) -> httpx2.Response:
        return await self.send("POST", "/login", {"email": self.email, "password": PASSWORD}, token="")

    async def new_token(self) -> str:
        """Return the access token of a new session."""
        token: str = (await self.log_in()).json()["data"]["accessToken"]
        return token

    async def challenge(self) -> str:
        """Return the challenge of a sign-in with the right password."""
        response = await self.log_in()
        assert (response.status_code, code_of(response)) == (401, "SECOND_FACTOR_REQUIRED"), response.text
        challenge: str = response.json()["error"]["details"]["challenge"]
        return challenge

    async def second_step(self, method: str, challenge: str = "", **proof: Any) -> httpx2.Response:
        body = {"challenge": challenge or await self.challenge(), "method": method, **proof}
        return await self.send("POST", "/login/second-factor", body, token="")

    async def enable_totp(self) -> list[str]:
        """Enable an authenticator app and return the recovery codes; the clock moves on to the next step."""
        response = await self.send("POST", "/factors/totp")
        assert response.status_code == 201, response.text
        self.secret = b32decode(response.json()["data"]["secret"])
        response = await self.send("POST", "/factors/totp/confirm", {"code": self.totp_code()})
        assert response.status_code == 200, response.text
        self.next_step()
        codes: list[str] = response.json()["data"]["recoveryCodes"]
        return codes

    def totp_code(self, shift: int = 0) -> str:
        totp = Totp(NO_ACCOUNT, self.secret, self.clock.instant)
        return totp.code_at(step_at(self.clock.instant) + shift)

    def next_step(self) -> None:
        self.clock.instant += timedelta(seconds=30)

    async def add_passkey(self, device: Authenticator | None = None) -> httpx2.Response:
        options = await self.passkey_options()
        credential = (device or self.device).create(options)
        return await self.send("POST", "/passkeys", {"credential": credential, "name": "Laptop"})

    async def passkey_options(self) -> dict[str, Any]:
        return public_key_of(await self.send("POST", "/passkeys/options"))

    async def sign_in_options(self) -> dict[str, Any]:
        return public_key_of(await self.send("POST", "/passkeys/sign-in/options", token=""))

    async def passkey_sign_in(self, credential: Mapping[str, Any]) -> httpx2.Response:
        return await self.send("POST", "/passkeys/sign-in", {"credential": credential}, token="")

    async def add_phone(self, use: str = "second-factor", number: str = "+44 20 7123 4567") -> list[str]:
        response = await self.send("PUT", "/factors/phone", {"number": number, "use": use})
        assert response.status_code == 202, response.text
        code = (await self.messages())[-1].data["code"]
        response = await self.send("POST", "/factors/phone/confirm", {"code": code})
        assert response.status_code == 200, response.text
        codes: list[str] = response.json()["data"]["recoveryCodes"]
        return codes

    async def request_code(self, identifier: str | None = None, channel: str = "email") -> httpx2.Response:
        return await self.send("POST", "/codes", {"email": identifier or self.email, "channel": channel}, token="")

    async def code_sign_in(self, code: str, identifier: str | None = None) -> httpx2.Response:
        return await self.send("POST", "/codes/sign-in", {"email": identifier or self.email, "code": code}, token="")

    async def messages(self) -> list[Message]:
        """Return the notices in the order of their requests."""
        keys = read_keyring(self.container.settings.notice_key_files)
        async with self.container.runtime.transactions.read() as connection:
            query = select(outbox).where(outbox.c.topic == "user.notice.requested").order_by(outbox.c.id)
            rows = (await connection.execute(query)).all()
        messages = []
        for row in rows:
            event = UserNoticeRequestedV1.model_validate_json(row.body)
            sealed = keys.open(b64decode(event.sealed), context=event.context_of(event.notice_id))
            content = NoticeContent.model_validate_json(sealed)
            messages.append(Message(event.kind, event.channel, content.address, content.data))
        return messages


def code_of(response: httpx2.Response) -> str:
    """Return the code of an error."""
    code: str = response.json()["error"]["code"]
    return code


def public_key_of(response: httpx2.Response) -> dict[str, Any]:
    """Return the options of a ceremony."""
    assert response.status_code == 200, response.text
    options: dict[str, Any] = response.json()["data"]["publicKey"]
    return options


def methods_of(response: httpx2.Response) -> list[str]:
    """Return how the user of new tokens has signed in (RFC 8176)."""
    assert response.status_code == 200, response.text
    claims = jwt.decode(response.json()["data"]["accessToken"], options={"verify_signature": False})
    methods: list[str] = claims["amr"]
    return methods
