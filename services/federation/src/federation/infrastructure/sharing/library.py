"""The lists of this server, from library."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import orjson
from pydantic import ValidationError

from chassis.http.client import CallFailed, HttpClient, Response
from chassis.http.schemas import ResponseModel
from federation.domain.sharing.errors import ContentUnavailable
from federation.domain.sharing.share import ListCopy, ListSummary, SharedList, SharedTitle

_MOST_BYTES: Final = 4_194_304
_PAGE: Final = 100
MOST_TITLES: Final = 1000
"""Titles of a list that are shared: its first ones."""


class _List(ResponseModel):
    id: UUID
    name: str
    description: str | None
    visibility: str
    role: str | None
    item_count: int | None

    def summary(self) -> ListSummary:
        """Return the list as lists of lists show it."""
        return ListSummary(self.id, self.name, self.description, self.item_count or 0)


class _OneList(ResponseModel):
    data: _List


class _Summary(ResponseModel):
    title: str | None = None
    type: str | None = None
    release_date: str | None = None


class _Item(ResponseModel):
    media_item_id: UUID
    media_summary: _Summary | None


class _Meta(ResponseModel):
    has_more: bool


class _Items(ResponseModel):
    data: list[_Item]
    meta: _Meta


class _Created(ResponseModel):
    id: UUID


class _OneCreated(ResponseModel):
    data: _Created


class _Imported(ResponseModel):
    item_count: int


class _OneImported(ResponseModel):
    data: _Imported


class LibraryLists:
    """Calls library: without credentials for what everyone may read, and with those of a user for the user."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def summary(self, list_id: UUID, authorization: str | None = None) -> tuple[ListSummary, str | None] | None:
        """Return a list that everyone who knows its id may read."""
        headers = {} if authorization is None else {"authorization": authorization}
        response = await self._get(f"/api/v1/lists/{list_id}", headers)
        if response.status == 404:
            return None
        try:
            stored = _OneList.model_validate_json(response.body).data
        except ValidationError as invalid:
            raise ContentUnavailable from invalid
        return stored.summary(), stored.role

    async def shared(self, list_id: UUID) -> SharedList | None:
        """Return a list with its first titles."""
        read = await self.summary(list_id)
        if read is None:
            return None
        titles: list[SharedTitle] = []
        while len(titles) < MOST_TITLES:
            response = await self._get(f"/api/v1/lists/{list_id}/items?limit={_PAGE}&offset={len(titles)}", {})
            if response.status == 404:
                return None
            try:
                page = _Items.model_validate_json(response.body)
            except ValidationError as invalid:
                raise ContentUnavailable from invalid
            titles += [_title(item) for item in page.data]
            if not page.meta.has_more or not page.data:
                break
        return SharedList(read[0], titles)

    async def create(self, copy: ListCopy, authorization: str) -> UUID:
        """Create a list of a user with the request key as idempotency key."""
        new = {"name": copy.name[:100] or "-", "description": copy.description, "visibility": "private"}
        headers = _as_json(authorization) | {"idempotency-key": str(copy.request_key)}
        created = await self._post("/api/v1/me/lists", headers, new)
        try:
            return _OneCreated.model_validate_json(created.body).data.id
        except ValidationError as invalid:
            raise ContentUnavailable from invalid

    async def fill(self, list_id: UUID, titles: Sequence[SharedTitle], authorization: str) -> int:
        """Add titles one page after another: those that are unknown are left out."""
        headers, count = _as_json(authorization), 0
        for begin in range(0, len(titles), _PAGE):
            lines = [str(title.media_id) for title in titles[begin : begin + _PAGE]]
            count = await self._add(list_id, lines, headers) or count
        return count

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def _add(self, list_id: UUID, ids: list[str], headers: dict[str, str]) -> int:
        """Add titles and return the size of the list; when one is unknown, each is tried by itself."""
        path = f"/api/v1/lists/{list_id}/items"
        response = await self._post(path, headers, {"items": [{"mediaItemId": media_id} for media_id in ids]})
        if response.status == 200:
            return _OneImported.model_validate_json(response.body).data.item_count
        if response.status == 429 or response.status >= 500:
            # Not a title that is unknown: a repeated request adds what is missing.
            raise ContentUnavailable
        if len(ids) == 1:
            return 0
        return max([await self._add(list_id, [media_id], headers) for media_id in ids])

    async def _get(self, target: str, headers: dict[str, str]) -> Response:
        try:
            return await self._http.get(target, headers, max_bytes=_MOST_BYTES)
        except (TimeoutError, CallFailed) as failure:
            raise ContentUnavailable from failure

    async def _post(self, target: str, headers: dict[str, str], body: object) -> Response:
        try:
            return await self._http.post(target, headers, orjson.dumps(body), max_bytes=_MOST_BYTES)
        except (TimeoutError, CallFailed) as failure:
            raise ContentUnavailable from failure


def _as_json(authorization: str) -> dict[str, str]:
    return {"authorization": authorization, "content-type": "application/json"}


def _title(item: _Item) -> SharedTitle:
    summary = item.media_summary
    if summary is None:
        return SharedTitle(item.media_item_id, "unknown", None, None)
    year = summary.release_date[:4] if summary.release_date else ""
    return SharedTitle(item.media_item_id, summary.type or "unknown", summary.title, int(year) if year else None)
