"""Messages to browsers: encrypted for them alone (RFC 8291), handed over to their push services (RFC 8030)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.core.circuit_breaker import Admission
from chassis.core.clock import Clock
from egress.clients.user_urls import GuardedCallFailed, GuardedClient
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Outcome, Refused
from notifications.domain.errors import NotificationsError
from notifications.domain.messages.kinds import KINDS, Priority
from notifications.domain.targets.push_subscriptions import PushSubscription, encoded
from notifications.infrastructure.channels.servers import SERVER_ERROR, ServerBreakers, temporary, unavailable, waiting
from notifications.infrastructure.channels.vapid import VapidKey

LONGEST_LIFETIME: Final = timedelta(weeks=4)
URGENT_LIFETIME: Final = timedelta(minutes=10)
RESPONSE_BYTES: Final = 4096
_TITLE_CHARS: Final = 200
_TEXT_CHARS: Final = 300
_URL_CHARS: Final = 1000
_ACCEPTED: Final = range(200, 300)
_GONE: Final = frozenset({404, 410})
_REFUSALS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("key_refused", "the push service does not accept the key of this installation"),
    403: ("key_refused", "the browser has subscribed with another key of this installation"),
    413: ("too_large", "the message is too large for the push service"),
}


class WebPushChannel:
    """Sends to push services. A repetition replaces the message: it has the same topic and the same tag."""

    repeatable = True

    def __init__(self, client: GuardedClient, key: VapidKey, clock: Clock) -> None:
        self._client = client
        self._key = key
        self._clock = clock
        self._breakers = ServerBreakers(clock)

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Encrypt the message and hand it over."""
        try:
            subscription = PushSubscription.parse(message.address)
        except (ValueError, KeyError, NotificationsError):
            return Refused("address_invalid", "the subscription cannot be read", target_is_gone=True)
        parts = urlsplit(subscription.endpoint)
        breaker = self._breakers.of(parts.netloc)
        if breaker.admit() is Admission.NONE:
            return unavailable()
        now = self._clock.now()
        headers = {
            "authorization": self._key.authorization(f"{parts.scheme}://{parts.netloc}", now),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "topic": encoded(message.delivery_id.bytes),
            "ttl": str(int(_lifetime(message).total_seconds())),
            "urgency": _urgency(message),
        }
        body = _encrypted(_payload(message), subscription)
        try:
            response = await self._client.post(subscription.endpoint, body, headers, max_bytes=RESPONSE_BYTES)
        except GuardedCallFailed as failure:
            if failure.waits_until is not None:
                return waiting(failure.code, failure.waits_until)
            breaker.failed()
            permanent = failure.code == "address_not_permitted"
            return Refused(failure.code, str(failure), permanent=permanent, uncertain=failure.sent)
        if response.status >= SERVER_ERROR:
            breaker.failed()
        else:
            breaker.succeeded()
        if response.status in _ACCEPTED:
            return Delivered(str(response.status))
        if response.status in _GONE:
            return Refused("subscription_ended", "the browser has ended its subscription", target_is_gone=True)
        if passing := temporary(response.status, response.headers, now):
            return passing
        code, detail = _REFUSALS.get(response.status, ("refused", f"the push service responded {response.status}"))
        return Refused(code, detail, permanent=True)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()


def _payload(message: OutgoingMessage) -> bytes:
    """Return what the service worker of the web application shows; `id` is the tag of the notification."""
    content = message.content
    url = content.url if content.url is not None and len(content.url) <= _URL_CHARS else None
    return orjson.dumps(
        {
            "id": str(message.delivery_id),
            "kind": message.kind,
            "title": content.title[:_TITLE_CHARS],
            "body": content.short[:_TEXT_CHARS],
            "url": url,
            "language": message.language,
        }
    )


def _encrypted(payload: bytes, subscription: PushSubscription) -> bytes:
    """Return one record for a browser, with a key pair of its own."""
    encrypted: bytes = http_ece.encrypt(
        payload,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=subscription.key,
        auth_secret=subscription.secret,
        version="aes128gcm",
    )
    return encrypted


def _lifetime(message: OutgoingMessage) -> timedelta:
    """Return how long the push service keeps the message for a browser that is not connected."""
    if message.urgent:
        return URGENT_LIFETIME
    kind = KINDS.get(message.kind)
    return min(kind.lifetime if kind is not None else timedelta(days=1), LONGEST_LIFETIME)


def _urgency(message: OutgoingMessage) -> str:
    kind = KINDS.get(message.kind)
    if message.urgent or (kind is not None and kind.priority <= Priority.SECURITY):
        return "high"
    return "low" if kind is not None and kind.priority == Priority.DIGEST else "normal"
