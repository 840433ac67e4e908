"""Letterboxd: the feed of a member, and lists and watchlists by their exports.

https://letterboxd.com/about/faq/ (feeds; exports). The feed has the movies that a member has logged last, with their
numbers at TMDB. Letterboxd has no feed of a list and its terms forbid reading its pages, so a list or watchlist is
followed by its export as CSV.
"""

from collections.abc import Sequence
from typing import Final

from chassis.core.outgoing.xml_tree import XmlUnreadable, parse
from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.items import ListedItem
from ingestion.providers.lists.list_spec import Found, ListSpec, by_site, items_of
from ingestion.providers.lists.web_client import WebClient

KIND: Final = "letterboxd"
_MOST_ENTRIES: Final = 1_000
_LONGEST: Final = 300
_FIELDS: Final = ("tmdb:movieId", "tmdb:tvId", "letterboxd:filmTitle", "letterboxd:filmYear")


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
    """Return the fields of each entry of a feed; raise ListFailed when the body is not a feed."""
    try:
        feed = parse(body, namespaces=False, longest_text=len(body))
    except XmlUnreadable as unreadable:
        raise ListFailed("wrong_shape", f"the feed is no {unreadable}") from unreadable
    channel = feed.find("channel")
    if channel is None:
        raise ListFailed("wrong_shape", "the XML is no feed")
    entries = channel.all("item")
    if len(entries) > _MOST_ENTRIES:
        raise ListFailed("too_large", f"the feed has more than {_MOST_ENTRIES} entries")
    return [
        {field: text[:_LONGEST] for field in _FIELDS if (text := entry.text_of(field)) is not None} for entry in entries
    ]


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
