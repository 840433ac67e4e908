"""How tokens reach a client: in the body of the response, or in cookies that no script can read.

Every route that signs a user in returns `tokens(pair)` of its `TokenDeliveryDep`.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import Depends, Header, Response

from auth.application.sessions.ports import TokenPair
from auth.presentation.sessions.responses import TokensResponse
from chassis.core.browser_sessions import (
    ACCESS_COOKIE,
    COOKIE_SESSION_HEADER,
    CSRF_COOKIE,
    DELIVERY_HEADER,
    REFRESH_COOKIE,
    csrf_token,
)
from chassis.http.schemas import Success

NAMES: Final = (ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE)

FromCookies = Annotated[str | None, Header(alias=COOKIE_SESSION_HEADER, include_in_schema=False)]
"""Not null when the tokens of the request were in cookies: only the gateway can send this header."""


class TokenDelivery:
    """Delivers tokens as the client has chosen."""

    def __init__(self, response: Response, *, cookies: bool) -> None:
        self._response = response
        self._cookies = cookies

    def tokens(self, pair: TokenPair) -> Success[TokensResponse]:
        """Return the body of the response; in a browser session the tokens are in cookies and not in the body."""
        if not self._cookies:
            return Success(data=TokensResponse.with_tokens(pair))
        # The cookie of the access token outlives the token: the gateway then responds that it has expired.
        values = {
            ACCESS_COOKIE: pair.access_token,
            REFRESH_COOKIE: pair.refresh_token,
            CSRF_COOKIE: csrf_token(pair.refresh_token),
        }
        _set_cookies(self._response, values, pair.session_expires_in)
        return Success(data=TokensResponse.without_tokens(pair))

    def forget(self) -> None:
        """Delete the cookies of a browser session that has ended."""
        if self._cookies:
            _set_cookies(self._response, dict.fromkeys(NAMES, ""), 0)


def _set_cookies(response: Response, values: Mapping[str, str], seconds: int) -> None:
    """Set the cookies. A `__Host-` cookie is sent to this host only; Lax keeps it from posts of other sites."""
    for name, value in values.items():
        readable = name == CSRF_COOKIE
        response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=not readable, samesite="lax")


async def token_delivery(
    response: Response,
    delivery: Annotated[
        Literal["body", "cookie"],
        Header(
            alias=DELIVERY_HEADER,
            description="`body` returns the tokens. `cookie` sets them as cookies of a browser, with `X-CSRF-Token`"
            " needed for requests that change something",
        ),
    ] = "body",
    from_cookies: FromCookies = None,
) -> TokenDelivery:
    """Return the delivery for a response: as requested, and always by cookie to a session that is in cookies."""
    return TokenDelivery(response, cookies=delivery == "cookie" or from_cookies is not None)


TokenDeliveryDep = Annotated[TokenDelivery, Depends(token_delivery)]


async def current_delivery(response: Response, from_cookies: FromCookies = None) -> TokenDelivery:
    """Return the delivery to the session that sends the request."""
    return TokenDelivery(response, cookies=from_cookies is not None)


CurrentDeliveryDep = Annotated[TokenDelivery, Depends(current_delivery)]
