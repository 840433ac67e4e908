"""Opens radio stations over HTTP, each connection by the guard of outgoing connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

from chassis.core.clock import Clock
from chassis.core.outgoing.public_addresses import AddressRules
from chassis.core.rules.broken import BrokenRule
from egress.http import CallFailed, EgressClient, StreamedResponse
from egress.policy import EgressRefused, Mode
from music.application.radio.ports import Broadcast
from music.domain.radio.errors import (
    StationFailed,
    StationNotPermitted,
    StationPathBroken,
    StationTooSlow,
    StationUnreachable,
    StationUnsupported,
)
from music.domain.radio.icy import SHORTEST_INTERVAL, interval_of
from music.domain.radio.playlists import MOST_BYTES, Sent, entries, is_segmented, judge, media_type_of

OPEN_SECONDS: Final = 15.0
"""Until the first byte of audio may arrive: playlists and redirects included."""
MOST_CALLS: Final = 6
DEEPEST: Final = 2
"""Playlists that lead to playlists."""
MOST_REDIRECTS: Final = 5
ANY_PORT: Final = range(1, 65536)
HEADERS: Final = {
    "accept": "audio/*, application/ogg, */*;q=0.1",
    "accept-encoding": "identity",
    "icy-metadata": "1",
}


class EgressBroadcasts:
    """Opens stations by a client that repeats nothing and reuses no connection."""

    def __init__(self, client: EgressClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[Broadcast]:
        """Open a station; playlists are followed to the first address that sends audio."""
        async with AsyncExitStack() as opened:
            try:
                async with asyncio.timeout(OPEN_SECONDS):
                    response = await _Opening(self._client, opened).first(url)
            except (CallFailed, EgressRefused, TimeoutError) as failure:
                raise _failed(failure, self._clock.now()) from failure
            yield Broadcast(
                media_type_of(response.headers.get("content-type")),
                _interval(response),
                _chunks(response, self._clock),
            )

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that an address breaks as it is written."""
        policy = self._client.guard.policy
        rules = AddressRules(policy.networks, ports=policy.ports or ANY_PORT, plain_http=not policy.https_only)
        broken = rules.problem(url)
        if broken is None and policy.mode is Mode.ENFORCE and policy.refusal(url) is not None:
            broken = BrokenRule("url_host", "must have a host that this installation may call")
        return broken

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()


class _Opening:
    """The search for the address of a station that sends audio, with a bounded number of calls."""

    def __init__(self, client: EgressClient, opened: AsyncExitStack) -> None:
        self._client = client
        self._opened = opened
        self._calls = 0

    async def first(self, url: str, depth: int = 0) -> StreamedResponse:
        """Return the first response with audio; raise StationFailed, or what the client raises."""
        if self._calls >= MOST_CALLS:
            raise StationUnsupported("its playlist leads nowhere")
        self._calls += 1
        async with AsyncExitStack() as attempt:
            response = await attempt.enter_async_context(self._client.stream("GET", url, headers=HEADERS))
            if response.status != 200:
                raise StationUnreachable(f"it responds with status {response.status}")
            media_type = media_type_of(response.headers.get("content-type"))
            match judge(media_type, urlsplit(url).path):
                case Sent.AUDIO:
                    self._opened.push_async_exit(attempt.pop_all())
                    return response
                case Sent.OTHER:
                    raise StationUnsupported("it sends no audio")
                case Sent.PLAYLIST:
                    content = await _beginning(response)
        if is_segmented(content):
            raise StationUnsupported("it sends pieces of audio (HLS)")
        if depth >= DEEPEST:
            raise StationUnsupported("its playlist leads to too many others")
        return await self._of_playlist(url, content, depth)

    async def _of_playlist(self, url: str, content: bytes, depth: int) -> StreamedResponse:
        """Return the response of the first entry that sends audio."""
        failure: Exception = StationUnsupported("its playlist has no address")
        for entry in entries(content):
            try:
                return await self.first(_joined(url, entry), depth + 1)
            except (StationFailed, CallFailed, EgressRefused, TimeoutError) as failed:
                failure = failed
        raise failure


def _joined(url: str, entry: str) -> str:
    try:
        return urljoin(url, entry)
    except ValueError as error:
        raise StationUnsupported("its playlist has an address that is none") from error


async def _beginning(response: StreamedResponse) -> bytes:
    """Return the beginning of a playlist, which is short: a station of endless text is not read."""
    received = bytearray()
    async for chunk in response.chunks():
        received += chunk
        if len(received) > MOST_BYTES:
            raise StationUnsupported("its playlist is too long")
    return bytes(received)


def _interval(response: StreamedResponse) -> int | None:
    interval = interval_of(response.headers.get("icy-metaint"))
    if interval is not None and interval < SHORTEST_INTERVAL:
        raise StationUnsupported("it sends more titles than audio")
    return interval


async def _chunks(response: StreamedResponse, clock: Clock) -> AsyncIterator[bytes]:
    """Yield what arrives; the client ends a wait that is too long. While nothing is taken, nothing is read."""
    try:
        async for chunk in response.chunks():
            yield chunk
    except (CallFailed, EgressRefused, TimeoutError) as failure:
        raise _failed(failure, clock.now()) from failure


def _failed(failure: Exception, now: datetime) -> StationFailed | StationPathBroken:
    """Return what a failure means, without an address that could reveal a private network."""
    if isinstance(failure, EgressRefused):
        refusal = failure.refusal
        if not refusal.waits:
            return StationNotPermitted()
        return StationPathBroken(refusal.code, refusal.retry_after(now))
    if isinstance(failure, TimeoutError):
        return StationTooSlow()
    return StationUnreachable("the connection fails, or it speaks no HTTP")
