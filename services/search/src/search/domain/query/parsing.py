"""The query as it was typed: cut, cleaned, and the parts that are not words of a name."""

from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a search understands it."""

    text: str
    """Without control characters and surrounding spaces, at most `MOST_CHARACTERS` long."""
    truncated: bool = False
    """Whether characters behind the limit were dropped."""
    ids: tuple[str, ...] = ()
    """Ids in the form of `Entry.ids`, any of which may be meant, when the text is an id or the URL of a page."""
    year: int | None = None
    """A year at the end of the text, which may also be part of a name."""
    season: int | None = None
    episode: int | None = None


def parse(text: str) -> Query:
    """Return what a text requests; no text fails."""
    cleaned = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return Query(cleaned[:MOST_CHARACTERS], len(cleaned) > MOST_CHARACTERS)
