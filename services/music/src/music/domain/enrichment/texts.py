"""Texts of other databases: biographies, and queries in the syntax of Lucene."""

import html
import re
from typing import Final

SHORTEST: Final = 50
"""Shorter texts say that there is none."""
LONGEST: Final = 20_000
_LINK_MORE: Final = re.compile(r"<a\b[^>]*>\s*Read more on Last\.fm\s*</a>\.?", re.IGNORECASE)
_LICENCE: Final = re.compile(
    r"User-contributed text is available under[^.]*?;\s*additional terms may apply\.?", re.DOTALL
)
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_BLANKS: Final = re.compile(r"[ \t\r\f\v]+")
_LINES: Final = re.compile(r"\s*\n\s*\n\s*")
_SPECIAL: Final = re.compile(r'([+\-!(){}\[\]^"~*?:\\/&|])')


def biography_of(text: str) -> str | None:
    """Return a biography as plain text with paragraphs; null when there is none.

    The link to the rest and the sentence about the licence are left out: both are stated beside the text.
    """
    plain = _LICENCE.sub("", _LINK_MORE.sub("", text))
    plain = html.unescape(_TAG.sub("", plain)).replace("\0", "")
    plain = _LINES.sub("\n\n", _BLANKS.sub(" ", plain)).strip()
    return plain[:LONGEST] if len(plain) >= SHORTEST else None


def quoted(text: str) -> str:
    """Return a text as one phrase of a query: every sign of the syntax is escaped."""
    return '"' + _SPECIAL.sub(r"\\\1", text.replace("\0", " ")) + '"'
