"""A verifier is the one that RFC 7677 gives for its example, and reveals nothing."""

import base64
import hashlib
import hmac

import pytest

from chassis.storage.scram import verifier

pytestmark = pytest.mark.unit

SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")


def test_the_example_of_the_standard_verifies() -> None:
    """RFC 7677, section 3: user `user`, password `pencil`."""
    scheme, parameters, keys = verifier("pencil", salt=SALT, iterations=4096).split("$")
    assert (scheme, parameters) == ("SCRAM-SHA-256", "4096:W22ZaJ0SNY7soEsUEjb6gQ==")
    stored_key, server_key = map(base64.b64decode, keys.split(":"))
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    exchange = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}".encode()
    signature = hmac.digest(server_key, exchange, "sha256")
    assert base64.b64encode(signature) == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    proof = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    client_signature = hmac.digest(stored_key, exchange, "sha256")
    client_key = bytes(left ^ right for left, right in zip(proof, client_signature, strict=True))
    assert hashlib.sha256(client_key).digest() == stored_key


def test_the_salt_is_random() -> None:
    assert verifier("pencil") != verifier("pencil")
    assert "pencil" not in verifier("pencil")


@pytest.mark.parametrize("password", ["", "pässword", "a\nb", "a\x00", "\u00a0"])
def test_a_password_that_clients_would_normalize_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        verifier(password)
