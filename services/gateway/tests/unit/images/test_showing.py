"""Images from memory and from a host that the tests decide about."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from gateway.application.forwarding import Forward, ServiceGuard
from gateway.application.images.showing import ABSENT_SECONDS, FRESH_SECONDS, ShowImage
from gateway.application.images.store import Image, ImageStore, StoredImage
from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import CircuitOpen, ImageNotFound, UpstreamFailed, UpstreamTimeout, UpstreamUnreachable
from gateway.domain.headers import Header
from gateway.domain.images.formats import media_type_of
from gateway.domain.images.references import TMDB, ImageReference
from gateway.domain.services.breaker import Breaker, BreakerRules
from gateway.domain.services.retry_budget import BudgetRules, RetryBudget

pytestmark = pytest.mark.unit

JPEG = b"\xff\xd8\xff" + b"x" * 1000
POSTER = ImageReference.of_tmdb("w342", "a.jpg")
OTHER = ImageReference.of_tmdb("w342", "b.jpg")


@dataclass
class Response:
    """A response in one piece."""

    status: int
    body: bytes = JPEG
    headers: Sequence[Header] = ()

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        yield self.body, False

    def close(self) -> None:
        pass


@dataclass
class Host:
    """Sends what the test set, and counts the requests."""

    outcome: Response | Exception = field(default_factory=lambda: Response(200))
    requests: list[UpstreamRequest] = field(default_factory=list)
    go_on: asyncio.Event | None = None

    async def send(self, request: UpstreamRequest) -> Response:
        self.requests.append(request)
        if self.go_on is not None:
            await self.go_on.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@dataclass
class Images:
    """The use case, its host, its clock and what it counted."""

    host: Host = field(default_factory=Host)
    store: ImageStore = field(default_factory=lambda: ImageStore(100_000))
    now: float = 1000.0
    seconds: float = 5.0
    outcomes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        guard = ServiceGuard(Breaker(BreakerRules(failures=3)), RetryBudget(BudgetRules(), self.now))
        forward = Forward(self.host, {TMDB: guard}, self.clock, pause=self.pause)
        self.show = ShowImage(forward, self.store, self.clock, seconds=self.seconds, count=self.outcomes.append)

    def clock(self) -> float:
        return self.now

    async def pause(self, _: float) -> None:
        """Repeat at once."""


async def test_an_image_is_requested_once_a_day() -> None:
    images = Images()
    image, outcome = await images.show(POSTER)
    assert (image.data, image.media_type, outcome) == (JPEG, "image/jpeg", "miss")
    images.now += FRESH_SECONDS - 1
    assert (await images.show(POSTER)).outcome == "hit"
    assert len(images.host.requests) == 1
    images.now += 1
    assert (await images.show(POSTER)).outcome == "miss"
    assert [request.path for request in images.host.requests] == [b"/w342/a.jpg"] * 2
    assert images.outcomes == ["miss", "hit", "miss"]


@pytest.mark.parametrize(
    "failure", [UpstreamUnreachable(), UpstreamFailed(), Response(500), Response(503), Response(200, b"<html>")]
)
async def test_a_stored_image_is_served_while_its_host_fails(failure: Response | Exception) -> None:
    images = Images()
    first = await images.show(POSTER)
    images.now += FRESH_SECONDS
    images.host.outcome = failure
    for _ in range(5):
        assert await images.show(POSTER) == (first.image, "stale")
    images.host.outcome = Response(200)
    images.now += 60
    assert (await images.show(POSTER)).outcome == "miss"


async def test_without_a_stored_image_the_failure_of_the_host_is_raised_and_the_circuit_opens() -> None:
    images = Images(Host(UpstreamUnreachable()))
    with pytest.raises(UpstreamUnreachable):
        await images.show(POSTER)
    with pytest.raises((UpstreamUnreachable, CircuitOpen)):
        await images.show(POSTER)
    count = len(images.host.requests)
    with pytest.raises(CircuitOpen):
        await images.show(OTHER)
    assert len(images.host.requests) == count


async def test_a_missing_image_is_remembered_for_a_moment() -> None:
    images = Images(Host(Response(404)))
    for _ in range(2):
        with pytest.raises(ImageNotFound):
            await images.show(POSTER)
    assert len(images.host.requests) == 1
    images.now += ABSENT_SECONDS
    images.host.outcome = Response(200)
    assert (await images.show(POSTER)).outcome == "miss"


async def test_a_missing_image_is_not_served_stale() -> None:
    images = Images(Host(Response(404)))
    with pytest.raises(ImageNotFound):
        await images.show(POSTER)
    images.now += ABSENT_SECONDS
    images.host.outcome = UpstreamUnreachable()
    with pytest.raises(UpstreamUnreachable):
        await images.show(POSTER)


async def test_those_who_wait_share_one_request_and_its_failure() -> None:
    images = Images(Host(UpstreamFailed(began=True), go_on=asyncio.Event()))
    waiting = [asyncio.create_task(images.show(POSTER)) for _ in range(4)]
    await asyncio.sleep(0)
    waiting.pop(0).cancel()
    assert images.host.go_on is not None
    images.host.go_on.set()
    failures = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(failure) for failure in failures] == [UpstreamFailed] * 3
    assert len(images.host.requests) == 1


async def test_a_host_that_is_too_slow_is_a_timeout() -> None:
    images = Images(Host(go_on=asyncio.Event()), seconds=0.01)
    with pytest.raises(UpstreamTimeout):
        await images.show(POSTER)


async def test_what_is_in_progress_ends_with_the_process() -> None:
    images = Images(Host(go_on=asyncio.Event()))
    waiting = asyncio.create_task(images.show(POSTER))
    await asyncio.sleep(0)
    await images.show.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


def stored(size: int) -> StoredImage:
    return StoredImage(Image(bytes(size), "image/jpeg", '"1"'), 0.0)


def test_the_least_recently_requested_image_leaves_first() -> None:
    store = ImageStore(10_000)
    references = [ImageReference(TMDB, f"/w92/{number}.jpg") for number in range(20)]
    for reference in references[:10]:
        store.put(reference, stored(488))
    assert (len(store), store.bytes) == (10, 10_000)
    assert store.find(references[0]) is not None
    store.put(references[10], stored(488))
    assert store.find(references[1]) is None
    assert store.find(references[0]) is not None
    assert store.bytes == 10_000


def test_an_image_that_would_displace_many_is_not_stored() -> None:
    store = ImageStore(10_000)
    store.put(POSTER, stored(10_000 // 8))
    assert len(store) == 0
    store.put(POSTER, stored(10_000 // 8 - 512))
    store.put(POSTER, stored(100))
    assert (len(store), store.bytes) == (1, 612)
    store.put(POSTER, stored(5000))
    assert (len(store), store.bytes) == (0, 0)


def test_a_store_without_memory_keeps_nothing() -> None:
    store = ImageStore(0)
    store.put(POSTER, stored(1))
    assert (len(store), store.bytes) == (0, 0)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8L", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"GIF89a", None),
        (b"<svg xmlns=", None),
        (b"", None),
    ],
)
def test_the_format_is_known_by_the_first_bytes(data: bytes, media_type: str | None) -> None:
    assert media_type_of(data) == media_type
