"""Where a redirect leads, and what may be sent there."""

from collections.abc import Mapping
from typing import Final

from yarl import URL

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PUBLIC_HEADERS: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "depth",
        "icy-metadata",
        "if-modified-since",
        "if-none-match",
        "range",
        "user-agent",
    }
)
"""Headers without credentials, which another host may receive too."""


def target_of(url: URL, location: str | None) -> URL | None:
    """Return where a redirect leads, or null if it states no URL."""
    try:
        target = url.join(URL(location or "", encoded=True)).with_fragment(None)
        is_complete = bool(target.host) and target.port != 0
    except ValueError:
        return None
    return target if location and is_complete else None


def method_of(method: str, status: int) -> str:
    """Return the method of the next request (RFC 9110, section 15.4)."""
    if method in ("GET", "HEAD") or status in (307, 308):
        return method
    return "GET" if status == 303 or method == "POST" else method


def headers_for(headers: Mapping[str, str], before: URL, after: URL) -> dict[str, str]:
    """Return the headers that the next host may receive: all of them only if it is the same origin."""
    if before.origin() == after.origin():
        return dict(headers)
    return {name: value for name, value in headers.items() if name.lower() in _PUBLIC_HEADERS}
