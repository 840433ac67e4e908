"""A document as a page that can be printed. Every text is escaped, and nothing is loaded from elsewhere."""

from collections.abc import Iterable
from html import escape
from typing import Final

from billing.presentation.documents.content import Content, Row

_STYLE: Final = """
body { font: 11pt/1.5 "DejaVu Sans", Arial, sans-serif; color: #1a1a1a }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
header { display: flex; justify-content: space-between; gap: 2rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.1rem }
table { width: 100%; border-collapse: collapse; margin: 1.5rem 0 }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #d0d0d0; vertical-align: top }
th:last-child, td:last-child { text-align: right; white-space: nowrap }
table.totals { width: auto; margin-left: auto } table.totals tr:last-child { font-weight: bold }
@media print { body { margin: 0; max-width: none } @page { margin: 2cm } }
"""


def html_of(content: Content) -> str:
    """Return the page."""
    parts = [
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(content.title)} {escape(content.heads[0][1])}</title><style>{_STYLE}</style></head><body>",
        f"<header><h1>{escape(content.title)}</h1><address>{_lines(content.seller)}</address></header>",
        _table("heads", (), content.heads),
        _table("lines", content.line_heads, content.lines),
        _table("totals", (), content.totals),
    ]
    if content.payments:
        parts.append(f"<h2>{escape(content.payments_title)}</h2>")
        parts.append(_table("payments", content.payment_heads, content.payments))
    return "".join([*parts, "</body></html>"])


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(map(escape, texts))


def _table(name: str, heads: Row, rows: Iterable[Row]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f'<table class="{name}">{f"<thead><tr>{head}</tr></thead>" if heads else ""}<tbody>{body}</tbody></table>'
