"""Why a request about API keys is rejected."""

from typing import Final

from auth.domain.errors import AuthError

MOST_KEYS: Final = 20


class ApiKeyNotFound(AuthError):
    """The user has no API key with this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: you have no API key with this id")


class TooManyApiKeys(AuthError):
    """The user has as many API keys as allowed."""

    def __init__(self) -> None:
        super().__init__(f"Conflict: at most {MOST_KEYS} API keys may be valid at once; delete one first")
