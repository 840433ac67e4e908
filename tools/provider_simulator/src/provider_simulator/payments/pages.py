"""Small pages that a browser opens at a payment provider."""

from html import escape

from provider_simulator.responses import Response

_WITHOUT_DECIMALS = frozenset({"irr", "jpy"})
_HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"))


def document(title: str, body: str, status: int = 200) -> Response:
    """Return a page; the body is HTML."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    html = f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{escape(title)}</h1>{body}</body></html>'
    return Response(status, html.encode(), _HEADERS)


def money(amount: int, currency: str) -> str:
    """Return an amount in minor units as a reader expects it."""
    if currency.lower() in _WITHOUT_DECIMALS:
        return f"{amount} {currency.upper()}"
    return f"{amount // 100}.{amount % 100:02d} {currency.upper()}"


def redirect(url: str) -> Response:
    """Return a redirect that a browser follows with GET."""
    return Response(303, b"", _HEADERS, redirect=url)


def link(url: str, text: str) -> str:
    """Return a link as HTML."""
    return f'<p><a href="{escape(url)}">{escape(text)}</a></p>'
