"""No secret, token, code or address is in any log record, whatever the user does and whatever fails."""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.factor_support import PASSWORD, FactorUser
from services.auth.tests.integration.conftest import MakeSettings

from auth.api import create_api
from auth.bootstrap import build
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.logs import leaks
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

NUMBER = "+442071239876"
PROVIDER = {"name": "gone", "title": "Gone", "issuer": "http://127.0.0.1:1", "client_id": "marquee"}


@dataclass
class Journal:
    """Sends requests as a user, and collects the secrets in them and in their responses."""

    user: FactorUser
    secrets: dict[str, str | bytes] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    async def send(
        self, method: str, path: str, body: Any = None, *, content: bytes | None = None, **headers: str
    ) -> httpx2.Response:
        sent = {"Authorization": f"Bearer {self.user.token}", **headers}
        url = f"/api/v1{path}"
        if content is None:
            response = await self.user.client.request(method, url, json=body, headers=sent)
        else:
            response = await self.user.client.request(
                method, url, content=content, headers={**sent, "Content-Type": "application/json"}
            )
        self.statuses.append(response.status_code)
        return response

    def keep(self, **secrets: str | bytes) -> None:
        self.secrets |= secrets

    def keep_tokens(self, name: str, response: httpx2.Response) -> Mapping[str, Any]:
        data: Mapping[str, Any] = response.json()["data"]
        self.keep(**{f"{name} access": data["accessToken"], f"{name} refresh": data["refreshToken"]})
        return data


@pytest_asyncio.fixture
async def journal(
    caplog: pytest.LogCaptureFixture, urls: DatabaseUrls, make_settings: MakeSettings
) -> AsyncIterator[Journal]:
    # Before the service is built, as a process configures it: some libraries decide then what they log.
    caplog.set_level(logging.DEBUG)
    clock = FixedClock(datetime.now(UTC))
    settings = make_settings(urls, oidc_providers=json.dumps([PROVIDER]), oidc_loopback=True)
    container = build(settings, clock=clock)
    async with client_for(create_api(container)) as client:
        yield Journal(FactorUser(client, container, clock, "marker_ada"))
    await container.runtime.engine.dispose()


async def sign_ins(journal: Journal) -> None:
    """Register, sign in, refresh, and reset the password."""
    user = journal.user
    await user.register()
    journal.keep(email=user.email, password=PASSWORD, token=user.token)
    data = journal.keep_tokens("login", await user.log_in())
    journal.keep(wrong="Wr0ng-marker-1")
    for body in ({"email": user.email, "password": "Wr0ng-marker-1"}, {"username": "x-marker", "password": PASSWORD}):
        await journal.send("POST", "/auth/login", body)
    refreshed = await journal.send("POST", "/auth/refresh", {"refreshToken": data["refreshToken"]})
    journal.keep_tokens("refresh", refreshed)
    reused = "r" * 20 + "-marker" + "r" * 16
    journal.keep(reused=reused)
    await journal.send("POST", "/auth/refresh", {"refreshToken": reused})
    await journal.send("POST", "/auth/password/forgot", {"email": user.email})
    reset = (await user.messages())[-1].data["code"]
    journal.keep(reset=reset, chosen="Difference-marker-1822")
    await journal.send("POST", "/auth/password/reset", {"code": f"{reset[:-1]}!", "password": "Difference-marker-1822"})
    await journal.send("POST", "/auth/password/reset", {"code": reset, "password": "short"})
    await journal.send("POST", "/auth/password/reset", {"code": reset, "password": PASSWORD})
    user.token = await user.new_token()
    journal.keep(again=user.token, next_address="next-marker@example.org")
    assert (await journal.send("POST", "/users/me/email", {"email": "next-marker@example.org"})).status_code == 202


async def factors(journal: Journal) -> None:
    """Use codes, an app, a phone and a passkey, rightly and wrongly."""
    user = journal.user
    await user.request_code()
    code = (await user.messages())[-1].data["code"]
    journal.keep(mail_code=code)
    await user.code_sign_in("98765432")
    await user.code_sign_in(code)
    recovery = await user.enable_totp()
    journal.keep(totp_secret=user.secret, recovery=recovery[0], phone=NUMBER[1:])
    await user.add_phone(number=NUMBER)
    sms = (await user.messages())[-1].data.get("code", "")
    journal.keep(**({"sms": sms} if sms else {}))
    challenge = await user.challenge()
    journal.keep(challenge=challenge)
    await user.second_step("totp", challenge, code="wrong-marker")
    await user.second_step("recovery-code", challenge, code="wrong-marker-recovery")
    journal.keep(wrong_code="wrong-marker", step=user.totp_code())
    journal.keep_tokens("second step", await user.second_step("totp", challenge, code=user.totp_code()))
    assert (await user.add_passkey()).status_code == 201
    options = await user.sign_in_options()
    credential = user.device.get(options)
    journal.keep(passkey_challenge=options["challenge"], signature=credential["response"]["signature"])
    forged = {
        **credential,
        "response": {**credential["response"], "signature": credential["response"]["signature"][::-1]},
    }
    assert (await user.passkey_sign_in(forged)).status_code == 401
    await user.passkey_sign_in(credential)


