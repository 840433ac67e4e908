"""What the gateway knows of the services besides their answers: their documents, and whether they live."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from chassis.runtime.health import Check, CheckResult
from gateway.domain.errors import GatewayError
from gateway.domain.openapi import Document
from gateway.infrastructure.upstreams import HttpUpstreams

logger = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 30.0
EAGER_SECONDS: Final = 1.0
ASK_SECONDS: Final = 5.0
PROBE_SECONDS: Final = 1.0
REMEMBERED_SECONDS: Final = 2.0


class DocumentReader:
    """Reads every service's OpenAPI document now and then; a service that is away keeps its last one."""

    name = "documents"

    def __init__(
        self,
        upstreams: HttpUpstreams,
        learn: Callable[[str, Document], None],
        complete: Callable[[], bool],
        *,
        eager_seconds: float = EAGER_SECONDS,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        self._upstreams = upstreams
        self._learn = learn
        self._complete = complete
        self._eager_seconds = eager_seconds
        self._refresh_seconds = refresh_seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Read until stopped: every second until each service was heard of, then every half minute."""
        while not self._stopping.is_set():
            await asyncio.gather(*(self._read(service) for service in self._upstreams.services))
            try:
                async with asyncio.timeout(self._refresh_seconds if self._complete() else self._eager_seconds):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Return after the documents in hand."""
        self._stopping.set()

    async def _read(self, service: str) -> None:
        try:
            document = await self._upstreams.get_json(service, "/openapi.json", seconds=ASK_SECONDS)
            if isinstance(document, dict):
                self._learn(service, document)
        except (GatewayError, ValueError, TimeoutError) as failure:
            logger.debug("document not read", extra={"upstream": service, "reason": repr(failure)})


def liveness_check(upstreams: HttpUpstreams, service: str, clock: Callable[[], float]) -> Check:
    """Return the optional readiness check of a service.

    The answer is remembered for two seconds, so that asking the gateway is not a way to ask seven services.
    """
    remembered: tuple[float, CheckResult] | None = None

    async def check() -> CheckResult:
        nonlocal remembered
        if remembered is not None and clock() - remembered[0] < REMEMBERED_SECONDS:
            return remembered[1]
        try:
            await upstreams.get_json(service, "/health/live", seconds=PROBE_SECONDS)
            result = CheckResult("up")
        except (GatewayError, ValueError, TimeoutError):
            result = CheckResult("down")
        remembered = (clock(), result)
        return result

    return check
