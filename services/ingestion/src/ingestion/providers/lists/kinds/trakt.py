"""Lists and watchlists of Trakt. https://docs.trakt.tv/ (Users: List, List Items, Watchlist; Lists: List Items)

A list is sent in pages with `page` and `limit`; its entries are movies, shows, seasons, episodes and persons.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import TypeAdapter

from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.failures import ListPrivate
from ingestion.domain.external.items import ListedItem
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import RawResponse
from ingestion.providers.lists.list_spec import Found, ListSpec, by_provider, items_of, with_refusal
from ingestion.providers.parsing.lenient import LENIENT, Positive, ProviderModel, Text, Whole
from ingestion.providers.parsing.markup import line
from ingestion.providers.trakt.models import TraktIds

PAGE_SIZE: Final = 250


class TraktListedTitle(ProviderModel):
    """A title in a list."""

    ids: TraktIds
    title: Text = None
    year: Positive = None


class TraktListEntry(ProviderModel):
    """An entry of a list; one of another type than movie and show still counts as sent."""

    type: Text = None
    movie: Annotated[TraktListedTitle | None, LENIENT] = None
    show: Annotated[TraktListedTitle | None, LENIENT] = None


class TraktList(ProviderModel):
    """What Trakt states of a list."""

    name: Text = None
    item_count: Whole = None


ENTRIES: Final = TypeAdapter(list[Annotated[TraktListEntry | None, LENIENT]])
LIST: Final = TypeAdapter(TraktList)


def recognize(segments: Sequence[str]) -> Found | None:
    """Return the list of `users/<user>/lists/<list>`, `users/<user>/watchlist` or `lists/<number>`."""
    match tuple(segments):
        case ("users", user, "lists", name):
            return Found(f"users/{user.lower()}/lists/{name.lower()}", f"{name} ({user})")
        case ("users", user, "watchlist"):
            return Found(f"users/{user.lower()}/watchlist", f"Watchlist ({user})")
        case ("lists", number) if number.isdigit():
            return Found(f"lists/{number}", f"List {number}")
        case _:
            return None


class TraktLists:
    """Reads lists of Trakt."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = with_refusal(client, private_list)

    async def read(self, path: str, page: int) -> ReadPage:
        """Return a page of a list; raise SourceFailed, ListFailed."""
        is_watchlist = path.endswith("/watchlist")
        stated = None if page > 1 or is_watchlist else (await self._client.get(f"/{path}", LIST)).value
        address = f"/{path}" if is_watchlist else f"/{path}/items"
        response = await self._client.get(address, ENTRIES, {"page": page, "limit": PAGE_SIZE})
        entries = response.value or []
        items = items_of(address, entries, _item)
        name = line(stated.name) if stated else None
        total = stated.item_count if stated else None
        return ReadPage(items, len(entries), len(entries) < PAGE_SIZE, name, total)


def private_list(raw: RawResponse) -> SourceFailed | None:
    """Return the failure of a list that only its owner may read: Trakt demands a user's authorization."""
    if raw.status != 401:
        return None
    return ListPrivate("trakt", Cause.NOT_FOUND, "the list is private", status=raw.status)


def _item(entry: TraktListEntry) -> ListedItem | None:
    if entry.type == "movie" and entry.movie is not None:
        return _listed(entry.movie, ListedItem("movie"))
    if entry.type == "show" and entry.show is not None:
        return _listed(entry.show, ListedItem("show"))
    return None


def _listed(title: TraktListedTitle, empty: ListedItem) -> ListedItem:
    ids = title.ids
    return ListedItem(empty.kind, ids.tmdb, ids.imdb, ids.tvdb, line(title.title), title.year)


TRAKT: Final = ListSpec(
    kind="trakt",
    site="Trakt",
    hosts=("trakt.tv", "app.trakt.tv"),
    recognize=recognize,
    examples=("https://trakt.tv/users/jane/lists/best-of-2020", "https://trakt.tv/users/jane/watchlist"),
    reader=by_provider("trakt", lambda client: TraktLists(client).read),
)
