"""Inputs of the use cases of accounts."""

from dataclasses import dataclass, field

from auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class RegisterAccount:
    """Register an account with these data."""

    email: str
    username: str
    password: str = field(repr=False)
    client: Client = field(default_factory=Client)
    invitation: str | None = field(default=None, repr=False)
    """The code of an invitation."""
