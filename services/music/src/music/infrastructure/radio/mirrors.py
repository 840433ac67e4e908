"""Calls the directory of radio stations: several servers with the same content, each with a breaker."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from egress.http import CallFailed, EgressClient
from egress.policy import EgressRefused
from music.domain.radio.errors import DirectoryUnavailable
from music.infrastructure.radio.metrics import DIRECTORY_CALLS

TRIES: Final = 3
SECONDS: Final = 10.0
"""For all attempts together: a user waits."""
MOST_BYTES: Final = 4 * 1024 * 1024
FAILURES: Final = 3
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=10),
    longest_pause=timedelta(minutes=5),
    probe_timeout=timedelta(seconds=30),
    memory=timedelta(minutes=10),
)
_FAILURES: Final = (CallFailed, EgressRefused, TimeoutError)


class Mirrors:
    """The servers of the directory; a failure of one leads to the next."""

    def __init__(self, client: EgressClient, urls: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._breakers = {url.rstrip("/"): FailureBreaker(POLICY, FAILURES, clock) for url in urls}

    async def get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Any:
        """Return the JSON of a path; raise DirectoryUnavailable."""
        target = path if not parameters else f"{path}?{urlencode(parameters)}"
        urls = list(self._breakers)
        random.shuffle(urls)
        try:
            async with asyncio.timeout(SECONDS):
                for number, url in enumerate(urls * TRIES):
                    if number >= TRIES:
                        break
                    admission = self._breakers[url].admit()
                    if admission is not Admission.NONE:
                        stated = await self._attempt(url, target, is_probe=admission is Admission.PROBE)
                        if stated is not None:
                            return stated[0]
        except TimeoutError:
            pass
        raise DirectoryUnavailable

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _attempt(self, url: str, target: str, *, is_probe: bool) -> tuple[Any] | None:
        breaker = self._breakers[url]
        try:
            response = await self._client.send("GET", url + target, max_bytes=MOST_BYTES)
            stated = orjson.loads(response.body) if response.status == 200 else None
        except (*_FAILURES, orjson.JSONDecodeError) as failure:
            stated = None
            outcome = "refused" if isinstance(failure, EgressRefused) else "failed"
        except BaseException:
            # Neither a success nor a failure: the probe of a breaker must have a result.
            breaker.failed(opens=is_probe)
            raise
        else:
            outcome = "ok" if response.status == 200 else "status"
        DIRECTORY_CALLS.labels(outcome).inc()
        if outcome == "ok":
            breaker.succeeded()
            return (stated,)
        breaker.failed(opens=is_probe)
        return None
