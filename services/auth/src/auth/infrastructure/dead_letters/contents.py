"""What a rejected record contains, as text that may be shown: without secrets and addresses of users, and bounded."""

import re
from collections.abc import Mapping
from json import dumps, loads
from typing import Any, Final

from auth.domain.dead_letters.letters import Content
from chassis.messaging.dead_letters.letters import Letter
from chassis.runtime.observability.masking import MASK, mask

LONGEST_TEXT: Final = 65_536
LONGEST_VALUE: Final = 2_000
MOST_HEADERS: Final = 100

_NAMES: Final = r"password|secret|token|authorization|api_?key|cookie|sealed|digest|e_?mail|phone"
_PRIVATE: Final = re.compile(rf"{_NAMES}|^(?:code|address)$", re.IGNORECASE)
_PRIVATE_TEXT: Final = re.compile(
    rf"""("[^"]*(?:{_NAMES})[^"]*"\s*:\s*)(?:"(?:\\.|[^"\\])*"?|[^\s,}}\]]+)""", re.IGNORECASE | re.DOTALL
)


def content_of(letter: Letter) -> Content:
    """Return the content of a letter."""
    headers = [(storable(name), _header(name, value)) for name, value in letter.original_headers()[:MOST_HEADERS]]
    if not letter.has_body:
        return Content(headers, None, 0, truncated=False)
    value = letter.record.value or b""
    text = _masked_text(value.decode("utf-8", "backslashreplace"))
    return Content(headers, text[:LONGEST_TEXT], len(value), truncated=len(text) > LONGEST_TEXT)


def storable(text: str) -> str:
    """Return a text that Postgres stores: with escapes for NUL and for halves of surrogate pairs, and bounded."""
    return _plain(text)[:LONGEST_VALUE]


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _masked_text(text: str) -> str:
    """Return a body without secrets: of JSON by the names of its members, of anything else by what looks like them."""
    try:
        return _plain(dumps(_masked(loads(text)), ensure_ascii=False))
    except (ValueError, RecursionError):
        return _plain(mask(_PRIVATE_TEXT.sub(rf'\1"{MASK}"', text)))


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _member(name, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return mask(value) if isinstance(value, str) else value


def _member(name: str, value: Any) -> Any:
    return MASK if value is not None and _PRIVATE.search(name) else _masked(value)


def _header(name: str, value: bytes | None) -> str:
    if _PRIVATE.search(name):
        return MASK
    return storable(mask((value or b"").decode("utf-8", "backslashreplace")))
