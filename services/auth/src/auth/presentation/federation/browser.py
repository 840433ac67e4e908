"""The browser of a sign-in with a provider: the cookie that binds a request to it, and where it goes next."""

from collections.abc import Sequence
from typing import Annotated, Final
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Request, Response

from auth.domain.errors import InvalidInput
from auth.domain.federation.authorization import LIFETIME, is_secret
from chassis.core.browser_sessions import BINDING_COOKIE, BINDING_HEADER

_COOKIE_SECONDS: Final = int(LIFETIME.total_seconds())


async def _binding(request: Request) -> str | None:
    """Return the binding of the browser, which the gateway reads from its cookie, or null."""
    text = request.headers.get(BINDING_HEADER)
    return text if is_secret(text) else None


BindingDep = Annotated[str | None, Depends(_binding)]


def keep_binding(response: Response, binding: str) -> None:
    """Set the cookie. `Lax` because the provider's redirect is a navigation from another site."""
    response.set_cookie(
        BINDING_COOKIE, binding, max_age=_COOKIE_SECONDS, path="/", secure=True, httponly=True, samesite="lax"
    )


def redirect(status: int, url: str) -> Response:
    """Return a redirect whose URL, which has secrets, no page learns of by a Referer."""
    return Response(status_code=status, headers={"Location": url, "Referrer-Policy": "no-referrer"})


def permitted_return(url: str, permitted: Sequence[str]) -> str | None:
    """Return where the client continues, or null for an empty text.

    Raise InvalidInput unless the URL without its query is one that the operator permits, character by character.
    """
    if not url:
        return None
    if url.partition("?")[0] not in permitted or urlsplit(url).fragment:
        raise InvalidInput("returnTo", "url_not_permitted", "must be one of the URLs that the operator permits")
    return url


def returned(url: str, **result: str) -> Response:
    """Return the redirect to the client with the result in the query."""
    return redirect(303, f"{url}{'&' if '?' in url else '?'}{urlencode(result)}")
