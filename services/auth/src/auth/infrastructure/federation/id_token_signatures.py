"""Verification of the signature of an ID token with the keys of its provider.

RFC 8725: the token chooses neither its algorithm beyond those that are accepted, nor its key beyond those published.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt
from jwt.types import Options

from auth.domain.federation.errors import ExternalSignInFailed

MAX_TOKEN_CHARS: Final = 16_384
_NO_CHECKS: Final[Options] = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
"""The claims are checked by the rules of the domain."""


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a token's header that are read: neither keys nor URLs of a header are ever used."""

    algorithm: str
    key_id: str | None


def read_header(token: str, algorithms: Collection[str]) -> Header:
    """Return the header; raise ExternalSignInFailed for another algorithm or an extension that must be understood."""
    if len(token) > MAX_TOKEN_CHARS:
        raise ExternalSignInFailed("the ID token is too long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise ExternalSignInFailed("the ID token cannot be read") from error
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in algorithms:
        raise ExternalSignInFailed("the algorithm of the ID token is not accepted")
    if "crit" in header:
        raise ExternalSignInFailed("the ID token has an unknown extension")
    return Header(str(algorithm), key_id if isinstance(key_id, str) else None)


def verified_claims(token: str, header: Header, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the claims; raise ExternalSignInFailed unless one of the keys has signed them."""
    for key in keys:
        if key.get("alg", header.algorithm) != header.algorithm:
            continue
        try:
            public = jwt.PyJWK(dict(key), algorithm=header.algorithm)
            claims: Mapping[str, Any] = jwt.decode(token, public, algorithms=[header.algorithm], options=_NO_CHECKS)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            continue
        return claims
    raise ExternalSignInFailed("no key of the provider has signed the ID token")
