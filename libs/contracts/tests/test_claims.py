"""The access token's claims: what is read, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.claims import EVERY_SCOPE, AccessClaims

pytestmark = pytest.mark.unit

CLAIMS: dict[str, Any] = {
    "iss": "marquee",
    "aud": "marquee",
    "sub": "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20",
    "sid": "0199b129-0a0a-7b1b-8c2c-9d3d4e4e5f5f",
    "jti": "0199b129-0b0b-7b1b-8c2c-9d3d4e4e5f5f",
    "iat": 1_791_115_200,
    "exp": 1_791_116_100,
    "roles": ["user", "editor", "admin"],
    "client_id": "marquee",
    "scope": "library:read library:write",
    "auth_time": 1_791_115_000,
    "amr": ["pwd", "otp"],
    "device_id": "0199b129-0c0c-7b1b-8c2c-9d3d4e4e5f5f",
    "plan": "free",
}


def test_claims_are_read() -> None:
    claims = AccessClaims.model_validate(CLAIMS | {"unknown": True})
    assert claims.roles == ("user", "editor", "admin")
    assert claims.exp - claims.iat == 900
    assert claims.model_dump(mode="json") == {**CLAIMS}


def test_a_token_without_scope_is_of_a_session() -> None:
    claims = AccessClaims.model_validate(
        {name: CLAIMS[name] for name in ("iss", "aud", "sub", "sid", "jti", "iat", "exp")}
    )
    assert (claims.scope, claims.amr, claims.auth_time) == (EVERY_SCOPE, (), None)
    assert claims.device_id is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("aud", "another"), ("sub", "me"), ("roles", ["owner"]), ("exp", "soon")],
)
def test_a_claim_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        AccessClaims.model_validate(CLAIMS | {name: value})
