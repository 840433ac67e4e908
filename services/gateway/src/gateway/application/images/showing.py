"""Images of the providers, from memory or from their host.

A file of a host never gets another content, so a stored one is served for a day without a question, and while its host
is unavailable for as long as it is stored. Those who want one image at the same time wait for one request.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from gateway.application.forwarding import Forward
from gateway.application.images.store import Image, ImageStore, StoredImage
from gateway.application.ports import MonotonicClock, UpstreamRequest
from gateway.domain.errors import ImageNotFound, Unavailable, UpstreamFailed, UpstreamTimeout
from gateway.domain.images.formats import MEDIA_TYPES, media_type_of
from gateway.domain.images.references import ImageReference

logger = logging.getLogger(__name__)

FRESH_SECONDS: Final = 86_400.0
ABSENT_SECONDS: Final = 60.0
"""How long an image that its host does not have is not requested again."""
ABSENT: Final = frozenset({404, 410})
ACCEPTED: Final = [(b"accept", ", ".join(MEDIA_TYPES).encode())]
"""Headers of the requests."""

Outcome = Literal["hit", "miss", "collapsed", "stale"]
CountOutcome = Callable[[Outcome], object]


class ShownImage(NamedTuple):
    """An image, and where it came from."""

    image: Image
    outcome: Outcome


class ShowImage:
    """Returns images, each fetched once for all who wait for it."""

    def __init__(
        self,
        forward: Forward,
        store: ImageStore,
        clock: MonotonicClock,
        *,
        seconds: float,
        count: CountOutcome = lambda _outcome: None,
    ) -> None:
        """`seconds` is the deadline of a request to the host with its retry."""
        self._forward = forward
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._count = count
        self._fetches: dict[ImageReference, asyncio.Task[StoredImage]] = {}

    async def __call__(self, reference: ImageReference) -> ShownImage:
        """Return an image.

        Raise ImageNotFound if its host has none, and UpstreamUnreachable, UpstreamFailed, UpstreamTimeout, CircuitOpen
        or Overloaded if the host has not sent one and none is stored.
        """
        stored = self._store.find(reference)
        if stored is not None and self._clock() < stored.fresh_until:
            return self._shown(stored, "hit")
        running = self._fetches.get(reference)
        try:
            # Who waits may leave: the others still need the image.
            fetched = await asyncio.shield(running or self._start(reference))
        except Unavailable:
            if stored is None or stored.image is None:
                raise
            return self._shown(stored, "stale")
        return self._shown(fetched, "miss" if running is None else "collapsed")

    async def close(self) -> None:
        """End the requests in progress."""
        fetches = list(self._fetches.values())
        for fetch in fetches:
            fetch.cancel()
        await asyncio.gather(*fetches, return_exceptions=True)

    def _shown(self, stored: StoredImage, outcome: Outcome) -> ShownImage:
        self._count(outcome)
        if stored.image is None:
            raise ImageNotFound
        return ShownImage(stored.image, outcome)

    def _start(self, reference: ImageReference) -> "asyncio.Task[StoredImage]":
        fetch = asyncio.create_task(self._fetch(reference), name="image")
        self._fetches[reference] = fetch
        fetch.add_done_callback(lambda done: self._forget(reference, done))
        return fetch

    def _forget(self, reference: ImageReference, fetch: "asyncio.Task[StoredImage]") -> None:
        del self._fetches[reference]
        if not fetch.cancelled():
            # All who waited may have left.
            fetch.exception()

    async def _fetch(self, reference: ImageReference) -> StoredImage:
        request = UpstreamRequest(reference.host, "GET", reference.path.encode(), b"", ACCEPTED, b"")
        try:
            async with asyncio.timeout(self._seconds), self._forward(request) as response:
                body = b"".join([part async for part, _ in response.chunks()])
                status = response.status
        except TimeoutError as late:
            raise UpstreamTimeout from late
        now = self._clock()
        if status in ABSENT:
            stored = StoredImage(None, now + ABSENT_SECONDS)
        else:
            stored = StoredImage(_image(reference, status, body), now + FRESH_SECONDS)
        self._store.put(reference, stored)
        return stored


def _image(reference: ImageReference, status: int, body: bytes) -> Image:
    """Return the image of a response; raise UpstreamFailed if it is none that may be sent."""
    media_type = media_type_of(body)
    if status != 200 or media_type is None:
        logger.warning(
            "the image host sent no image",
            extra={"host": reference.host, "path": reference.path, "status": status, "bytes": len(body)},
        )
        raise UpstreamFailed(began=True)
    return Image(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
