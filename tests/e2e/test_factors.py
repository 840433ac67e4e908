"""Second factors and passkeys, through the gateway: a software authenticator, an authenticator app, and a mail."""

import re
from base64 import b32decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
from services.auth.tests.authenticator import Authenticator

from auth.domain.factors.totp import Totp, step_at
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

PASSWORD = "Correct-horse-1"
CODE = re.compile(r"\b\d{6}\b")


class User:
    """A user with a session."""

    def __init__(self, api: httpx2.Client) -> None:
        self.api = api
        self.name = f"user_{uuid4().hex[:8]}"
        self.email = f"{self.name}@marquee.example"
        body = {"email": self.email, "username": self.name, "password": PASSWORD}
        self.token = self.send("POST", "/register", body, anonymous=True).json()["data"]["accessToken"]
        self.secret = b""

    def send(self, method: str, path: str, body: Any = None, *, anonymous: bool = False) -> httpx2.Response:
        headers = {} if anonymous else {"authorization": f"Bearer {self.token}"}
        return self.api.request(method, f"/api/v1/auth{path}", json=body, headers=headers)

    def log_in(self) -> httpx2.Response:
        return self.send("POST", "/login", {"email": self.email, "password": PASSWORD}, anonymous=True)

    def totp_code(self, shift: int = 0) -> str:
        now = datetime.now(UTC)
        return Totp(UUID(int=0), self.secret, now).code_at(step_at(now) + shift)

    def enable_totp(self) -> list[str]:
        setup = self.send("POST", "/factors/totp").json()["data"]
        self.secret = b32decode(setup["secret"])
        response = self.send("POST", "/factors/totp/confirm", {"code": self.totp_code()})
        assert response.status_code == 200, response.text
        codes: list[str] = response.json()["data"]["recoveryCodes"]
        return codes


@pytest.fixture(scope="module")
def api(stack: Stack) -> Any:
    """Return a client of the gateway without a signed-in user."""
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as client:
        yield client


def claims_of(response: httpx2.Response) -> Any:
    assert response.status_code == 200, response.text
    return jwt.decode(response.json()["data"]["accessToken"], options={"verify_signature": False})


def test_a_passkey_is_registered_and_signs_in(api: httpx2.Client) -> None:
    user, device = User(api), Authenticator()
    options = user.send("POST", "/passkeys/options").json()["data"]["publicKey"]
    added = user.send("POST", "/passkeys", {"credential": device.create(options), "name": "Laptop"})

    def signed_in(**changes: Any) -> httpx2.Response:
        request = user.send("POST", "/passkeys/sign-in/options", anonymous=True).json()["data"]["publicKey"]
        return user.send("POST", "/passkeys/sign-in", {"credential": device.get(request, **changes)}, anonymous=True)

    response = signed_in()
    user.token = response.json()["data"]["accessToken"]
    listed = user.send("GET", "/passkeys").json()["data"]
    elsewhere = signed_in(origin="https://evil.example")

    assert added.status_code == 201, added.text
    assert claims_of(response)["amr"] == ["hwk", "mfa"]
    assert user.send("GET", "/me").json()["data"]["username"] == user.name
    assert [(item["name"], item["lastUsedAt"] is None) for item in listed] == [("Laptop", False)]
    assert (elsewhere.status_code, elsewhere.json()["error"]["code"]) == (401, "INVALID_FACTOR")


def test_a_sign_in_with_a_second_factor(api: httpx2.Client) -> None:
    user = User(api)
    recovery_codes = user.enable_totp()
    first_step = user.log_in()
    details = first_step.json()["error"]["details"]

    def second_step(method: str, code: str, challenge: str) -> httpx2.Response:
        body = {"challenge": challenge, "method": method, "code": code}
        return user.send("POST", "/login/second-factor", body, anonymous=True)

    # The code that has enabled the app is used up: that of the next step is valid already.
    by_app = second_step("totp", user.totp_code(1), details["challenge"])
    again = second_step("recovery-code", recovery_codes[0], details["challenge"])
    challenge = user.log_in().json()["error"]["details"]["challenge"]
    by_recovery_code = second_step("recovery-code", recovery_codes[0], challenge)

    assert (first_step.status_code, first_step.json()["error"]["code"]) == (401, "SECOND_FACTOR_REQUIRED")
    assert details["methods"] == ["totp", "recovery-code"]
    assert claims_of(by_app)["amr"] == ["pwd", "otp", "mfa"]
    assert again.json()["error"]["code"] == "INVALID_FACTOR"
    assert claims_of(by_recovery_code)["amr"] == ["pwd", "otp", "mfa"]


def test_a_code_by_mail_signs_in(api: httpx2.Client, stack: Stack) -> None:
    user = User(api)
    requested = user.send("POST", "/codes", {"email": user.email}, anonymous=True)
    unknown = user.send("POST", "/codes", {"email": f"x{user.email}"}, anonymous=True)

    def mailed() -> list[str]:
        mails = [mail for mail in stack.mails_to(user.email) if mail.header("Subject") == "Your code to sign in"]
        return [code for mail in mails for code in CODE.findall(mail.body("plain") or "")]

    [code] = eventually(mailed, bool)
    response = user.send("POST", "/codes/sign-in", {"email": user.email, "code": code}, anonymous=True)

    assert (requested.status_code, unknown.status_code) == (202, 202)
    assert requested.json() == unknown.json()
    assert claims_of(response)["amr"] == ["otp"]
