"""Letterboxd: the feed of a member, and lists and watchlists by their exports.

https://letterboxd.com/about/faq/ (feeds; exports). The feed has the movies that a member has logged last, with their
numbers at TMDB. Letterboxd has no feed of a list and its terms forbid reading its pages, so a list or watchlist is
followed by its export as CSV.
"""

from collections.abc import Sequence
from typing import Final
from xml.parsers import expat

from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.items import ListedItem
from ingestion.providers.lists.list_spec import Found, ListSpec, by_site, items_of
from ingestion.providers.lists.web_client import WebClient

KIND: Final = "letterboxd"
_MOST_ENTRIES: Final = 1_000
_LONGEST: Final = 300
_FIELDS: Final = frozenset({"tmdb:movieId", "tmdb:tvId", "letterboxd:filmTitle", "letterboxd:filmYear"})


def recognize(segments: Sequence[str]) -> Found | None:
    """Return the feed of `<member>/rss`, or the list of `<member>/list/<list>` or `<member>/watchlist`."""
    match tuple(segment.lower() for segment in segments):
        case (member, "rss"):
            return Found(f"{member}/rss", f"Diary ({member})")
        case (member, "watchlist"):
            return Found(f"{member}/watchlist", f"Watchlist ({member})", by_file=True)
        case (member, "list", name):
            return Found(f"{member}/list/{name}", f"{name} ({member})", by_file=True)
        case _:
            return None


class LetterboxdFeeds:
    """Reads feeds of Letterboxd."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    async def read(self, path: str, page: int) -> ReadPage:
        """Return the movies of a feed, which is one page; raise ListFailed."""
        if page != 1:
            raise ListFailed("wrong_shape", f"a feed has no page {page}")
        entries = entries_of(await self._client.bytes(f"/{path}/"))
        items = items_of(f"/{path}", entries, _item)
        return ReadPage(items, len(entries), last=True)


def entries_of(body: bytes) -> list[dict[str, str]]:
    """Return the fields of each entry of a feed; raise ListFailed when the body is not a feed.

    A document type is refused, so that no entity is ever defined or fetched.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError as broken:
        raise ListFailed("wrong_shape", f"the feed is no XML: line {broken.lineno}") from broken
    if not reader.is_feed:
        raise ListFailed("wrong_shape", "the XML is no feed")
    return reader.entries


class _Reader:
    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
        self.is_feed = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self._field: str | None = None

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._field = name if name in _FIELDS and self.entries else None
        if name == "channel":
            self.is_feed = True
        elif name == "item":
            if len(self.entries) >= _MOST_ENTRIES:
                raise ListFailed("too_large", f"the feed has more than {_MOST_ENTRIES} entries")
            self.entries.append({})

    def _end(self, _: str) -> None:
        self._field = None

    def _text(self, text: str) -> None:
        if self._field is not None:
            entry = self.entries[-1]
            entry[self._field] = (entry.get(self._field, "") + text)[:_LONGEST]


def _refuse(*_: object) -> None:
    raise ListFailed("wrong_shape", "a feed with a document type is not read")


def _item(entry: dict[str, str]) -> ListedItem | None:
    name, year = entry.get("letterboxd:filmTitle"), _number(entry.get("letterboxd:filmYear", ""))
    show_id, movie_id = _number(entry.get("tmdb:tvId", "")), _number(entry.get("tmdb:movieId", ""))
    if show_id is None and movie_id is None and name is None:
        return None
    return ListedItem("show" if show_id is not None else "movie", show_id or movie_id, name=name, year=year)


def _number(text: str) -> int | None:
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 10
    return int(digits) or None if is_number else None


LETTERBOXD: Final = ListSpec(
    kind=KIND,
    site="Letterboxd",
    hosts=("letterboxd.com",),
    recognize=recognize,
    examples=("https://letterboxd.com/jane/rss/",),
    reader=by_site(KIND, lambda client: LetterboxdFeeds(client).read),
)
