"""Responses with the content of files."""

import logging
from collections.abc import Mapping

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from chassis.core.responses.byte_ranges import ByteRange
from chassis.http.follow_up.byte_ranges import ClosingResponse, beyond_end, extent, file_headers, range_of
from sources.application.content.opening import ContentEnded, FileOfSource, OpenContent, OpenFiles
from sources.domain.files.media_types import media_type

logger = logging.getLogger(__name__)


class ContentResponse(ClosingResponse):
    """A response whose source may end early."""

    def __init__(self, opened: OpenContent, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(opened.chunks(), status, headers, opened.connection)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the content."""
        try:
            await super().__call__(scope, receive, send)
        except ContentEnded as ended:
            # The status has been sent: the client sees that the body has no end.
            logger.info("the content of a file ended early", extra={"cause": str(ended)})


async def respond(files: OpenFiles, file: FileOfSource, request: Request, *, download: bool = False) -> Response:
    """Return the content of a file, or the range of it that is requested.

    Raise ApiError with status 416, FileNotFound, SourceUnreadable.
    """
    tag = file.entity_tag
    # By the name, as the path at a media server is an id: what a server of a user states is not sent to a browser.
    headers = file_headers(file.name, media_type(file.name), tag, "private", download=download)
    # Some media servers state no size, which is stored as 0: then the whole file is sent.
    part = range_of(request, tag, file.total) if file.total else None
    if request.scope.get("is_head"):
        return Response(status_code=206 if part else 200, headers=headers | extent(part, file.total))
    opened = await files.open(file, part)
    content = opened.content
    if part is not None:
        if not content.length:
            # The file has become shorter since it was listed.
            await opened.connection.aclose()
            raise beyond_end(content.total_bytes)
        part = ByteRange(content.begin, content.length)
    headers |= extent(part, content.total_bytes)
    return ContentResponse(opened, 206 if part else 200, headers)
