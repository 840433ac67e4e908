"""The cookies of a session in a browser, and the check that a page of ours sends the request.

Browsers send cookies with requests of every page. A request that changes something is therefore accepted only with a
header that a page of another origin can neither read nor set.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from chassis.core.browser_sessions import ACCESS_COOKIE, BINDING_COOKIE, CSRF_HEADER, REFRESH_COOKIE, is_csrf_token
from gateway.domain.errors import BadHeaders, CsrfTokenInvalid
from gateway.domain.headers import Header, first_value

COOKIE_PREFIX: Final = "__Host-marquee-"
REPEATED: Final = "Bad Request: a cookie of the session must occur once"

_COOKIE: Final = b"cookie"
_CSRF: Final = CSRF_HEADER.lower().encode()
_SESSION: Final = frozenset({ACCESS_COOKIE, REFRESH_COOKIE})


@dataclass(frozen=True, slots=True)
class SessionCookies:
    """The tokens of a browser, or null, and the header against forgery that came with them."""

    access_token: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    csrf_token: str | None = field(default=None, repr=False)

    def check_csrf(self) -> None:
        """Raise CsrfTokenInvalid unless the header belongs to the refresh token of the cookies."""
        header, refresh_token = self.csrf_token, self.refresh_token
        if header is None or refresh_token is None or not is_csrf_token(header, refresh_token):
            raise CsrfTokenInvalid


NO_COOKIES: Final = SessionCookies()


def session_cookies(headers: Sequence[Header]) -> SessionCookies:
    """Return the tokens in the cookies of a request; raise BadHeaders when one of them occurs twice."""
    values = _values(headers, _SESSION)
    if not values:
        return NO_COOKIES
    csrf = first_value(headers, _CSRF)
    return SessionCookies(
        values.get(ACCESS_COOKIE), values.get(REFRESH_COOKIE), None if csrf is None else csrf.decode("latin-1")
    )


def sign_in_binding(headers: Sequence[Header]) -> str | None:
    """Return what binds a sign-in with a provider to this browser, or null; raise BadHeaders when it occurs twice."""
    return _values(headers, (BINDING_COOKIE,)).get(BINDING_COOKIE)


def page_cookies(headers: Sequence[Header]) -> str | None:
    """Return the cookies of Marquee in a request, as one header, or null; raise BadHeaders when one occurs twice."""
    pairs = (pair.strip() for name, value in headers if name == _COOKIE for pair in value.decode("latin-1").split(";"))
    own = [pair for pair in pairs if pair.startswith(COOKIE_PREFIX)]
    if len({pair.partition("=")[0] for pair in own}) < len(own):
        raise BadHeaders(REPEATED)
    return "; ".join(own) or None


def _values(headers: Sequence[Header], names: Collection[str]) -> Mapping[str, str]:
    """Return the values of some cookies.

    Raise BadHeaders when one of them occurs twice: no browser sends a `__Host-` cookie twice, and two parsers could
    choose different ones.
    """
    values: dict[str, str] = {}
    for name, header in headers:
        if name != _COOKIE:
            continue
        for pair in header.decode("latin-1").split(";"):
            cookie, _, value = pair.strip().partition("=")
            if cookie not in names:
                continue
            if cookie in values:
                raise BadHeaders(REPEATED)
            values[cookie] = value
    return values
