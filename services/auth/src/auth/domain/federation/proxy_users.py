"""Users whom a reverse proxy has signed in."""

from collections.abc import Sequence
from typing import Final, Literal

from auth.domain.accounts.account import parse_email, parse_username
from auth.domain.errors import InvalidInput
from auth.domain.federation.errors import InvalidProxyUser

METHOD: Final = "prx"
"""Name of this method in the sessions and tokens: RFC 8176 registers none for it."""
ProxyUserNaming = Literal["email", "username"]
"""What the proxy states of a user."""


def parse_proxy_user(values: Sequence[str], naming: ProxyUserNaming) -> str:
    """Return the address or username that a proxy states; raise InvalidProxyUser unless it is exactly one.

    It is ASCII only: letters of other scripts that are compared as ASCII letters could be another user of the proxy.
    """
    if len(values) != 1:
        raise InvalidProxyUser("there is no user, or more than one")
    [value] = values
    if not value.isascii():
        raise InvalidProxyUser("the user is not in ASCII")
    try:
        return parse_email(value) if naming == "email" else parse_username(value)
    except InvalidInput as error:
        raise InvalidProxyUser(f"the user is no {naming}") from error
