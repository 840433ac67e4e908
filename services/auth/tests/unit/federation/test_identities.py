from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auth.domain.accounts.account import parse_username
from auth.domain.federation.errors import AddressNotVerified, ExternalSignInFailed, LastSignInMethod, TooManyIdentities
from auth.domain.federation.identities import (
    MOST_IDENTITIES,
    VerifiedIdentity,
    check_link,
    check_unlink,
    username_candidates,
)
from auth.domain.federation.pkce import challenge_of
from auth.domain.federation.sign_in_codes import CODE_LIFETIME, SignInCode

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
VERIFIER = "v" * 43


def _identity(**claims: Any) -> VerifiedIdentity:
    return VerifiedIdentity.of("https://accounts.example", "1", claims)


@pytest.mark.parametrize("verified", [True, "true"])
def test_a_verified_address_is_returned(verified: Any) -> None:
    assert _identity(email="Ada@Example.org", email_verified=verified).verified_address() == "Ada@Example.org"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "ada@example.org"},
        {"email": "ada@example.org", "email_verified": False},
        {"email": "ada@example.org", "email_verified": "false"},
        {"email": "ada@example.org", "email_verified": None},
        {"email": "ada@example.org", "email_verified": ["true"]},
        {"email": "no address", "email_verified": True},
        {"email": 5, "email_verified": True},
        {"email_verified": True},
    ],
)
def test_an_address_that_the_provider_does_not_vouch_for_is_rejected(claims: dict[str, Any]) -> None:
    with pytest.raises(AddressNotVerified):
        _identity(**claims).verified_address()


@pytest.mark.parametrize(
    ("claims", "first"),
    [
        ({"preferred_username": "ada_l"}, "ada_l"),
        ({"preferred_username": "Ada Lovelace"}, "Ada_Lovelace"),
        ({"nickname": "Zoë"}, "Zoe"),
        ({"email": "ada.l@example.org"}, "ada_l"),
        ({"preferred_username": "李"}, "user"),
        ({"preferred_username": "x"}, "user_x"),
        ({"preferred_username": "a" * 80}, "a" * 30),
        ({}, "user"),
    ],
)
def test_usernames_of_new_accounts_follow_the_name_at_the_provider(claims: dict[str, Any], first: str) -> None:
    candidates = username_candidates(_identity(**claims).name())
    assert candidates[0] == first
    assert [parse_username(candidate) for candidate in candidates] == list(candidates)
    assert candidates[1].startswith(first[:21])


def test_the_last_way_to_sign_in_stays() -> None:
    check_unlink(other_identities=1, other_methods=False)
    check_unlink(other_identities=0, other_methods=True)
    with pytest.raises(LastSignInMethod):
        check_unlink(other_identities=0, other_methods=False)


def test_the_number_of_identities_is_bounded() -> None:
    check_link(MOST_IDENTITIES - 1)
    with pytest.raises(TooManyIdentities):
        check_link(MOST_IDENTITIES)


def test_a_code_is_redeemed_by_the_client_that_started_within_its_lifetime() -> None:
    identity = _identity(email="ada@example.org")
    code, stored = SignInCode.issue(identity, challenge_of(VERIFIER), NOW)

    assert stored.redeem(VERIFIER, NOW + CODE_LIFETIME - timedelta(seconds=1)) == identity
    assert code not in repr(stored)
    with pytest.raises(ExternalSignInFailed):
        stored.redeem(VERIFIER, NOW + CODE_LIFETIME)
    with pytest.raises(ExternalSignInFailed):
        stored.redeem("w" * 43, NOW)
