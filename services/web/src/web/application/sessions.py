"""The session of a visitor: its tokens are in cookies that no script reads, and are renewed before they end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import urandom
from typing import Final

from chassis.core.browser_sessions import (
    ACCESS_COOKIE,
    CSRF_COOKIE,
    CSRF_HEADER,
    REFRESH_COOKIE,
    csrf_token,
    is_csrf_token,
)
from chassis.core.clock import Clock
from web.application.api import Api, ApiError, Call
from web.domain.cookies import set_cookie
from web.domain.masks import mask, unmask
from web.domain.tokens import TokenFacts, read_token

EXPIRY_MARGIN_SECONDS: Final = 30
"""A token that ends within this time is renewed first: a page has several calls."""
ENDED: Final = tuple(
    set_cookie(name, "", 0, scripts=name == CSRF_COOKIE) for name in (ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE)
)
"""Cookies that remove those of a session that has ended."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a request proves, and the cookies that its response has to set."""

    access_token: str | None = field(default=None, repr=False)
    facts: TokenFacts | None = None
    refresh_token: str | None = field(default=None, repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)

    @property
    def csrf(self) -> str:
        """Return a value for the forms of a page, which differs each time; empty without a session."""
        if not self.refresh_token:
            return ""
        token = csrf_token(self.refresh_token)
        return mask(token, urandom(len(token)))

    def is_own_form(self, value: str) -> bool:
        """Return whether a form that carries this value was made for this session; anyone may send those of none.

        Scripts send the value of the cookie, which is not covered.
        """
        if self.refresh_token is None:
            return True
        return is_csrf_token(unmask(value), self.refresh_token) or is_csrf_token(value, self.refresh_token)


class OpenSession:
    """Reads the session out of the cookies of a request, and renews it when its access token is about to end.

    Several requests of one browser may do so at once: auth returns the same successor to all of them.
    """

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def __call__(self, cookies: Mapping[str, str], address: str) -> Session:
        """Return the session; without one, or when it has ended, that of a visitor without an account."""
        refresh = cookies.get(REFRESH_COOKIE)
        if not refresh:
            return Session()
        token = cookies.get(ACCESS_COOKIE, "")
        facts = read_token(token)
        now = self._clock.now().timestamp()
        if facts is not None and facts.expires_at > now + EXPIRY_MARGIN_SECONDS:
            return Session(token, facts, refresh)
        try:
            return await self._renewed(refresh, address)
        except ApiError as error:
            if error.status in (400, 401, 403):
                return Session(cookies=ENDED)
            is_valid = facts is not None and facts.expires_at > now
            return Session(token if is_valid else None, facts if is_valid else None, refresh)

    async def _renewed(self, refresh: str, address: str) -> Session:
        headers = {
            "Cookie": f"{REFRESH_COOKIE}={refresh}",
            CSRF_HEADER: csrf_token(refresh),
            "X-Forwarded-For": address,
        }
        reply = await self._api.send(Call(method="POST", path="auth/refresh", headers=headers))
        return replace(session_of(reply.cookies), cookies=reply.cookies)


def session_of(set_cookies: tuple[str, ...]) -> Session:
    """Return the session that a response begins: its tokens out of the cookies that it sets."""
    pairs = (header.partition(";")[0].partition("=") for header in set_cookies)
    values = {name.strip(): value.strip() for name, _, value in pairs}
    token = values.get(ACCESS_COOKIE, "")
    return Session(token or None, read_token(token), values.get(REFRESH_COOKIE) or None, set_cookies)
