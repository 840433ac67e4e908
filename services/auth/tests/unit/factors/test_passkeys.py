"""Ceremonies of passkeys against a software authenticator: what is accepted, and what each broken rule leads to."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.auth.tests.authenticator import EDDSA, ES256, ES384, RS256, Authenticator, decoded, encoded

from auth.application.factors.ports import Json, NewCredential
from auth.domain.accounts.account import Account
from auth.domain.errors import InvalidInput
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.passkeys import Passkey, parse_name
from auth.infrastructure.factors.ceremonies import WebAuthnCeremonies

pytestmark = pytest.mark.unit

ORIGIN = "http://localhost:3000"
CEREMONIES = WebAuthnCeremonies("localhost", [ORIGIN, "https://marquee.example"])
CHALLENGE = b"c" * 32
OTHER = encoded(b"d" * 32)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ADA = uuid4()
OWNER = Account(ADA, "ada@example.org", "ada_l", NOW)


def options() -> Json:
    return CEREMONIES.registration_options(OWNER, CHALLENGE, ())


def stored(credential: NewCredential) -> Passkey:
    return Passkey(
        uuid4(),
        ADA,
        credential.credential_id,
        credential.public_key,
        credential.sign_count,
        "Laptop",
        credential.backed_up,
        credential.transports,
        NOW,
    )


def registered(device: Authenticator) -> Passkey:
    return stored(CEREMONIES.verify_registration(device.create(options()), CHALLENGE))


def test_registration_requires_a_discoverable_key_that_verifies_its_user() -> None:
    present = registered(Authenticator())
    request = CEREMONIES.registration_options(OWNER, CHALLENGE, [present])

    assert json.loads(json.dumps(request)) == request
    assert request["rp"] == {"id": "localhost", "name": "Marquee"}
    assert (decoded(request["user"]["id"]), request["user"]["name"]) == (ADA.bytes, "ada_l")
    assert request["authenticatorSelection"]["residentKey"] == "required"
    assert request["authenticatorSelection"]["userVerification"] == "required"
    assert request["attestation"] == "none"
    assert [item["id"] for item in request["excludeCredentials"]] == [encoded(present.credential_id)]
    assert [item["alg"] for item in request["pubKeyCredParams"]] == [EDDSA, ES256, RS256]


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, RS256])
@pytest.mark.parametrize("synced", [False, True])
def test_a_passkey_is_registered_and_signs(algorithm: int, synced: bool) -> None:
    device = Authenticator(algorithm=algorithm, is_synced=synced)
    passkey = registered(device)

    response = device.get(CEREMONIES.sign_in_options(CHALLENGE, [passkey]))
    signature = CEREMONIES.verify_signature(response, CEREMONIES.challenge_of(response), passkey)

    assert CEREMONIES.credential_id_of(response) == passkey.credential_id
    assert (signature.sign_count, signature.backed_up) == (1, synced)
    assert passkey.used(1, NOW, backed_up=synced).method == ("swk" if synced else "hwk")
    assert passkey.transports == ("internal",)


def test_an_attestation_is_not_evaluated() -> None:
    response = Authenticator().create(options())
    attestation = cbor2.loads(decoded(response["response"]["attestationObject"]))
    forged = cbor2.dumps({**attestation, "fmt": "tpm", "attStmt": {"ver": "2.0", "x5c": [b"not a certificate"]}})
    response["response"]["attestationObject"] = encoded(forged)

    assert CEREMONIES.verify_registration(response, CHALLENGE).sign_count == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://localhost:3001"},
        {"origin": "https://marquee.example.evil.example"},
        {"rp_id": "evil.example"},
        {"challenge": OTHER},
        {"type": "webauthn.get"},
    ],
)
def test_a_registration_for_another_site_challenge_or_ceremony_is_rejected(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidFactor):
        CEREMONIES.verify_registration(Authenticator().create(options(), **changes), CHALLENGE)


@pytest.mark.parametrize(
    "device", [Authenticator(algorithm=ES384), Authenticator(verifies_user=False), Authenticator(user_present=False)]
)
def test_a_device_that_breaks_a_rule_cannot_register(device: Authenticator) -> None:
    with pytest.raises(InvalidFactor):
        CEREMONIES.verify_registration(device.create(options()), CHALLENGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://localhost:3001"},
        {"rp_id": "evil.example"},
        {"challenge": OTHER},
        {"type": "webauthn.create"},
        {"signature": b"0" * 70},
        {"signature": b""},
        {"user_handle": b"e" * 16},
    ],
)
def test_a_signature_that_breaks_a_rule_is_rejected(changes: dict[str, Any]) -> None:
    device = Authenticator()
    passkey = registered(device)
    response = device.get(CEREMONIES.sign_in_options(CHALLENGE, ()), **changes)

    with pytest.raises(InvalidFactor):
        CEREMONIES.verify_signature(response, CHALLENGE, passkey)


@pytest.mark.parametrize(("verified", "present"), [(False, True), (True, False)])
def test_a_signature_without_its_user_is_rejected(verified: bool, present: bool) -> None:
    device = Authenticator()
    passkey = registered(device)
    device.verifies_user, device.user_present = verified, present

    with pytest.raises(InvalidFactor):
        CEREMONIES.verify_signature(device.get(CEREMONIES.sign_in_options(CHALLENGE, ())), CHALLENGE, passkey)


def test_a_signature_of_another_key_is_rejected() -> None:
    device, thief = Authenticator(), Authenticator()
    passkey, _ = registered(device), registered(thief)
    response = thief.get(CEREMONIES.sign_in_options(CHALLENGE, ()))
    response["id"] = response["rawId"] = encoded(passkey.credential_id)

    with pytest.raises(InvalidFactor):
        CEREMONIES.verify_signature(response, CHALLENGE, passkey)


@pytest.mark.parametrize(("before", "stated"), [(5, 5), (5, 4), (5, 0), (1, 1)])
def test_a_counter_that_goes_back_is_rejected(before: int, stated: int) -> None:
    passkey = replace(registered(Authenticator()), sign_count=before)

    with pytest.raises(InvalidFactor):
        passkey.used(stated, NOW, backed_up=False)


def test_a_counter_increases_or_stays_zero() -> None:
    passkey = registered(Authenticator())

    assert passkey.used(0, NOW, backed_up=True).sign_count == 0
    assert passkey.used(7, NOW, backed_up=False).used(8, NOW, backed_up=False).sign_count == 8
    assert passkey.used(0, NOW, backed_up=True).last_used_at == NOW


REGISTERED = Authenticator()
PASSKEY = registered(REGISTERED)
SIGNED = REGISTERED.get(CEREMONIES.sign_in_options(CHALLENGE, ()))
CREATED = Authenticator().create(options())
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3),
    max_leaves=5,
)
JSON_VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=80) | st.lists(st.text(max_size=4), max_size=2)
)


@st.composite
def broken(draw: st.DrawFn, valid: Json) -> dict[str, Any]:
    """Return a response with one part replaced by anything, or with some bytes of one part changed."""
    response: dict[str, Any] = json.loads(json.dumps(valid))
    part = draw(st.sampled_from(["id", "rawId", "type", "response", *response["response"]]))
    if part in response:
        response[part] = draw(JSON_VALUES)
    elif draw(st.booleans()) and isinstance(response["response"][part], str):
        data = bytearray(decoded(response["response"][part]))
        for _ in range(draw(st.integers(1, 3))):
            data[draw(st.integers(0, len(data) - 1))] ^= draw(st.integers(1, 255))
        response["response"][part] = encoded(
            bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)
        )
    else:
        response["response"][part] = draw(JSON_VALUES | st.builds(lambda value: encoded(cbor2.dumps(value)), VALUES))
    return response


@settings(max_examples=200, deadline=None)
@given(broken(SIGNED))
def test_a_damaged_signature_is_rejected_and_no_other_error(response: dict[str, Any]) -> None:
    try:
        CEREMONIES.challenge_of(response)
        CEREMONIES.credential_id_of(response)
        CEREMONIES.verify_signature(response, CHALLENGE, PASSKEY)
    except InvalidFactor:
        return
    assert response["response"].get("userHandle") in (None, SIGNED["response"]["userHandle"])


@settings(max_examples=200, deadline=None)
@given(broken(CREATED))
def test_a_damaged_registration_is_no_other_error(response: dict[str, Any]) -> None:
    try:
        CEREMONIES.challenge_of(response)
        CEREMONIES.verify_registration(response, CHALLENGE)
    except InvalidFactor:
        return


@pytest.mark.parametrize("data", [b"\x81" * 5000, b"\xff", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff", b""])
def test_hostile_structures_are_rejected(data: bytes) -> None:
    for value in (data, cbor2.dumps({"authData": 2**40}), cbor2.dumps({"authData": data})):
        response = json.loads(json.dumps(CREATED))
        response["response"]["attestationObject"] = encoded(value)
        with pytest.raises(InvalidFactor):
            CEREMONIES.verify_registration(response, CHALLENGE)


def test_names_of_passkeys() -> None:
    assert parse_name("  Ada\u2019s phone ") == "Ada\u2019s phone"
    for text in ("", "  ", "x" * 65, "a\nb", "a\x00b"):
        with pytest.raises(InvalidInput, match="name"):
            parse_name(text)
