"""Masking: texts and fields that leave the process, in log lines and reports of errors, lose their secrets here.

A secret is recognized by its own form (our keys and tokens begin with a prefix), by the name before it, or by its
place: the credentials of a URL, a header, the row in a message of Postgres. Of e-mail addresses the domain is kept.
"""

import re
from collections.abc import Mapping
from typing import Final

MASK: Final = "***"

_NAMES: Final = "password|passwd|passphrase|secret|token|api[_-]?key|apikey|authorization|credential|cookie|signature"
_SECRET_NAME: Final = re.compile(_NAMES, re.IGNORECASE)
_QUOTE: Final = r"""(?:b(?=["']))?["']?"""
_OURS: Final = r"mq[a-z]?_|whsec_"
_SCHEMES: Final = "(?:bearer|basic|digest|token|apikey|negotiate)"
_UUIDS: Final = r"[0-9a-fA-F, -]*"

_RULES: Final = (
    # Headers, as text and as pairs of bytes or texts: the whole value.
    (
        rf"(?P<header>\b(?:proxy-)?authorization[\"']?\s*[:=,]\s*{_QUOTE}(?:{_SCHEMES}\s+)?)"
        rf"(?!\s|{_SCHEMES}\s)[^\r\n\"',;)}}\]]+"
    ),
    rf"(?P<cookie>\b(?:set-)?cookie2?[\"']?\s*[:,]\s*{_QUOTE})[^\r\n\"')}}\]]+",
    r"(?P<scheme>\b(?:bearer|basic)\s+)(?=[\w.~+/=-]*[\d=._])[\w.~+/=-]{8,}",
    # What a name introduces: settings, query parameters, JSON, the texts of Python objects.
    rf"(?P<named>(?:{_NAMES})\w*[\"']?\s*[=:]\s*{_QUOTE})(?!\*\*\*)[^&\s\"',;)}}\]]+",
    r"(?P<user>://[^:/\s\"'@]*:)[^@\s\"'/]+(?=@)",
    # Messages of Postgres that quote rows.
    rf"(?P<key>\bKey \([^)]*\)=\()(?!{_UUIDS}\))[^)]*(?=\))",
    r"(?P<row>\bFailing row contains \().*(?=\))",
    r"(?P<parameters>\[parameters: ).*(?=\])",
    # Their own forms.
    r"mq[a-z]?_[\w-]{8,}",
    r"whsec_[\w+/=-]{8,}",
    r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*",
    r"(?<![\w.%+*-])[\w.%+-]+(?P<domain>@(?:[a-z0-9-]+\.)+[a-z]{2,})",
)
_SECRET: Final = re.compile("|".join(f"(?:{rule})" for rule in _RULES), re.IGNORECASE)
_MAYBE: Final = re.compile(rf"{_NAMES}|{_OURS}|bearer|basic|://|eyJ|@|=\(|contains \(|\[parameters", re.IGNORECASE)
"""What any secret has; most texts have none of it."""


def mask(text: str) -> str:
    """Return the text with its secrets replaced."""
    return _SECRET.sub(_replaced, text) if _MAYBE.search(text) else text


def masked(name: str, value: object) -> object:
    """Return a field's value without secrets: by the field's name, by names inside it, and by the form of texts."""
    if _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(key): masked(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [masked("", item) for item in value]
    return value if isinstance(value, (int, float, bool)) or value is None else mask(str(value))


def _replaced(match: re.Match[str]) -> str:
    if match["domain"]:
        return MASK + match["domain"]
    return "".join(group or "" for group in match.groups()) + MASK
