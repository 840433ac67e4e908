"""Files of media sources, from sources: links by the access token of the editor, content by links."""

import asyncio
import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from chassis.http.client import BodyTooLarge, CallFailed, HttpClient, Response
from chassis.http.schemas import ResponseModel, Success
from playback.application.copies.ports import FilePart, SourceLink
from playback.domain.copies.errors import SourceFileAway, SourceFileNotFound, SourcesUnavailable
from playback.domain.uploads.content import Rejection
from playback.domain.uploads.errors import FileRejected

logger = logging.getLogger(__name__)

LINK_SECONDS: Final = 5.0
CHUNK_SECONDS: Final = 60.0
"""How long sources may send nothing: it waits for a source itself, 20 seconds at the beginning and 30 within a file."""
PART_SECONDS: Final = 300.0
"""The deadline of a part: a source that sends less than 56 KB/s of 16 MiB counts as away."""
MOST_BYTES: Final = 65_536
_CHANGED: Final = "The file has changed in its source meanwhile: scan the source, and try again"
_MISSING: Final = "The file has left its source, or its editor has signed out or may not see it any more"


class _Link(ResponseModel):
    path: str
    expires_at: datetime
    name: str
    bytes: int
    entity_tag: str


class _Body(Success[_Link]):
    """The response with a link."""


class HttpSourceFiles:
    """Calls sources."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def link(self, file_id: UUID, authorization: str) -> SourceLink:
        """Return a link within the deadline."""
        path = f"/api/v1/sources/files/{file_id}/link"
        try:
            async with asyncio.timeout(LINK_SECONDS):
                response = await self._http.post(path, {"authorization": authorization}, max_bytes=MOST_BYTES)
        except (TimeoutError, CallFailed) as failure:
            raise _unavailable(failure) from failure
        if response.status == 404:
            raise SourceFileNotFound(file_id)
        try:
            # An error has no link.
            link = _Body.model_validate_json(response.body).data
        except ValidationError as failure:
            raise _unavailable(f"status {response.status}") from failure
        return SourceLink(link.path, link.expires_at, link.name, link.bytes, link.entity_tag)

    async def read(self, path: str, entity_tag: str, total: int, part: FilePart) -> bytes:
        """Return a range within the deadline, as it is: no coding of the transfer changes its length."""
        last = part.begin + part.length - 1
        headers = {
            "range": f"bytes={part.begin}-{last}",
            "if-range": entity_tag,
            "accept-encoding": "identity",
        }
        try:
            async with asyncio.timeout(PART_SECONDS):
                response = await self._http.get(path, headers, max_bytes=max(part.length, MOST_BYTES))
        except BodyTooLarge as whole:
            raise FileRejected(Rejection.SOURCE_CHANGED, _CHANGED) from whole
        except (TimeoutError, CallFailed) as failure:
            raise SourceFileAway(type(failure).__name__) from failure
        _check(response, f"{part.begin}-{last}", total)
        if len(response.body) != part.length:
            raise SourceFileAway("the content ended early")
        return response.body

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()


def _unavailable(reason: object) -> SourcesUnavailable:
    logger.warning("no link to a file of a media source", extra={"reason": repr(reason)[:300]})
    return SourcesUnavailable()


def _check(response: Response, span: str, total: int) -> None:
    """Raise FileRejected or SourceFileAway unless a response has this range of a file of `total` bytes."""
    if response.status == 404:
        raise FileRejected(Rejection.SOURCE_MISSING, _MISSING)
    if response.status not in (200, 206, 416):
        raise SourceFileAway(f"status {response.status}")
    stated = response.headers.get("content-range", "") if response.status == 206 else ""
    if stated != f"bytes {span}/{total}":
        raise FileRejected(Rejection.SOURCE_CHANGED, _CHANGED)
