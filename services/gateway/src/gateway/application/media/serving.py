"""Serving files: the token decides, the sessions may end it, memory or the storage has the bytes."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from gateway.application.forwarding import Forward
from gateway.application.media.ports import FileRequest, MediaStorage, MediaTokens
from gateway.application.media.segments import SegmentStore
from gateway.application.media.sessions import MediaSessions
from gateway.application.ports import UpstreamResponse
from gateway.domain.errors import MediaForbidden, MediaNotFound, RangeNotSatisfiable, UpstreamFailed
from gateway.domain.headers import Header, first_value
from gateway.domain.media.files import MediaFile
from objects.prefix_tokens import PrefixToken

logger = logging.getLogger(__name__)

SUCCEEDED: Final = frozenset({200, 206, 304})
_OTHER_FILE: Final = 412


@dataclass(frozen=True, slots=True)
class ServeMedia:
    """Serves the files of videos."""

    tokens: MediaTokens
    sessions: MediaSessions
    storage: MediaStorage
    forward: Forward
    store: SegmentStore
    check_viewer: Callable[[PrefixToken, Sequence[Header]], Awaitable[None]]

    async def admit(self, file: MediaFile, headers: Sequence[Header]) -> PrefixToken:
        """Return what the token of a file proves; raise MediaForbidden, MediaTokenExpired or BadHeaders."""
        token = self.tokens.verify(file.token)
        if not token.covers(file.key):
            raise MediaForbidden
        await self.check_viewer(token, headers)
        return token

    @asynccontextmanager
    async def fetched(
        self, key: str, request: FileRequest, is_abandoned: Callable[[], bool]
    ) -> AsyncIterator[UpstreamResponse]:
        """Open the response of the storage for a file; its status is 200, 206 or 304.

        Raise MediaNotFound, RangeNotSatisfiable, UpstreamUnreachable, UpstreamFailed, CircuitOpen or Overloaded.
        """
        async with self.forward(self.storage.request(key, request), is_abandoned) as response:
            if response.status != _OTHER_FILE:
                _check(key, response)
                yield response
                return
        whole = replace(request, range=None, if_range=None)
        async with self.forward(self.storage.request(key, whole), is_abandoned) as response:
            _check(key, response)
            yield response


def _check(key: str, response: UpstreamResponse) -> None:
    """Raise the error that stands for a status of the storage."""
    if response.status in SUCCEEDED:
        return
    if response.status == 404:
        raise MediaNotFound
    if response.status == 416:
        size = (first_value(response.headers, b"content-range") or b"").rpartition(b"/")[2]
        raise RangeNotSatisfiable(int(size) if size.isdigit() else None)
    logger.warning("the storage sent no file", extra={"key": key, "status": response.status})
    raise UpstreamFailed(began=True)
