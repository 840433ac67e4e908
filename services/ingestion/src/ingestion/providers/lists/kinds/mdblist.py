"""Lists of MDBList, by its API with a key. https://mdblist.docs.apiary.io/

The number of an entry is that of TMDB. Movies and shows are sent apart, each with its rank in the whole.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import TypeAdapter

from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.items import ListedItem
from ingestion.domain.titles.facts import Kind
from ingestion.providers.lists.list_spec import Found, ListSpec, by_site, items_of
from ingestion.providers.lists.web_client import WebClient
from ingestion.providers.parsing.lenient import LENIENT, OptionalId, Positive, ProviderModel, Text, Whole
from ingestion.providers.parsing.markup import line

KIND: Final = "mdblist"
PAGE_SIZE: Final = 1000


class MdbEntry(ProviderModel):
    """An entry of a list."""

    id: OptionalId = None
    rank: Whole = None
    title: Text = None
    imdb_id: Text = None
    tvdb_id: OptionalId = None
    release_year: Positive = None


Entries = list[Annotated[MdbEntry | None, LENIENT]]


class MdbPage(ProviderModel):
    """A page of a list."""

    movies: Entries
    shows: Entries


class MdbList(ProviderModel):
    """What MDBList states of a list."""

    name: Text = None
    items: Whole = None


PAGE: Final = TypeAdapter(MdbPage)
LISTS: Final = TypeAdapter(list[MdbList])


def recognize(segments: Sequence[str]) -> Found | None:
    """Return the list of `lists/<user>/<list>`."""
    if len(segments) != 3 or segments[0] != "lists":
        return None
    _, user, name = (segment.lower() for segment in segments)
    return Found(f"lists/{user}/{name}", f"{name} ({user})")


class MdbLists:
    """Reads lists of MDBList."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    async def read(self, path: str, page: int) -> ReadPage:
        """Return a page of a list; raise ListFailed."""
        lists = await self._client.json(f"/{path}", LISTS) if page == 1 else []
        stated = lists[0] if lists else None
        params = {"limit": str(PAGE_SIZE), "offset": str((page - 1) * PAGE_SIZE)}
        content = await self._client.json(f"/{path}/items", PAGE, params)
        entries = sorted((*_of_kind("movie", content.movies), *_of_kind("show", content.shows)), key=_rank)
        items = items_of(f"/{path}", entries, _item)
        received = len(entries)
        name = line(stated.name) if stated else None
        return ReadPage(items, received, received < PAGE_SIZE, name, stated.items if stated else None)


def _of_kind(kind: Kind, entries: Entries) -> list[tuple[Kind, MdbEntry] | None]:
    return [None if entry is None else (kind, entry) for entry in entries]


def _rank(entry: tuple[Kind, MdbEntry] | None) -> int:
    return 0 if entry is None else entry[1].rank or 0


def _item(entry: tuple[Kind, MdbEntry]) -> ListedItem:
    kind, stated = entry
    return ListedItem(kind, stated.id, stated.imdb_id, stated.tvdb_id, line(stated.title), stated.release_year)


MDBLIST: Final = ListSpec(
    kind=KIND,
    site="MDBList",
    hosts=("mdblist.com",),
    recognize=recognize,
    examples=("https://mdblist.com/lists/jane/best-of-2020",),
    reader=by_site(KIND, lambda client: MdbLists(client).read),
)
