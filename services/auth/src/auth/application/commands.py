"""Inputs of the use cases."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RegisterAccount:
    """Register an account with these data."""

    email: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign in with an identifier and a password."""

    identifier: str
    """E-mail address or username."""
    address: str
    """Network address of the client."""
    password: str = field(repr=False)
