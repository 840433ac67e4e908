"""Passkeys over HTTP, on Postgres, with a software authenticator."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import cbor2
import httpx2
import jwt
import pytest
from services.auth.tests.authenticator import EDDSA, ES256, ES384, RS256, Authenticator, decoded, encoded
from services.auth.tests.factor_support import FactorUser, code_of
from sqlalchemy import func, select

from auth.infrastructure.tables import challenges, one_time_codes, passkeys

pytestmark = pytest.mark.integration


def claims_of(response: httpx2.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    claims: dict[str, Any] = jwt.decode(response.json()["data"]["accessToken"], options={"verify_signature": False})
    return claims


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, RS256])
async def test_a_passkey_signs_in_without_a_username(user: FactorUser, algorithm: int) -> None:
    user.device.algorithm = algorithm
    added = await user.add_passkey()
    signed_in = await user.passkey_sign_in(user.device.get(await user.sign_in_options()))

    claims = claims_of(signed_in)
    assert added.status_code == 201
    assert (added.json()["data"]["name"], added.json()["data"]["isSynced"]) == ("Laptop", False)
    assert claims["amr"] == ["hwk", "mfa"]
    assert claims["sub"] == jwt.decode(user.token, options={"verify_signature": False})["sub"]
    assert [message.kind for message in await user.messages()] == ["second_factor_added"]


async def test_a_passkey_needs_no_second_step(user: FactorUser) -> None:
    user.device.is_synced = True
    user.device.counts = False
    await user.enable_totp()
    await user.add_passkey()

    for _ in range(2):
        response = await user.passkey_sign_in(user.device.get(await user.sign_in_options()))
        assert claims_of(response)["amr"] == ["swk", "mfa"]


async def test_a_passkey_completes_a_sign_in_by_password(user: FactorUser) -> None:
    await user.enable_totp()
    await user.add_passkey()
    challenge = await user.challenge()
    options = (await user.send("POST", "/login/second-factor/options", {"challenge": challenge}, token="")).json()
    credential = user.device.get(options["data"]["publicKey"])

    completed = await user.second_step("passkey", challenge, credential=credential)
    again = await user.second_step("passkey", challenge, credential=credential)

    assert [item["id"] for item in options["data"]["publicKey"]["allowCredentials"]] == [credential["id"]]
    assert claims_of(completed)["amr"] == ["pwd", "hwk", "mfa"]
    assert (again.status_code, code_of(again)) == (401, "INVALID_FACTOR")


async def test_a_passkey_of_another_user_completes_no_sign_in(user: FactorUser) -> None:
    await user.enable_totp()
    await user.add_passkey()
    eve = await FactorUser(user.client, user.container, user.clock, "eve_1").register()
    await eve.add_passkey()
    challenge = await user.challenge()
    options = {"challenge": challenge, "rpId": "localhost"}

    response = await user.second_step("passkey", challenge, credential=eve.device.get(options))

    assert code_of(response) == "INVALID_FACTOR"


async def test_every_rejected_passkey_has_one_body(user: FactorUser) -> None:
    await user.add_passkey()
    device, stranger = user.device, Authenticator()
    stranger.create(await user.passkey_options())
    other = encoded(b"d" * 32)

    responses = [
        await user.passkey_sign_in(device.get(await user.sign_in_options(), **changes))
        for changes in (
            {"origin": "https://evil.example"},
            {"rp_id": "evil.example"},
            {"challenge": other},
            {"type": "webauthn.create"},
            {"signature": b"0" * 70},
            {"user_handle": b"e" * 16},
        )
    ]
    responses.append(await user.passkey_sign_in(stranger.get(await user.sign_in_options())))
    device.verifies_user = False
    responses.append(await user.passkey_sign_in(device.get(await user.sign_in_options())))
    device.verifies_user, device.user_present = True, False
    responses.append(await user.passkey_sign_in(device.get(await user.sign_in_options())))
    device.user_present = True
    options = await user.sign_in_options()
    user.clock.instant += timedelta(minutes=5)
    responses.append(await user.passkey_sign_in(device.get(options)))
    for changes in ({"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"challenge": other}):
        credential = Authenticator().create(await user.passkey_options(), **changes)
        responses.append(await user.send("POST", "/passkeys", {"credential": credential}))
    for broken in (Authenticator(algorithm=ES384), Authenticator(verifies_user=False)):
        responses.append(await user.add_passkey(broken))

    bodies = {(item.status_code, code_of(item), item.json()["error"]["message"]) for item in responses}
    assert len(bodies) == 1
    assert next(iter(bodies))[:2] == (401, "INVALID_FACTOR")
    assert (await user.passkey_sign_in(device.get(await user.sign_in_options()))).status_code == 200
    assert (await user.send("GET", "/passkeys")).json()["meta"]["count"] == 1


async def test_a_counter_that_went_back_is_rejected(user: FactorUser) -> None:
    await user.add_passkey()
    user.device.credentials[0].sign_count = 10
    first = await user.passkey_sign_in(user.device.get(await user.sign_in_options()))

    copied = await user.passkey_sign_in(user.device.get(await user.sign_in_options(), sign_count=11))
    back = await user.passkey_sign_in(user.device.get(await user.sign_in_options(), sign_count=5))
    after = await user.passkey_sign_in(user.device.get(await user.sign_in_options(), sign_count=12))

    assert [item.status_code for item in (first, copied, back, after)] == [200, 401, 401, 200]


async def test_a_challenge_is_good_for_one_attempt(user: FactorUser) -> None:
    await user.add_passkey()
    options = await user.sign_in_options()
    wrong = await user.passkey_sign_in(user.device.get(options, signature=b"0" * 70))
    right = await user.passkey_sign_in(user.device.get(options))

    assert (wrong.status_code, right.status_code) == (401, 401)


async def test_a_challenge_serves_one_ceremony(user: FactorUser) -> None:
    await user.add_passkey()
    for_change = (await user.send("POST", "/reauthenticate/options")).json()["data"]["publicKey"]
    for_registration = await user.passkey_options()

    signed_in = await user.passkey_sign_in(user.device.get(for_change))
    registered = await user.passkey_sign_in(
        user.device.get({"challenge": for_registration["challenge"], "rpId": "localhost"})
    )

    assert (signed_in.status_code, registered.status_code) == (401, 401)


async def test_one_of_twenty_parallel_signatures_succeeds(user: FactorUser) -> None:
    await user.add_passkey()
    credential = user.device.get(await user.sign_in_options())
    same = await asyncio.gather(*(user.passkey_sign_in(credential) for _ in range(20)))
    options = [await user.sign_in_options() for _ in range(20)]
    responses = [user.device.get(item, sign_count=50) for item in options]
    same_count = await asyncio.gather(*(user.passkey_sign_in(item) for item in responses))

    assert Counter(item.status_code for item in same) == Counter({200: 1, 401: 19})
    assert Counter(item.status_code for item in same_count) == Counter({200: 1, 401: 19})


async def test_an_account_has_at_most_twenty_passkeys(user: FactorUser) -> None:
    for _ in range(18):
        assert (await user.add_passkey(Authenticator())).status_code == 201
    made = [Authenticator().create(await user.passkey_options()) for _ in range(10)]
    added = await asyncio.gather(*(user.send("POST", "/passkeys", {"credential": item}) for item in made))
    full = await user.send("POST", "/passkeys/options")

    assert Counter(item.status_code for item in added) == Counter({201: 2, 409: 8})
    assert code_of(full) == "PASSKEY_LIMIT"


async def test_a_credential_is_registered_once(user: FactorUser) -> None:
    await user.add_passkey()
    eve = await FactorUser(user.client, user.container, user.clock, "eve_1").register()
    options = await eve.passkey_options()
    credential = eve.device.create(options)
    eve.device.credentials[0].id = user.device.credentials[0].id

    forged = await eve.send("POST", "/passkeys", {"credential": with_id(credential, user.device.credentials[0].id)})

    assert code_of(forged) == "INVALID_FACTOR"
    assert (await user.passkey_sign_in(user.device.get(await user.sign_in_options()))).status_code == 200


def with_id(credential: dict[str, Any], credential_id: bytes) -> dict[str, Any]:
    """Return a registration of the same key under the id of another one."""
    stated = cbor2.loads(decoded(credential["response"]["attestationObject"]))
    data = stated["authData"].replace(decoded(credential["id"]), credential_id)
    attestation = encoded(cbor2.dumps({**stated, "authData": data}))
    text = encoded(credential_id)
    return {
        **credential,
        "id": text,
        "rawId": text,
        "response": {**credential["response"], "attestationObject": attestation},
    }


async def test_passkeys_are_listed_renamed_and_removed(user: FactorUser) -> None:
    eve = await FactorUser(user.client, user.container, user.clock, "eve_1").register()
    added = (await user.add_passkey()).json()["data"]
    user.clock.instant += timedelta(seconds=1)
    await user.add_passkey(Authenticator(is_synced=True))
    user.clock.instant += timedelta(minutes=1)
    await user.passkey_sign_in(user.device.get(await user.sign_in_options()))
    path = f"/passkeys/{added['id']}"

    renamed = await user.send("PATCH", path, {"name": " Work laptop "})
    foreign = [await eve.send("PATCH", path, {"name": "x"}), await eve.send("DELETE", path)]
    invalid = await user.send("PATCH", path, {"name": " "})
    listed = (await user.send("GET", "/passkeys")).json()
    removed = await user.send("DELETE", path)
    after = await user.passkey_sign_in(user.device.get(await user.sign_in_options()))

    assert renamed.json()["data"]["name"] == "Work laptop"
    assert {(item.status_code, code_of(item)) for item in foreign} == {(404, "PASSKEY_NOT_FOUND")}
    assert code_of(invalid) == "VALIDATION_ERROR"
    assert [(item["name"], item["isSynced"], item["lastUsedAt"] is None) for item in listed["data"]] == [
        ("Work laptop", False, False),
        ("Laptop", True, True),
    ]
    assert (listed["meta"]["count"], listed["meta"]["total"]) == (2, 2)
    assert (removed.status_code, after.status_code) == (204, 401)


async def test_expired_challenges_and_codes_are_deleted(user: FactorUser) -> None:
    await user.add_passkey()
    await user.sign_in_options()
    await user.request_code()
    user.clock.instant += timedelta(minutes=11)

    await user.container.application.delete_expired()

    async with user.container.runtime.transactions.read() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (challenges, one_time_codes, passkeys)
        ]
    assert counts == [0, 0, 1]
