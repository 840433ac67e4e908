"""The query as it was typed: cut, cleaned, and the parts that are not words of a name."""

from dataclasses import dataclass
from typing import Final

from search.domain.query.hints import hints_of
from search.domain.query.ids import ids_of

MOST_CHARACTERS: Final = 200
MOST_READ: Final = 4 * MOST_CHARACTERS
"""Characters before cleaning; what is behind them is not even looked at."""
_SHAPING: Final = frozenset("\u200c\u200d")
"""Invisible characters within words of Persian and of languages of India."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a search understands it."""

    text: str
    """Without control characters and surrounding spaces, at most `MOST_CHARACTERS` long."""
    truncated: bool = False
    """Whether characters behind the limit were dropped."""
    ids: tuple[str, ...] = ()
    """Ids in the form of `Entry.ids`, any of which may be meant, when the text is an id or the URL of a page.

    A bare number may be an id or a name.
    """
    name: str = ""
    """The text without year, season, episode and kind, which may also be part of a name; empty when there are none."""
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    kind: str | None = None
    """`movie` or `show`, as the text names it; a season belongs to a show."""


def parse(text: str) -> Query:
    """Return what a text searches for; it never fails."""
    readable = "".join(letter if letter.isprintable() or letter in _SHAPING else " " for letter in text[:MOST_READ])
    cleaned = " ".join(readable.split())
    truncated = len(cleaned) > MOST_CHARACTERS or len(text) > MOST_READ
    cleaned = cleaned[:MOST_CHARACTERS].rstrip()
    if ids := ids_of(cleaned):
        return Query(cleaned, truncated, ids)
    hints = hints_of(cleaned)
    return Query(
        cleaned,
        truncated,
        name=hints.name,
        year=hints.year,
        season=hints.season,
        episode=hints.episode,
        kind=hints.kind,
    )
