from dataclasses import replace
from typing import Any

import pytest

from auth.domain.federation.providers import InvalidProvider, Metadata, Provider

pytestmark = pytest.mark.unit

PROVIDER = Provider("example", "Example", "https://accounts.example", "marquee", "secret")
DOCUMENT: dict[str, Any] = {
    "issuer": "https://accounts.example",
    "authorization_endpoint": "https://accounts.example/auth",
    "token_endpoint": "https://accounts.example/token",
    "jwks_uri": "https://keys.example/jwks",
    "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
}


def test_a_document_yields_the_endpoints_and_the_accepted_algorithms() -> None:
    metadata = Metadata.of(DOCUMENT, PROVIDER, loopback=False)
    assert metadata.algorithms == ("RS256",)
    assert metadata.jwks_uri == "https://keys.example/jwks"
    assert metadata.userinfo_endpoint is None
    assert (metadata.secret_in_body, metadata.states_issuer) == (False, False)


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "https://accounts.example/"},
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://accounts.example/token"},
        {"token_endpoint": "https://10.0.0.1/token"},
        {"token_endpoint": "https://user@accounts.example/token"},
        {"token_endpoint": "https://accounts.example/token#a"},
        {"token_endpoint": 5},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://169.254.169.254/keys"},
        {"jwks_uri": "https://[::ffff:127.0.0.1]/keys"},
        {"userinfo_endpoint": "http://127.0.0.1/me"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_document_of_another_issuer_or_with_a_forbidden_endpoint_is_rejected(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidProvider):
        Metadata.of({**DOCUMENT, **more}, PROVIDER, loopback=False)


def test_loopback_is_permitted_by_a_setting_only() -> None:
    local = replace(PROVIDER, issuer="http://127.0.0.1:9000")
    local.check(loopback=True)
    with pytest.raises(InvalidProvider):
        local.check(loopback=False)
    with pytest.raises(InvalidProvider):
        replace(PROVIDER, issuer="http://accounts.example").check(loopback=True)


def test_a_secret_goes_into_the_body_only_where_a_header_is_not_accepted() -> None:
    for methods, in_body in (
        (["client_secret_post"], True),
        (["client_secret_basic", "client_secret_post"], False),
        (["private_key_jwt"], False),
    ):
        document = {**DOCUMENT, "token_endpoint_auth_methods_supported": methods}
        assert Metadata.of(document, PROVIDER, loopback=False).secret_in_body is in_body


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", "Example"),
        ("name", "a/b"),
        ("name", ""),
        ("title", ""),
        ("client_id", ""),
        ("scopes", ("email",)),
        ("scopes", ("openid", "two words")),
        ("issuer", "https://accounts.example?a=b"),
        ("issuer", "https://192.168.1.1"),
    ],
)
def test_a_configuration_that_breaks_a_rule_is_rejected(member: str, value: Any) -> None:
    with pytest.raises(InvalidProvider):
        replace(PROVIDER, **{member: value}).check(loopback=False)
