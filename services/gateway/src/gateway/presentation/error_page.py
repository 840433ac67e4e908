"""The page that a browser gets instead of a page of the web application, which cannot be reached or must wait.

It needs nothing else: no style sheet, no script, no service.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from gateway.domain.headers import Header
from gateway.domain.routes import API

_API: Final = f"/{API}/".encode()
STYLE: Final = (
    ":root{color-scheme:dark light}body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;"
    "padding:0 1.5rem;text-align:center}a{color:inherit}"
)
POLICY: Final[Header] = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
HEADINGS: Final = {
    400: "That address was not understood",
    404: "Not found",
    413: "Too large",
    429: "A little slower, please",
}
OTHER: Final = "Not available right now"
TRY_AGAIN: Final = "Your data is safe. Try again in a moment."


def is_shown(path: bytes, headers: Sequence[Header]) -> bool:
    """Return whether a browser expects a page at this path."""
    if path.startswith(_API):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in headers)


def error_page(status: int, message: str, request_id: str) -> bytes:
    """Return the page."""
    text = TRY_AGAIN if status >= 500 or status == 429 else message
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(HEADINGS.get(status, OTHER))} · Marquee</title><style>{STYLE}</style>"
        f"<main><h1>{escape(HEADINGS.get(status, OTHER))}</h1><p>{escape(text)}</p>"
        f'<p><a href="/">Marquee</a></p><p><small>Request {escape(request_id)}</small></p></main></html>'
    ).encode()
