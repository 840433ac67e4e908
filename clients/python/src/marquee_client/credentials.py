"""What signs requests in: an API key, a token of one's own, or a session whose tokens are renewed."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

EARLY_SECONDS = 30.0
"""A token is renewed this long before it expires."""
LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"


class Credentials(Protocol):
    """What adds headers to a request."""

    def headers(self) -> dict[str, str]:
        """Return the headers that sign a request in."""
        ...


@dataclass(slots=True)
class Anonymous:
    """No user: public reads only."""

    def headers(self) -> dict[str, str]:
        """Return no headers."""
        return {}


@dataclass(slots=True)
class ApiKey:
    """A key of `POST /api/v1/auth/api-keys`."""

    key: str

    def headers(self) -> dict[str, str]:
        """Return the header with the key."""
        return {"X-Api-Key": self.key}


@dataclass(slots=True)
class AccessToken:
    """A token that is renewed elsewhere."""

    token: str

    def headers(self) -> dict[str, str]:
        """Return the header with the token."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class Session:
    """The tokens of a session."""

    token: str
    refresh_token: str
    expires_at: float
    """By the clock that never goes back."""

    @classmethod
    def of(cls, tokens: dict[str, Any]) -> "Session":
        """Return the session of a response of `login`, `register` or `refresh`."""
        return cls(tokens["accessToken"], tokens["refreshToken"], time.monotonic() + tokens["expiresIn"])

    def headers(self) -> dict[str, str]:
        """Return the header with the token."""
        return {"Authorization": f"Bearer {self.token}"}

    def is_due(self) -> bool:
        """Return whether the token expires soon."""
        return time.monotonic() > self.expires_at - EARLY_SECONDS


def login_body(name: str, password: str) -> dict[str, str]:
    """Return the body of a sign-in by e-mail address or username."""
    return {"email" if "@" in name else "username": name, "password": password}
