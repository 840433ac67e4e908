"""Second factors over HTTP, on Postgres: setup, second steps, codes by message and proofs before changes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from services.auth.tests.factor_support import PASSWORD, FactorUser, code_of, methods_of
from sqlalchemy import select, text

from auth.infrastructure.tables import audit_entries

pytestmark = pytest.mark.integration


async def entries(user: FactorUser) -> list[tuple[str, dict[str, str]]]:
    """Return kind and details of every entry of the audit log."""
    query = select(audit_entries.c.kind, audit_entries.c.details).order_by(audit_entries.c.id)
    async with user.container.runtime.transactions.read() as connection:
        return [(row.kind, row.details) for row in await connection.execute(query)]


async def kinds(user: FactorUser) -> list[str]:
    return [kind for kind, _ in await entries(user)]


async def promote(user: FactorUser) -> None:
    """Make a user an administrator, behind the back of the service."""
    async with user.container.runtime.engine.begin() as connection:
        await connection.execute(
            text("update accounts set roles = '{user,admin}' where username = :username"), {"username": user.username}
        )


async def test_an_app_is_enabled_by_its_first_code(user: FactorUser) -> None:
    setup = (await user.send("POST", "/factors/totp")).json()["data"]
    before = await user.log_in()

    recovery_codes = await user.enable_totp()
    factors = (await user.send("GET", "/factors")).json()["data"]

    assert setup["uri"].startswith("otpauth://totp/Marquee:ada_l%40example.org?secret=")
    assert setup["secret"] in setup["uri"]
    assert setup["qrCode"].startswith("<svg")
    assert "<script" not in setup["qrCode"]
    # A secret that no code has confirmed changes no sign-in.
    assert before.status_code == 200
    assert len(set(recovery_codes)) == 10
    assert factors == {
        "needsSecondFactor": True,
        "methods": ["totp", "recovery-code"],
        "totp": True,
        "passkeys": 0,
        "recoveryCodes": 10,
        "phone": None,
    }
    assert [(message.kind, message.address) for message in await user.messages()] == [
        ("second_factor_added", "ada_l@example.org")
    ]


async def test_a_sign_in_needs_the_second_step(user: FactorUser) -> None:
    await user.enable_totp()
    response = await user.log_in()
    details = response.json()["error"]["details"]

    completed = await user.second_step("totp", details["challenge"], code=user.totp_code())

    assert (response.status_code, code_of(response)) == (401, "SECOND_FACTOR_REQUIRED")
    assert (details["methods"], details["expiresInSeconds"]) == (["totp", "recovery-code"], 300)
    assert methods_of(completed) == ["pwd", "otp", "mfa"]
    assert set(completed.json()["data"]) == {"accessToken", "refreshToken", "tokenType", "expiresIn"}
    assert (await user.send("GET", "/me", token=completed.json()["data"]["accessToken"])).status_code == 200
    assert (await kinds(user))[-1] == "signed_in"


async def test_wrong_passwords_reveal_no_second_factor(user: FactorUser) -> None:
    await user.enable_totp()

    response = await user.send("POST", "/login", {"email": user.email, "password": "Wrong-1843"}, token="")

    assert code_of(response) == "INVALID_CREDENTIALS"


async def test_a_challenge_gives_one_session(user: FactorUser) -> None:
    await user.enable_totp()
    challenge = await user.challenge()
    first = await user.second_step("totp", challenge, code=user.totp_code())
    user.next_step()

    second = await user.second_step("totp", challenge, code=user.totp_code())

    assert (first.status_code, second.status_code) == (200, 401)


async def test_every_rejected_second_step_has_one_body(user: FactorUser) -> None:
    codes = await user.enable_totp()
    other = await FactorUser(user.client, user.container, user.clock, "eve_1").register()
    other_codes = await other.enable_totp()
    good = user.totp_code()
    used = await user.second_step("totp", code=good)
    old = await user.challenge()
    user.clock.instant += timedelta(minutes=6)
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("totp", "x" * 43, {"code": user.totp_code()}),
        ("totp", old, {"code": user.totp_code()}),
        ("totp", "", {"code": good}),
        ("totp", "", {"code": "abcdef"}),
        ("recovery-code", "", {"code": other_codes[0]}),
        ("recovery-code", "", {"code": "4XK9M"}),
        ("sms", "", {"code": "123456"}),
        ("passkey", "", {"credential": {"id": "", "rawId": "", "type": "public-key", "response": {
            "clientDataJSON": "", "authenticatorData": "", "signature": ""}}}),
    ]  # fmt: skip

    bodies = []
    for method, challenge, proof in attempts:
        user.clock.instant += timedelta(minutes=20)
        challenge = challenge or await user.challenge()
        response = await user.second_step(method, challenge, **proof)
        bodies.append((response.status_code, response.json()["error"]["code"], response.json()["error"]["message"]))

    assert used.status_code == 200
    assert len(set(bodies)) == 1
    assert bodies[0][:2] == (401, "INVALID_FACTOR")
    assert (await user.second_step("recovery-code", code=codes[0])).status_code == 200


async def test_a_challenge_ends_after_five_wrong_codes(user: FactorUser) -> None:
    codes = await user.enable_totp()
    challenge = await user.challenge()
    for _ in range(5):
        user.clock.instant += timedelta(seconds=20)
        assert (await user.second_step("recovery-code", challenge, code="4XK9M")).status_code == 401

    user.clock.instant += timedelta(seconds=20)
    assert (await user.second_step("recovery-code", challenge, code=codes[0])).status_code == 401
    user.clock.instant += timedelta(minutes=16)
    assert (await user.second_step("recovery-code", code=codes[0])).status_code == 200


async def test_guesses_at_second_factors_have_to_wait_whatever_their_challenge(user: FactorUser) -> None:
    await user.enable_totp()
    challenges = [await user.challenge() for _ in range(3)]
    statuses = []
    for number in range(7):
        response = await user.second_step("totp", challenges[number % 3], code="000000")
        statuses.append(response.status_code)

    assert statuses == [401] * 5 + [429] * 2
    assert int(response.headers["retry-after"]) >= 1


async def test_recovery_codes_work_once_in_any_spelling(user: FactorUser) -> None:
    codes = await user.enable_totp()
    typed = codes[3].lower().replace("-", " ")

    first = await user.second_step("recovery-code", code=typed)
    second = await user.second_step("recovery-code", code=codes[3])
    left = (await user.send("GET", "/factors")).json()["data"]["recoveryCodes"]

    assert (methods_of(first), second.status_code, left) == (["pwd", "otp", "mfa"], 401, 9)


async def test_new_recovery_codes_replace_the_old_ones(user: FactorUser) -> None:
    old = await user.enable_totp()
    response = await user.send("POST", "/factors/recovery-codes")

    assert response.status_code == 201
    assert (await user.second_step("recovery-code", code=old[0])).status_code == 401
    assert (
        await user.second_step("recovery-code", code=response.json()["data"]["recoveryCodes"][0])
    ).status_code == 200


async def test_recovery_codes_need_and_end_with_a_second_factor(user: FactorUser) -> None:
    without = await user.send("POST", "/factors/recovery-codes")
    await user.enable_totp()
    removed = await user.send("DELETE", "/factors/totp")
    factors = (await user.send("GET", "/factors")).json()["data"]

    assert code_of(without) == "NO_SECOND_FACTOR"
    assert removed.status_code == 204
    assert (factors["needsSecondFactor"], factors["recoveryCodes"]) == (False, 0)
    assert (await user.log_in()).status_code == 200
    assert [message.kind for message in await user.messages()] == ["second_factor_added", "second_factor_removed"]
    assert [kind for kind in await kinds(user) if "factor" in kind] == ["factor_added", "factor_removed"]


async def test_setup_of_an_app_in_the_wrong_order(user: FactorUser) -> None:
    missing = await user.send("POST", "/factors/totp/confirm", {"code": "123456"})
    absent = await user.send("DELETE", "/factors/totp")
    await user.enable_totp()
    again = await user.send("POST", "/factors/totp")
    confirmed = await user.send("POST", "/factors/totp/confirm", {"code": user.totp_code()})

    assert [code_of(response) for response in (missing, absent, again, confirmed)] == [
        "TOTP_NOT_FOUND",
        "TOTP_NOT_FOUND",
        "TOTP_ENABLED",
        "TOTP_ENABLED",
    ]


async def test_a_wrong_first_code_enables_nothing(user: FactorUser) -> None:
    await user.send("POST", "/factors/totp")
    response = await user.send("POST", "/factors/totp/confirm", {"code": "000000"})

    assert code_of(response) == "INVALID_FACTOR"
    assert (await user.log_in()).status_code == 200


async def test_changes_of_factors_need_a_recent_sign_in(user: FactorUser) -> None:
    user.clock.instant += timedelta(minutes=16)
    old = [
        await user.send("POST", "/factors/totp"),
        await user.send("POST", "/factors/totp/confirm", {"code": "123456"}),
        await user.send("DELETE", "/factors/totp"),
        await user.send("POST", "/factors/recovery-codes"),
        await user.send("PUT", "/factors/phone", {"number": "+442071234567", "use": "sign-in"}),
        await user.send("POST", "/factors/phone/confirm", {"code": "123456"}),
        await user.send("DELETE", "/factors/phone"),
        await user.send("POST", "/passkeys/options"),
    ]
    wrong = await user.send("POST", "/reauthenticate", {"method": "password", "password": "Wrong-1843"})
    still_old = await user.send("POST", "/factors/totp")
    renewed = await user.send("POST", "/reauthenticate", {"method": "password", "password": PASSWORD})

    assert {(response.status_code, code_of(response)) for response in old} == {(403, "REAUTHENTICATION_REQUIRED")}
    assert (wrong.status_code, code_of(wrong), still_old.status_code) == (401, "INVALID_CREDENTIALS", 403)
    assert renewed.status_code == 204
    assert (await user.send("POST", "/factors/totp")).status_code == 201
    assert [entry for entry in await entries(user) if entry[0].startswith("reauth")] == [
        ("reauthentication_failed", {"factor": "password"}),
        ("reauthenticated", {"factor": "password"}),
    ]


async def test_each_factor_renews_the_proof(user: FactorUser) -> None:
    codes = await user.enable_totp()
    await user.add_phone()
    await user.add_passkey()

    for method in ("totp", "recovery-code", "sms", "passkey"):
        user.clock.instant += timedelta(minutes=16)
        assert (await user.send("POST", "/factors/recovery-codes")).status_code == 403
        proof: dict[str, object] = {"code": user.totp_code()}
        if method == "recovery-code":
            proof = {"code": codes[0]}
        if method == "sms":
            assert (await user.send("POST", "/reauthenticate/code")).status_code == 202
            proof = {"code": (await user.messages())[-1].data["code"]}
        if method == "passkey":
            options = (await user.send("POST", "/reauthenticate/options")).json()["data"]["publicKey"]
            proof = {"credential": user.device.get(options)}
        first = await user.send("POST", "/reauthenticate", {"method": method, **proof})
        again = await user.send("POST", "/reauthenticate", {"method": method, **proof})

        assert (method, first.status_code, again.status_code) == (method, 204, 401)
        assert code_of(again) == "INVALID_FACTOR"


async def test_an_administrator_removes_factors_and_the_user_gets_a_mail(user: FactorUser) -> None:
    await user.enable_totp()
    await user.add_passkey()
    admin = await FactorUser(user.client, user.container, user.clock, "root_1").register()
    await promote(admin)
    claims = jwt.decode(user.token, options={"verify_signature": False})
    path = f"/api/v1/admin/users/{claims['sub']}/factors"
    headers = {"Authorization": f"Bearer {await admin.new_token()}"}

    removed = await user.client.delete(path, headers=headers)
    signed_out = await user.send("GET", "/me")
    signed_in = await user.log_in()
    by_passkey = await user.passkey_sign_in(user.device.get(await user.sign_in_options()))
    missing = await user.client.delete(f"/api/v1/admin/users/{uuid4()}/factors", headers=headers)
    user.clock.instant += timedelta(minutes=16)
    late = await user.client.delete(path, headers=headers)

    assert removed.status_code == 204
    assert (signed_out.status_code, signed_in.status_code, by_passkey.status_code) == (401, 200, 401)
    assert (missing.status_code, late.status_code, code_of(late)) == (404, 403, "REAUTHENTICATION_REQUIRED")
    message = (await user.messages())[-1]
    assert (message.kind, message.address) == ("second_factor_removed", user.email)
    async with user.container.runtime.transactions.read() as connection:
        query = select(audit_entries).where(audit_entries.c.kind == "factors_removed")
        [entry] = (await connection.execute(query)).all()
    assert (str(entry.account_id), entry.details["totp"], entry.details["passkeys"]) == (claims["sub"], "true", "1")
    assert entry.actor_id != entry.account_id


async def test_an_ended_session_proves_nothing(user: FactorUser) -> None:
    await user.send("POST", "/logout")
    responses = [
        await user.send("GET", "/factors"),
        await user.send("POST", "/factors/totp"),
        await user.send("GET", "/passkeys"),
        await user.send("POST", "/reauthenticate", {"method": "password", "password": PASSWORD}),
        await user.send("POST", "/reauthenticate", {"method": "totp", "code": "123456"}),
    ]

    assert {(response.status_code, code_of(response)) for response in responses} == {(401, "UNAUTHORIZED")}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/login/second-factor", {"challenge": "short", "method": "totp", "code": "1"}, "challenge"),
        ("/login/second-factor", {"challenge": "x" * 43, "method": "password", "code": "1"}, "method"),
        ("/login/second-factor", {"challenge": "x" * 43, "method": "totp"}, "body"),
        ("/login/second-factor", {"challenge": "x" * 43, "method": "passkey", "code": "1"}, "body"),
        ("/codes", {"email": "ada@example.org", "username": "ada"}, "body"),
        ("/codes", {"email": "ada@example.org", "channel": "pigeon"}, "channel"),
        ("/codes/sign-in", {"email": "ada@example.org", "code": ""}, "code"),
        ("/codes/sign-in", {"email": "ada@example.org", "code": "1", "x": 1}, "x"),
        ("/passkeys/sign-in", {"credential": {"id": "!"}}, "credential.id"),
        ("/reauthenticate", {"method": "password"}, "body"),
        ("/reauthenticate", {"method": "totp", "code": "1", "password": "x"}, "body"),
        ("/factors/phone", {"number": "12", "use": "sign-in"}, "number"),
        ("/factors/phone", {"number": "+442071234567", "use": "fax"}, "use"),
    ],
)
async def test_fields_that_break_a_rule_are_named(
    user: FactorUser, path: str, body: dict[str, object], field: str
) -> None:
    response = await user.send("PUT" if path == "/factors/phone" else "POST", path, body)

    assert (response.status_code, code_of(response)) == (400, "VALIDATION_ERROR")
    assert field in [problem["field"] for problem in response.json()["error"]["details"]["errors"]]
