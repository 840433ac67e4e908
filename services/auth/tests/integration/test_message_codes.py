"""Codes that are sent by mail or SMS, and phone numbers, on Postgres."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from services.auth.tests.factor_support import FactorUser, code_of, methods_of
from sqlalchemy import event

pytestmark = pytest.mark.integration


async def test_a_code_by_mail_signs_in_once(user: FactorUser) -> None:
    await user.request_code()
    message = (await user.messages())[-1]

    first = await user.code_sign_in(message.data["code"])
    second = await user.code_sign_in(message.data["code"])

    assert (message.kind, message.channel, message.address) == ("sign_in_code", "email", "ada_l@example.org")
    assert (methods_of(first), second.status_code, code_of(second)) == (["otp"], 401, "INVALID_FACTOR")


async def test_a_code_by_sms_signs_in_with_a_phone_for_that(user: FactorUser) -> None:
    await user.add_phone("sign-in")
    await user.request_code(channel="sms")
    message = (await user.messages())[-1]

    assert (message.channel, message.address) == ("sms", "+442071234567")
    assert (await user.code_sign_in(message.data["code"], user.username)).status_code == 200


async def test_a_phone_for_second_steps_gets_no_codes_to_sign_in(user: FactorUser) -> None:
    await user.add_phone("second-factor")
    before = len(await user.messages())

    response = await user.request_code(channel="sms")

    assert (response.status_code, len(await user.messages())) == (202, before)


async def test_a_code_by_mail_needs_the_second_step_too(user: FactorUser) -> None:
    await user.enable_totp()
    await user.request_code()
    response = await user.code_sign_in((await user.messages())[-1].data["code"])
    challenge = response.json()["error"]["details"]["challenge"]

    assert code_of(response) == "SECOND_FACTOR_REQUIRED"
    assert methods_of(await user.second_step("totp", challenge, code=user.totp_code())) == ["otp", "otp", "mfa"]


async def test_a_code_ends_after_five_wrong_tries_and_ten_minutes(user: FactorUser) -> None:
    await user.request_code()
    code = (await user.messages())[-1].data["code"]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert (await user.code_sign_in(wrong)).status_code == 401
    user.clock.instant += timedelta(seconds=20)
    assert (await user.code_sign_in(code)).status_code == 401

    await user.request_code()
    code = (await user.messages())[-1].data["code"]
    user.clock.instant += timedelta(minutes=10)
    assert (await user.code_sign_in(code)).status_code == 401


@contextmanager
def recorded(user: FactorUser) -> Iterator[list[str]]:
    """Collect the statements that the service executes."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # A savepoint ends one way or the other.
        executed.append("END OF SAVEPOINT" if "sa_savepoint" in statement and statement[0] == "R" else statement)

    engine = user.container.runtime.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_known_and_unknown_receivers_get_the_same_responses_and_statements(user: FactorUser) -> None:
    await user.enable_totp()
    outcomes, statements = [], []
    for identifier in (user.email, "unknown@example.org"):
        with recorded(user) as executed:
            request = await user.request_code(identifier)
            rejection = await user.code_sign_in("000000", identifier)
        error = rejection.json()["error"]
        outcomes.append((request.status_code, request.json(), rejection.status_code, error["code"], error["message"]))
        statements.append(executed)

    assert outcomes[0] == outcomes[1]
    assert (outcomes[0][0], outcomes[0][3]) == (202, "INVALID_FACTOR")
    assert len(statements[0]) > 10
    assert statements[0] == statements[1]
    assert [message.address for message in await user.messages() if message.kind == "sign_in_code"] == [user.email]


async def test_no_account_gets_more_than_five_codes_in_a_row(user: FactorUser) -> None:
    statuses = []
    for number in range(8):
        body = {"email": user.email, "channel": "email"}
        response = await user.client.post(
            "/api/v1/auth/codes", json=body, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        )
        statuses.append(response.status_code)
    codes = [message for message in await user.messages() if message.kind == "sign_in_code"]

    # From many networks: the response stays the same, and the messages end.
    assert statuses == [202] * 8
    assert len(codes) == 5
    assert (await user.code_sign_in(codes[-1].data["code"])).status_code == 200


async def test_one_network_has_to_wait_for_its_codes(user: FactorUser) -> None:
    statuses = [(await user.request_code("unknown@example.org")).status_code for _ in range(6)]

    assert statuses == [202] * 5 + [429]


async def test_a_phone_for_second_steps(user: FactorUser) -> None:
    recovery_codes = await user.add_phone()
    factors = (await user.send("GET", "/factors")).json()["data"]
    challenge = await user.challenge()
    sent = await user.send("POST", "/login/second-factor/code", {"challenge": challenge}, token="")
    message = (await user.messages())[-1]

    completed = await user.second_step("sms", challenge, code=message.data["code"])

    assert len(recovery_codes) == 10
    assert factors["methods"] == ["sms", "recovery-code"]
    assert (factors["phone"]["number"], factors["phone"]["isConfirmed"]) == ("•••••••••••67", True)
    assert (sent.status_code, sent.json()["data"]) == (202, {"expiresInSeconds": 600})
    assert (message.kind, message.channel, message.address) == ("sign_in_code", "sms", "+442071234567")
    assert methods_of(completed) == ["pwd", "sms", "mfa"]


async def test_the_export_of_a_user_has_the_number_and_no_secret(user: FactorUser) -> None:
    codes = await user.enable_totp()
    await user.add_phone()

    response = await user.client.get("/api/v1/users/me/export", headers={"Authorization": f"Bearer {user.token}"})

    tables = response.json()["data"]["tables"]
    assert (tables["phones"][0]["number"], tables["phones"][0]["use"]) == ("+442071234567", "second-factor")
    assert len(tables["recovery_codes"]) == 10
    assert "confirmed_at" in tables["totp_secrets"][0]
    assert [word for word in ("sealed", "digest", *codes) if word in response.text] == []


async def test_a_phone_in_the_wrong_order(user: FactorUser) -> None:
    missing = await user.send("POST", "/factors/phone/confirm", {"code": "123456"})
    absent = await user.send("DELETE", "/factors/phone")
    await user.add_phone("sign-in")
    again = await user.send("PUT", "/factors/phone", {"number": "+442071234568", "use": "sign-in"})
    confirmed = await user.send("POST", "/factors/phone/confirm", {"code": "123456"})
    removed = await user.send("DELETE", "/factors/phone")

    assert [code_of(response) for response in (missing, absent, again, confirmed)] == [
        "PHONE_NOT_FOUND",
        "PHONE_NOT_FOUND",
        "PHONE_CONFIRMED",
        "PHONE_CONFIRMED",
    ]
    assert removed.status_code == 204
    assert (await user.send("GET", "/factors")).json()["data"]["phone"] is None
