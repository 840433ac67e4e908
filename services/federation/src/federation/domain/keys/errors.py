"""Errors of requests between servers.

FederationError
├── SignatureRefused
└── WireInvalid
"""

from enum import StrEnum

from federation.domain.errors import FederationError


class Refusal(StrEnum):
    """Why a signature is refused. The values are part of the API."""

    MALFORMED = "malformed"
    """It is missing, or cannot be read."""
    COMPONENTS = "components"
    """It does not cover what it must, or lacks a parameter."""
    UNKNOWN_KEY = "unknown_key"
    """No server that has a relation to this one has its key."""
    RETIRED_KEY = "retired_key"
    """Its key was replaced, and the overlap is over."""
    TIME = "time"
    """It was made too long ago, has expired, or was made in the future."""
    DIGEST = "digest"
    """The body has another digest."""
    INVALID = "invalid"
    """It was not made by this key for this request."""
    REPLAYED = "replayed"
    """Its nonce was used before."""


class SignatureRefused(FederationError):
    """A request is not signed as it must be."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"the signature of the request is refused: {refusal}")
        self.refusal = refusal
        self.details = {"reason": str(refusal)}


class WireInvalid(FederationError):
    """A body is not what a server of this version sends."""

    def __init__(self) -> None:
        super().__init__("the body is not what a server sends here")
