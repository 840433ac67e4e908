"""App passwords: created, listed and revoked by users, proved by apps."""

import logging
from hashlib import md5
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.subsonic.conftest import PASSWORDS, REST, Apps
from sqlalchemy import text

from chassis.testing.tokens import Tokens
from music.application.users.erasing import erase_users


async def test_an_app_signs_in_by_password_token_or_key(apps: Apps) -> None:
    app = apps.user
    salted = md5(f"{app.secret}salt".encode()).hexdigest()
    for parameters in (
        {},
        {"u": "bEN"},
        {"u": str(app.id)},
        {"p": f"enc:{app.secret.encode().hex()}"},
        {"p": None, "t": salted, "s": "salt"},
        {"p": None, "u": None, "apiKey": app.secret},
    ):
        assert (await app.call("ping", **parameters))["version"] == "1.16.1", parameters
    assert (await app.call("tokenInfo"))["tokenInfo"] == {"username": "Ben"}
    by_key = await app.call("tokenInfo", p=None, u=None, apiKey=app.secret)
    assert by_key["tokenInfo"] == {"username": str(app.id)}


async def test_credentials_that_are_wrong_or_contradict_each_other_are_refused(apps: Apps) -> None:
    app = apps.user
    for parameters, code in (
        ({"p": "wrong"}, 40),
        ({"p": ""}, 40),
        ({"u": "Carl"}, 40),
        ({"u": str(uuid4())}, 40),
        ({"p": apps.admin.secret}, 40),
        ({"p": None, "t": "0" * 32, "s": "salt"}, 40),
        ({"u": None}, 10),
        ({"p": None}, 10),
        ({"p": None, "t": "x"}, 10),
        ({"v": None}, 10),
        ({"c": None}, 10),
        ({"v": "2.0.0"}, 30),
        ({"v": "0.9"}, 20),
        ({"apiKey": app.secret}, 43),
        ({"t": "x", "s": "y"}, 43),
        ({"p": None, "u": None, "apiKey": "mqs_wrong"}, 44),
    ):
        assert await app.failure("ping", **parameters) == code, parameters
    assert "u" not in (await app.send("getOpenSubsonicExtensions", u=None, p=None, v=None, c=None)).json()
    extensions = await app.call("getOpenSubsonicExtensions", u=None, p=None, v=None, c=None)
    assert {"name": "apiKeyAuthentication", "versions": [1]} in extensions["openSubsonicExtensions"]


async def test_a_password_is_shown_once_listed_without_its_secret_and_revoked(
    apps: Apps, client: httpx2.AsyncClient, music: Music
) -> None:
    app = apps.user
    await app.call("ping", c="Symfonium")
    (listed,) = (await client.get(PASSWORDS, headers=app.headers)).json()["data"]
    assert (listed["name"], listed["lastClient"]) == ("Phone", "Symfonium")
    assert listed["lastUsedAt"] is not None
    assert "secret" not in listed
    async with music.container.runtime.engine.connect() as connection:
        rows = (await connection.execute(text("select * from app_passwords"))).all()
    assert app.secret not in str(rows)
    assert app.secret.encode() not in b"".join(row.sealed + row.digest for row in rows)
    other = await client.delete(f"{PASSWORDS}/{listed['id']}", headers=apps.admin.headers)
    assert (other.status_code, other.json()["error"]["code"]) == (404, "APP_PASSWORD_NOT_FOUND")
    assert (await client.delete(f"{PASSWORDS}/{listed['id']}", headers=app.headers)).status_code == 204
    assert await app.failure("ping") == 40
    assert await app.failure("ping", p=None, u=None, apiKey=app.secret) == 44


async def test_a_user_has_a_limited_number_of_passwords(apps: Apps, client: httpx2.AsyncClient) -> None:
    codes = [
        (await client.post(PASSWORDS, json={"name": str(number)}, headers=apps.user.headers)).status_code
        for number in range(20)
    ]
    assert codes == [201] * 19 + [409]
    for body in ({}, {"name": ""}, {"name": "x" * 101}, {"name": "a\0"}):
        assert (await client.post(PASSWORDS, json=body, headers=apps.user.headers)).status_code == 400


async def test_an_api_key_makes_no_passwords(apps: Apps, client: httpx2.AsyncClient, tokens: Tokens) -> None:
    token = tokens.issue(apps.user.id, claims={"scope": "music:read music:write"})
    headers = {"Authorization": f"Bearer {token}"}
    response = await client.post(PASSWORDS, json={"name": "x"}, headers=headers)
    assert response.status_code == 403
    assert (await client.get(PASSWORDS, headers=headers)).status_code == 200


async def test_a_deleted_user_has_no_apps(apps: Apps, client: httpx2.AsyncClient, music: Music) -> None:
    async with music.container.units.begin() as work:
        await erase_users(work, {apps.user.id})
    assert await apps.user.failure("ping") == 40
    created = await client.post(PASSWORDS, json={"name": "x"}, headers=apps.user.headers)
    assert (created.status_code, created.json()["error"]["code"]) == (403, "ACCOUNT_ERASED")


async def test_secrets_are_in_no_log(apps: Apps, caplog: pytest.LogCaptureFixture) -> None:
    app = apps.user
    with caplog.at_level(logging.DEBUG):
        await app.call("ping")
        await app.failure("ping", p=app.secret + "x")
        await app.client.get(f"{REST}/none", params={"p": app.secret, "apiKey": app.secret})
        await app.client.post(f"{REST}/ping", data={"p": app.secret})
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert any(REST in record.getMessage() or REST in str(record.__dict__) for record in ours)
    assert app.secret not in "".join(str(record.__dict__) for record in ours)


async def test_an_app_that_calls_too_often_waits(apps: Apps, music: Music, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(music.container.application.apps.rates, "_most", 2)
    codes = [(await apps.user.send("ping")).status_code for _ in range(4)]
    assert codes.count(429) >= 1
    await apps.admin.call("ping")
