"""Push messages as a browser and its push service receive them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from os import urandom

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from services.notifications.tests.guards import guard_of
from services.notifications.tests.servers import DELIVERY, Server, message, serving

from chassis.testing.clock import NOON, FixedClock
from egress.clients.user_urls import GuardedClient
from notifications.domain.deliveries.model import Delivered, Refused
from notifications.domain.targets.errors import InvalidAddress
from notifications.domain.targets.push_subscriptions import PushSubscription, decoded, encoded
from notifications.infrastructure.channels.breaker import FAILURES
from notifications.infrastructure.channels.vapid import BadVapidKey, VapidKey
from notifications.infrastructure.channels.webpush import WebPushChannel

pytestmark = pytest.mark.unit

VAPID = VapidKey(encoded(bytes(31) + b"\x07"), "mailto:operator@example.org")


class Browser:
    """A browser with the keys of its subscription."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = urandom(16)

    @property
    def p256dh(self) -> str:
        return encoded(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def subscription(self, endpoint: str) -> PushSubscription:
        return PushSubscription.of(endpoint, self.p256dh, encoded(self.secret))

    def decrypt(self, body: bytes) -> object:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.status = 201
        yield running


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def channel(server: Server) -> WebPushChannel:
    return WebPushChannel(GuardedClient(server.rules, guard_of(server.rules)), VAPID, FixedClock())


def _address(server: Server, browser: Browser) -> str:
    return browser.subscription(f"http://127.0.0.1:{server.port}/push/abc").address


async def test_the_browser_alone_reads_the_message(server: Server, browser: Browser, channel: WebPushChannel) -> None:
    assert await channel.send(message(_address(server, browser))) == Delivered("201")
    [request] = server.received
    assert browser.decrypt(request.body) == {
        "id": str(DELIVERY),
        "kind": "new_episode",
        "title": "Severance",
        "body": "S02E05 is out",
        "url": "https://marquee.example/severance",
        "language": "en",
    }
    assert b"Severance" not in request.body
    assert (request.headers["content-encoding"], request.headers["urgency"]) == ("aes128gcm", "normal")
    assert request.headers["ttl"] == str(7 * 24 * 3600)
    await channel.close()


async def test_a_repetition_replaces_the_message(server: Server, browser: Browser, channel: WebPushChannel) -> None:
    for _ in range(2):
        await channel.send(message(_address(server, browser)))
    first, second = server.received
    assert first.headers["topic"] == second.headers["topic"] == encoded(DELIVERY.bytes)
    assert len(first.headers["topic"]) <= 32
    assert browser.decrypt(first.body) == browser.decrypt(second.body)
    assert channel.repeatable
    await channel.close()


async def test_the_push_service_verifies_who_sends(server: Server, browser: Browser, channel: WebPushChannel) -> None:
    await channel.send(message(_address(server, browser), urgent=True))
    [request] = server.received
    scheme, _, fields = request.headers["authorization"].partition(" ")
    token, key = (part.split("=", 1)[1] for part in fields.split(", "))
    assert scheme == "vapid"
    assert key == VAPID.public_key
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key, 65))
    claims = jwt.decode(token, public, algorithms=["ES256"], options={"verify_exp": False, "verify_aud": False})
    assert claims["aud"] == f"http://127.0.0.1:{server.port}"
    assert claims["sub"] == "mailto:operator@example.org"
    assert claims["exp"] - NOON.timestamp() == 12 * 3600
    assert (request.headers["urgency"], request.headers["ttl"]) == ("high", "600")
    await channel.close()


@pytest.mark.parametrize(
    ("status", "headers", "code", "permanent", "gone", "wait"),
    [
        (404, {}, "subscription_ended", False, True, None),
        (410, {}, "subscription_ended", False, True, None),
        (403, {}, "key_refused", True, False, None),
        (413, {}, "too_large", True, False, None),
        (400, {}, "refused", True, False, None),
        (302, {"location": "http://127.0.0.1/"}, "refused", True, False, None),
        (429, {"retry-after": "120"}, "too_many_requests", False, False, 120),
        (429, {"retry-after": "Sat, 21 Nov 2026 12:01:00 GMT"}, "too_many_requests", False, False, 60),
        (503, {"retry-after": "99999999"}, "server_error", False, False, 86400),
        (500, {"retry-after": "soon"}, "server_error", False, False, None),
        (503, {"retry-after": "9999999999"}, "server_error", False, False, None),
        (503, {"retry-after": "Sat Nov 21 12:01:00 2026"}, "server_error", False, False, 60),
        (503, {"retry-after": "Sat, 21 Nov 2026 12:01:00 +99999999999999999999"}, "server_error", False, False, None),
    ],
)
async def test_a_refusal_has_its_outcome(
    server: Server,
    browser: Browser,
    channel: WebPushChannel,
    status: int,
    headers: dict[str, str],
    code: str,
    permanent: bool,
    gone: bool,
    wait: int | None,
) -> None:
    server.status, server.headers = status, headers
    outcome = await channel.send(message(_address(server, browser)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.target_is_gone) == (code, permanent, gone)
    assert outcome.retry_at == (None if wait is None else NOON + timedelta(seconds=wait))
    assert not outcome.uncertain
    await channel.close()


async def test_a_broken_connection_is_uncertain_and_a_breaker_opens(
    server: Server, browser: Browser, channel: WebPushChannel
) -> None:
    server.breaks = True
    for _ in range(FAILURES):
        outcome = await channel.send(message(_address(server, browser)))
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.uncertain, outcome.attempted) == ("connection_broken", True, True)
    outcome = await channel.send(message(_address(server, browser)))
    assert isinstance(outcome, Refused)
    assert not outcome.attempted
    assert len(server.received) == FAILURES
    await channel.close()


async def test_a_private_address_is_never_called(server: Server, browser: Browser) -> None:
    rules = server.rules
    public = type(rules)(ports=rules.ports, plain_http=True)
    strict = WebPushChannel(GuardedClient(public, guard_of(public)), VAPID, FixedClock())
    outcome = await strict.send(message(_address(server, browser)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent) == ("address_not_permitted", True)
    assert server.received == []
    await strict.close()


def test_keys_of_a_subscription_are_checked() -> None:
    browser = Browser()
    point = decoded(browser.p256dh, 65)
    off_curve = encoded(point[:-1] + bytes([point[-1] ^ 1]))
    for p256dh, auth, name in (
        (off_curve, encoded(browser.secret), "keys.p256dh"),
        ("AAAA", encoded(browser.secret), "keys.p256dh"),
        ("ї" * 87, encoded(browser.secret), "keys.p256dh"),
        (browser.p256dh, "AAAA", "keys.auth"),
    ):
        with pytest.raises(InvalidAddress) as refused:
            PushSubscription.of("https://push.example/x", p256dh, auth)
        assert refused.value.field == name
    with_padding = browser.subscription("https://push.example/x")
    assert (
        PushSubscription.of("https://push.example/x", browser.p256dh + "=", encoded(browser.secret) + "==")
        == with_padding
    )
    assert PushSubscription.parse(with_padding.address) == with_padding


@pytest.mark.parametrize("text", ["", "AAAA", encoded(bytes(32)), encoded(b"\xff" * 32), "!" * 43])
def test_a_bad_key_is_named_and_not_shown(text: str) -> None:
    with pytest.raises(BadVapidKey) as refused:
        VapidKey(text, "mailto:operator@example.org")
    assert not text or text not in str(refused.value)
