"""Polling of the services' OpenAPI documents."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from chassis.runtime.background import wait_for
from gateway.domain.document.nodes import Document
from gateway.domain.errors import GatewayError
from gateway.domain.routes import API_SERVICES
from gateway.infrastructure.upstreams import HttpUpstreams

logger = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 30.0
INITIAL_SECONDS: Final = 1.0
REQUEST_SECONDS: Final = 5.0


class DocumentPoller:
    """Fetches every service's OpenAPI document regularly; the last document of an unavailable service stays."""

    name = "documents"

    def __init__(
        self,
        upstreams: HttpUpstreams,
        on_document: Callable[[str, Document], None],
        is_complete: Callable[[], bool],
        *,
        initial_seconds: float = INITIAL_SECONDS,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        self._upstreams = upstreams
        self._on_document = on_document
        self._is_complete = is_complete
        self._initial_seconds = initial_seconds
        self._refresh_seconds = refresh_seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Poll until stopped: every second until all documents are complete, then every half minute."""
        while not self._stopping.is_set():
            await asyncio.gather(*(self._fetch(service) for service in API_SERVICES))
            pause = self._refresh_seconds if self._is_complete() else self._initial_seconds
            await wait_for(self._stopping, pause)

    async def stop(self) -> None:
        """Stop after the requests in progress."""
        self._stopping.set()

    async def _fetch(self, service: str) -> None:
        try:
            document = await self._upstreams.get_json(service, "/openapi.json", seconds=REQUEST_SECONDS)
            if isinstance(document, dict):
                self._on_document(service, document)
        except (GatewayError, ValueError, TimeoutError) as failure:
            logger.debug("cannot read API document", extra={"upstream": service, "reason": repr(failure)})
