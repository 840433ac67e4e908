"""Configured OpenID providers, and what their discovery documents say (OpenID Connect Discovery 1.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self

from auth.domain.federation.urls import is_permitted_url

NAME_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,31}$"
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures of ID tokens that are accepted: none with a shared secret, and never `none`."""

ResponseMode = Literal["query", "form_post"]
"""How a provider lets the browser bring its response: in the URL, or as a form."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}")


class InvalidProvider(ValueError):
    """The configuration or the discovery document of a provider cannot be used."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as an operator configures it."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    response_mode: ResponseMode = "query"

    def check(self, *, loopback: bool) -> None:
        """Raise InvalidProvider for a configuration that breaks a rule."""
        rules = (
            (_NAME.fullmatch(self.name), "name must have 1 to 32 lower-case letters, digits or dashes"),
            (0 < len(self.title) <= 64, "title must have 1 to 64 characters"),
            (is_permitted_url(self.issuer, loopback=loopback), "issuer must be an https URL of a public host"),
            (0 < len(self.client_id) <= 256, "client_id must have 1 to 256 characters"),
            ("openid" in self.scopes, "scopes must contain openid"),
            (all(map(_SCOPE.fullmatch, self.scopes)), "each of scopes must be one word"),
        )
        for holds, rule in rules:
            if not holds:
                raise InvalidProvider(rule)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The parts of a discovery document that a sign-in needs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    algorithms: tuple[str, ...]
    """Those of `ALGORITHMS` with which the provider signs."""
    secret_in_body: bool
    """Whether the client secret is sent in the body because the provider does not accept it in a header."""
    states_issuer: bool
    """Whether each response must state its issuer (RFC 9207)."""

    @classmethod
    def of(cls, document: Mapping[str, Any], provider: Provider, *, loopback: bool) -> Self:
        """Return the metadata of a document.

        Raise InvalidProvider if its issuer is not the configured one, character by character (section 4.3), or if it
        names an endpoint that auth may not call.
        """
        if document.get("issuer") != provider.issuer:
            raise InvalidProvider("the discovery document is of another issuer")
        offered = _texts(document, "id_token_signing_alg_values_supported", default=("RS256",))
        algorithms = tuple(algorithm for algorithm in ALGORITHMS if algorithm in offered)
        if not algorithms:
            raise InvalidProvider("the provider signs ID tokens with no accepted algorithm")
        methods = _texts(document, "token_endpoint_auth_methods_supported", default=("client_secret_basic",))
        userinfo = document.get("userinfo_endpoint")
        return cls(
            issuer=provider.issuer,
            authorization_endpoint=_endpoint(document, "authorization_endpoint", loopback=loopback, with_query=True),
            token_endpoint=_endpoint(document, "token_endpoint", loopback=loopback),
            jwks_uri=_endpoint(document, "jwks_uri", loopback=loopback),
            userinfo_endpoint=None if userinfo is None else _endpoint(document, "userinfo_endpoint", loopback=loopback),
            algorithms=algorithms,
            secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
            states_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        )


def _endpoint(document: Mapping[str, Any], name: str, *, loopback: bool, with_query: bool = False) -> str:
    """Return an endpoint; that of authorization may have a query, since only the user's browser requests it."""
    url = document.get(name)
    if not isinstance(url, str):
        raise InvalidProvider(f"the discovery document has no {name}")
    if not is_permitted_url(url.partition("?")[0] if with_query else url, loopback=loopback):
        raise InvalidProvider(f"{name} must be an https URL of a public host")
    return url


def _texts(document: Mapping[str, Any], name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
    values = document.get(name)
    if not isinstance(values, list):
        return default
    return tuple(value for value in values if isinstance(value, str))
