from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auth.domain.federation.authorization import (
    LIFETIME,
    Flow,
    PendingAuthorization,
    check_response_issuer,
    digest_of,
    new_secret,
)
from auth.domain.federation.errors import ExternalSignInFailed
from auth.domain.federation.pkce import challenge_of, verifies

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ISSUER = "https://accounts.example"


def _pending(flow: Flow) -> PendingAuthorization:
    return PendingAuthorization.of(flow, "example", ISSUER, "challenge", None, NOW)


def test_the_browser_that_started_a_request_finishes_it() -> None:
    flow = Flow.start(None)
    _pending(flow).check(flow, "example", ISSUER, NOW + LIFETIME - timedelta(seconds=1))


def test_an_expired_request_is_rejected() -> None:
    flow = Flow.start(None)
    with pytest.raises(ExternalSignInFailed) as failed:
        _pending(flow).check(flow, "example", ISSUER, NOW + LIFETIME)
    assert failed.value.reason == "the request has expired"


@pytest.mark.parametrize(
    ("provider", "issuer", "same_browser"),
    [("example", ISSUER, False), ("other", ISSUER, True), ("example", "https://other.example", True)],
)
def test_another_browser_or_provider_is_rejected(provider: str, issuer: str, same_browser: bool) -> None:
    flow = Flow.start(None)
    presented = flow if same_browser else replace(flow, binding=new_secret())
    with pytest.raises(ExternalSignInFailed):
        _pending(flow).check(presented, provider, issuer, NOW)


def test_a_record_holds_no_secret_of_the_flow() -> None:
    flow = Flow.start(None)
    pending = repr(_pending(flow))
    assert all(secret not in pending for secret in (flow.state, flow.binding, flow.nonce, flow.verifier))
    assert flow.state not in repr(flow)
    assert flow.binding not in repr(flow)


def test_tabs_share_a_binding_and_nothing_else() -> None:
    one = Flow.start(None)
    two = Flow.start(one.binding)
    assert one.binding == two.binding
    assert len({one.state, two.state, one.nonce, two.nonce, one.verifier, two.verifier}) == 6


@pytest.mark.parametrize("binding", ["", "short", "a" * 44, "ü" * 43])
def test_a_binding_of_another_form_is_replaced(binding: str) -> None:
    assert Flow.start(binding).binding != binding


def test_a_verifier_verifies_its_challenge_only() -> None:
    flow = Flow.start(None)
    assert verifies(flow.verifier, flow.challenge)
    assert not verifies(Flow.start(None).verifier, flow.challenge)


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("verifier", ["", "a" * 42, "a" * 129, "a" * 42 + "ü", "a" * 42 + "\n"])
def test_a_verifier_of_another_form_verifies_nothing(verifier: str) -> None:
    assert not verifies(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@pytest.mark.parametrize(
    ("stated", "required", "accepted"),
    [
        (None, False, True),
        (None, True, False),
        (ISSUER, True, True),
        (ISSUER, False, True),
        (f"{ISSUER}/", False, False),
        ("https://other.example", False, False),
    ],
)
def test_a_response_states_its_own_issuer_or_none(stated: str | None, required: bool, accepted: bool) -> None:
    if accepted:
        check_response_issuer(stated, ISSUER, required=required)
    else:
        with pytest.raises(ExternalSignInFailed):
            check_response_issuer(stated, ISSUER, required=required)


def test_digests_are_sha256() -> None:
    assert digest_of("a").hex().startswith("ca978112ca1bbdca")
