"""Scopes of API keys: what a key may be used for, within what the roles of its user allow."""

from collections.abc import Sequence
from typing import Final

from auth.domain.errors import InvalidInput

SERVICES: Final = ("catalog", "ingestion", "insights", "library", "search", "stats")
SCOPES: Final = (
    *(f"{service}:{action}" for service in SERVICES for action in ("read", "write")),
    "users:read",
)
"""Every scope in order. `users:read` is the only one for auth itself: no key manages accounts, sessions or keys."""


def parse_scopes(scopes: Sequence[str]) -> tuple[str, ...]:
    """Return scopes in order; raise InvalidInput unless there is at least one and each is known and appears once."""
    if not scopes:
        raise InvalidInput("scopes", "too_short", "must contain at least one scope", minItems=1)
    if len(set(scopes)) < len(scopes):
        raise InvalidInput("scopes", "unique", "must contain each scope once")
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise InvalidInput(
            "scopes", "values_unknown", f"must contain known scopes only, not {unknown[0]}", value=unknown[0]
        )
    return tuple(scope for scope in SCOPES if scope in scopes)
