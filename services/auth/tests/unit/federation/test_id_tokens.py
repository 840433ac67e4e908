import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from auth.domain.federation.errors import ExternalSignInFailed
from auth.domain.federation.id_tokens import Expected, check_claims

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
EXPECTED = Expected("https://accounts.example", "marquee", "n-1", "access")
CLAIMS: dict[str, Any] = {
    "iss": "https://accounts.example",
    "aud": "marquee",
    "sub": "248289761001",
    "nonce": "n-1",
    "exp": SECONDS + 600,
    "iat": SECONDS,
}


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def test_the_subject_of_a_valid_token_is_returned() -> None:
    assert check_claims(CLAIMS, EXPECTED, "RS256", NOW) == "248289761001"


@pytest.mark.parametrize(
    "more",
    [
        {"aud": ["marquee"]},
        {"aud": ["marquee", "other"], "azp": "marquee"},
        {"azp": "marquee"},
        {"exp": SECONDS - 59},
        {"iat": SECONDS + 59},
        {"nbf": SECONDS},
    ],
)
def test_a_valid_token_is_accepted(more: dict[str, Any]) -> None:
    assert check_claims({**CLAIMS, **more}, EXPECTED, "RS256", NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {**CLAIMS, "iss": "https://accounts.example/"},
        {**CLAIMS, "iss": ["https://accounts.example"]},
        {**CLAIMS, "aud": "other"},
        {**CLAIMS, "aud": ["other"]},
        {**CLAIMS, "aud": ["marquee", "other"]},
        {**CLAIMS, "aud": ["marquee", "other"], "azp": "other"},
        {**CLAIMS, "azp": "other"},
        {**CLAIMS, "aud": {"marquee": 1}},
        {**CLAIMS, "nonce": "n-2"},
        {**CLAIMS, "nonce": ["n-1"]},
        {**CLAIMS, "nonce": "ü"},
        {**CLAIMS, "exp": SECONDS - 61},
        {**CLAIMS, "exp": "never"},
        {**CLAIMS, "exp": True},
        {**CLAIMS, "iat": SECONDS + 61},
        {**CLAIMS, "iat": SECONDS - 661},
        {**CLAIMS, "nbf": SECONDS + 61},
        {**CLAIMS, "sub": ""},
        {**CLAIMS, "sub": "a" * 256},
        {**CLAIMS, "sub": 7},
        {**CLAIMS, "sub": "a\nb"},
        {**CLAIMS, "sub": "a\x00b"},
        *(_without(name) for name in CLAIMS),
    ],
)
def test_a_token_of_another_issuer_client_request_or_time_is_rejected(claims: dict[str, Any]) -> None:
    with pytest.raises(ExternalSignInFailed):
        check_claims(claims, EXPECTED, "RS256", NOW)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES384"])
def test_the_hash_of_the_access_token_is_compared(algorithm: str) -> None:
    digest = hashlib.new("sha384" if algorithm == "ES384" else "sha256", b"access").digest()
    at_hash = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()

    assert check_claims({**CLAIMS, "at_hash": at_hash}, EXPECTED, algorithm, NOW)
    for wrong in (f"{at_hash[:-1]}A", "", 5, None):
        with pytest.raises(ExternalSignInFailed):
            check_claims({**CLAIMS, "at_hash": wrong}, EXPECTED, algorithm, NOW)
