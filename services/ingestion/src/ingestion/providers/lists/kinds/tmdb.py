"""Lists of TMDB. https://developer.themoviedb.org/reference/list-details"""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import TypeAdapter, ValidationError

from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.failures import ListPrivate
from ingestion.domain.external.items import ListedItem
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import RawResponse
from ingestion.providers.lists.list_spec import Found, ListSpec, by_provider, items_of, with_refusal
from ingestion.providers.parsing.lenient import LENIENT, Day, OptionalId, ProviderModel, Text, Whole
from ingestion.providers.parsing.markup import line

PRIVATE: Final = 39
"""TMDB's status code of a resource that is private; 7 is a key that is not valid."""


class TmdbListItem(ProviderModel):
    """An entry of a list."""

    id: OptionalId = None
    media_type: Text = None
    title: Text = None
    name: Text = None
    release_date: Day = None
    first_air_date: Day = None


class TmdbList(ProviderModel):
    """A page of a list."""

    name: Text = None
    item_count: Whole = None
    total_pages: Whole = None
    items: list[Annotated[TmdbListItem | None, LENIENT]]


class TmdbRefused(ProviderModel):
    """The body of a refusal."""

    status_code: Whole = None


LIST: Final = TypeAdapter(TmdbList)
REFUSED: Final = TypeAdapter(TmdbRefused)


def recognize(segments: Sequence[str]) -> Found | None:
    """Return the list of `list/<number>`, with or without a name behind the number."""
    if len(segments) != 2 or segments[0] != "list":
        return None
    number = re.fullmatch(r"([0-9]{1,10})(-.*)?", segments[1])
    return None if number is None else Found(f"list/{int(number[1])}", f"List {int(number[1])}")


class TmdbLists:
    """Reads lists of TMDB."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = with_refusal(client, private_list)

    async def read(self, path: str, page: int) -> ReadPage:
        """Return a page of a list; raise SourceFailed, ListFailed."""
        response = await self._client.get(f"/{path}", LIST, {"page": page})
        stated = response.value
        if stated is None:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"/{path} has no body")
        items = items_of(f"/{path}", stated.items, _item)
        last = page >= (stated.total_pages or 1) or not stated.items
        return ReadPage(items, len(stated.items), last, line(stated.name), stated.item_count)


def private_list(raw: RawResponse) -> SourceFailed | None:
    """Return the failure of a list that only its owner may read."""
    if raw.status != 401:
        return None
    try:
        refused = REFUSED.validate_json(raw.body)
    except ValidationError:
        return None
    if refused.status_code != PRIVATE:
        return None
    return ListPrivate("tmdb", Cause.NOT_FOUND, "the list is private", status=raw.status)


def _item(entry: TmdbListItem) -> ListedItem | None:
    if entry.id is None or entry.media_type not in ("movie", "tv", None):
        return None
    released = entry.release_date or entry.first_air_date
    return ListedItem(
        "show" if entry.media_type == "tv" else "movie",
        entry.id,
        name=line(entry.title or entry.name),
        year=released.year if released else None,
    )


TMDB: Final = ListSpec(
    kind="tmdb",
    site="TMDB",
    hosts=("themoviedb.org",),
    recognize=recognize,
    examples=("https://www.themoviedb.org/list/8136",),
    reader=by_provider("tmdb", lambda client: TmdbLists(client).read),
)
