"""Addresses of targets: what is checked, compared and shown of them."""

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.core.phone_numbers import RULE, masked, parse_number
from chassis.core.rules.broken import BrokenRule
from notifications.application.targets.ports import ServiceAddresses
from notifications.domain.targets.errors import ChannelUnavailable, InvalidAddress
from notifications.domain.targets.model import TargetChannel
from notifications.domain.targets.push_subscriptions import PushSubscription

_SMS_NAME: Final = "Phone"


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was checked."""

    channel: TargetChannel
    value: str = field(repr=False)
    """As it is stored and handed over."""
    identity: str = field(repr=False)
    """Two addresses with the same one are the same target."""
    name: str
    """The name of a target whose owner chooses none."""
    service: str | None = None
    digest: bytes | None = None


class AddressBook:
    """Reads addresses of the channels that the installation uses."""

    def __init__(self, channels: Collection[str], rules: AddressRules, services: ServiceAddresses) -> None:
        self._channels = frozenset(channels)
        self._rules = rules
        self._services = services

    def browser(self, subscription: PushSubscription, name: str | None) -> Address:
        """Return the address of a browser; raise ChannelUnavailable or InvalidAddress."""
        self._require("webpush")
        if problem := self._rules.problem(subscription.endpoint):
            raise InvalidAddress("endpoint", problem)
        digest = hashlib.sha256(subscription.endpoint.encode()).digest()
        return Address("webpush", subscription.address, subscription.endpoint, name or "Browser", digest=digest)

    def phone(self, number: str) -> Address:
        """Return the address of a phone; raise ChannelUnavailable or InvalidAddress."""
        self._require("sms")
        value = parse_number(number)
        if value is None:
            raise InvalidAddress("number", BrokenRule("phone_number", RULE))
        return Address("sms", value, value, _SMS_NAME)

    async def service(self, url: str) -> Address:
        """Return the address of a receiver at a service; raise ChannelUnavailable or InvalidAddress."""
        self._require("service")
        # The library is slow to load.
        parsed = await asyncio.to_thread(self._services.parse, url)
        return Address("service", url, parsed.identity, parsed.service, parsed.service)

    def identity(self, channel: TargetChannel, value: str) -> str:
        """Return the identity of a stored address."""
        if channel == "webpush":
            return PushSubscription.parse(value).endpoint
        if channel == "sms":
            return value
        try:
            return self._services.parse(value).identity
        except InvalidAddress:
            # The installation permits the service no more.
            return value

    def shown(self, channel: TargetChannel, value: str | None) -> str | None:
        """Return what may be shown of a stored address; null when it cannot be read."""
        if value is None:
            return None
        if channel == "webpush":
            return urlsplit(PushSubscription.parse(value).endpoint).hostname
        if channel == "sms":
            return masked(value)
        try:
            return self._services.parse(value).masked
        except InvalidAddress:
            return None

    def _require(self, channel: TargetChannel) -> None:
        if channel not in self._channels:
            raise ChannelUnavailable(f"this installation does not use the channel {channel}")