async def keys_and_devices(journal: Journal) -> None:
    """Use an API key, a device and a provider that is down."""
    user = journal.user
    created = await journal.send("POST", "/auth/api-keys", {"name": "Backup", "scopes": ["library:read"]})
    key = created.json()["data"]["key"]
    journal.keep(api_key=key, bad_key=f"{key[:-6]}marker")
    for sent in (key, f"{key[:-6]}marker"):
        response = await user.client.post("/internal/api-keys/exchange", json={"key": sent})
        if response.is_success:
            journal.keep(key_token=response.json()["accessToken"])
    device = (await journal.send("POST", "/auth/devices", {"name": "TV", "kind": "tv"})).json()["data"]
    journal.keep(device_token=device["deviceToken"])
    await journal.send("POST", "/auth/devices/token", {"deviceToken": device["deviceToken"]})
    await journal.send("POST", "/auth/devices/token", {"deviceToken": f"mqd_marker{'a' * 37}"})
    codes = (await journal.send("POST", "/auth/device", {})).json()["data"]
    journal.keep(device_code=codes["deviceCode"], user_code=codes["userCode"])
    await journal.send("POST", "/auth/device/token", {"deviceCode": codes["deviceCode"]})
    await journal.send("GET", f"/auth/device/request?userCode={codes['userCode']}")
    await journal.send("POST", "/auth/device/approve", {"userCode": codes["userCode"]})
    journal.keep(state="state-marker", oidc_code="code-marker", verifier="verifier-marker")
    await journal.send("GET", f"/auth/oidc/gone/authorize?codeChallenge={'a' * 43}&redirect=false")
    await journal.send("GET", "/auth/oidc/gone/callback?state=state-marker&code=code-marker")
    await journal.send("GET", "/auth/oidc/gone/callback?state=state-marker&error=code-marker")
    await journal.send(
        "POST", "/auth/oidc/token", {"code": "code-marker", "codeVerifier": f"verifier-marker{'v' * 30}"}
    )


async def mistakes(journal: Journal) -> None:
    """Put secrets where they do not belong."""
    lost = "lost-marker-secret"
    journal.keep(lost=lost)
    for path in (
        "login",
        "register",
        "refresh",
        "login/second-factor",
        "codes/sign-in",
        "password/reset",
        "device/token",
    ):
        await journal.send(
            "POST", f"/auth/{path}", {"email": lost, "username": lost, lost: lost, "password": {"x": lost}}
        )
        await journal.send("POST", f"/auth/{path}", [lost])
        await journal.send("POST", f"/auth/{path}?password={lost}", {})
        await journal.send("POST", f"/auth/{path}", content=f'{{"password": "{lost}"'.encode())
        await journal.send("POST", f"/auth/{path}", content=f'{{"email": "{lost}\\u0000@example.org"}}'.encode())
    await journal.send("GET", f"/auth/me?token={lost}")
    await journal.send("GET", "/auth/me", Authorization=f"Bearer {lost}")
    await journal.send("GET", "/auth/me", Authorization=f"Basic {lost}")
    await journal.send("GET", "/auth/me", Cookie=f"__Host-session={lost}")
    await journal.send("POST", "/auth/refresh", None, Cookie=f"__Host-refresh={lost}")
    await journal.send("GET", f"/admin/users?query={quote(journal.user.email)}")


async def test_no_record_holds_a_secret(journal: Journal, caplog: pytest.LogCaptureFixture) -> None:
    await sign_ins(journal)
    await factors(journal)
    await keys_and_devices(journal)
    await mistakes(journal)
    await journal.send("POST", "/auth/logout?all=true")

    assert [status for status in journal.statuses if status >= 500 and status != 503] == []
    assert len(journal.secrets) > 30
    assert {record.name for record in caplog.records} >= {"access"}
    assert sorted(set(leaks(caplog.get_records("call") + caplog.get_records("setup"), journal.secrets))) == []
