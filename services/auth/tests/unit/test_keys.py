"""Keys: ids by RFC 7638, rotation, and clear words about a bad file."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from services.auth.tests.unit_of_work_contract import RULES

from auth.domain.sessions.session import Session
from auth.infrastructure.sessions.access_tokens import JwtAccessTokens
from auth.infrastructure.sessions.keys import BadKey, jwk, read_keys, thumbprint
from contracts.claims import AccessClaims

pytestmark = pytest.mark.unit

ACCOUNT = UUID("0199a2f0-7c1e-4b52-9d3a-5d2f6c0e8a41")
ISSUED = datetime(2026, 11, 21, 12, 0, 0, 900_000, tzinfo=UTC)
SESSION = UUID("0199a2f1-02ab-4d10-8e44-9b1c7f3a6d55")


def private_pem(folder: Path, name: str) -> Path:
    path = folder / name
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def test_thumbprint_matches_rfc_8037() -> None:
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert thumbprint(x) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_jwk_matches_rfc_8037() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert jwk(Ed25519PrivateKey.from_private_bytes(secret).public_key()) == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "use": "sig",
        "alg": "EdDSA",
    }


def test_further_keys_are_published_and_do_not_sign(tmp_path: Path) -> None:
    old, new = private_pem(tmp_path, "old.pem"), private_pem(tmp_path, "new.pem")
    public = tmp_path / "public.pem"
    public.write_bytes(
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )

    before, after = read_keys(old), read_keys(new, [old, public, new])

    assert [key["kid"] for key in after.jwks()["keys"]][:2] == [after.key_id, before.key_id]
    assert len(after.published) == 3
    assert all("d" not in key for key in after.published)


def test_token_contains_account_and_session(tmp_path: Path) -> None:
    keys = read_keys(private_pem(tmp_path, "key.pem"))
    token = JwtAccessTokens(keys, issuer="marquee", seconds=600).sign(
        Session.open(SESSION, ACCOUNT, ISSUED, RULES), ("user", "admin"), "free", ISSUED, None
    )

    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "at+jwt", "kid": keys.key_id}
    claims = jwt.decode(
        token,
        jwt.PyJWK.from_json(json.dumps(keys.published[0])),
        algorithms=["EdDSA"],
        audience="marquee",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert AccessClaims.model_validate(claims).roles == ("user", "admin")
    assert (claims["sub"], claims["sid"], claims["iss"]) == (str(ACCOUNT), str(SESSION), "marquee")
    assert (claims["iat"], claims["exp"]) == (1_795_262_400, 1_795_263_000)


@pytest.mark.parametrize("kind", ["missing", "text", "public", "curve", "folder"])
def test_invalid_key_file_is_named_and_not_shown(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key.pem"
    if kind == "text":
        path.write_text("-----BEGIN PRIVATE KEY-----\nsecretsecret\n-----END PRIVATE KEY-----\n")
    elif kind == "public":
        key = Ed25519PrivateKey.generate().public_key()
        path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    elif kind == "curve":
        other = ec.generate_private_key(ec.SECP256R1())
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    elif kind == "folder":
        path.mkdir()

    with pytest.raises(BadKey, match=r"key\.pem") as refused:
        read_keys(path)
    assert "secretsecret" not in str(refused.value)


def test_private_key_is_not_in_its_repr(tmp_path: Path) -> None:
    assert "signing" not in repr(read_keys(private_pem(tmp_path, "key.pem")))
