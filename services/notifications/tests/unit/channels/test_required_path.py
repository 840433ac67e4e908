"""While the required path of outgoing connections does not hold, nothing is sent, and no attempt is used up."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from libs.egress.tests.integration.listeners import Listener, closed_port, listening
from services.notifications.tests.guards import LOOPBACK
from services.notifications.tests.servers import message

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.testing.clock import NOON, FixedClock
from egress.clients.user_urls import GuardedClient
from egress.guard import EgressGuard
from egress.http import EgressClient
from egress.policy import EgressPolicy, InterfaceUp, Mode, Proxy
from notifications.application.deliveries.channels import Channel
from notifications.domain.deliveries.model import Refused
from notifications.domain.targets.push_subscriptions import PushSubscription, encoded
from notifications.infrastructure.channels.email.channel import SmtpChannel
from notifications.infrastructure.channels.email.composing import Sender, named_mailbox
from notifications.infrastructure.channels.email.connections import Relay
from notifications.infrastructure.channels.service_addresses import SERVICES, ServiceAddresses
from notifications.infrastructure.channels.services import ServiceChannel
from notifications.infrastructure.channels.sms import SmsChannel, SmsProvider
from notifications.infrastructure.channels.vapid import VapidKey
from notifications.infrastructure.channels.webpush import WebPushChannel
from notifications.infrastructure.webhooks.sending import HttpSender

pytestmark = pytest.mark.unit


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as running:
        yield running


def guard(mode: Mode = Mode.ENFORCE) -> EgressGuard:
    policy = EgressPolicy(mode=mode, networks=LOOPBACK.networks, https_only=False, path=InterfaceUp("missing0"))
    return EgressGuard("test", policy, FixedClock())


def sms(listener: Listener, mode: Mode) -> Channel:
    return SmsChannel(SmsProvider(listener.url()), EgressClient(guard(mode), decompress=False), FixedClock())


def rules(listener: Listener) -> AddressRules:
    return replace(LOOPBACK, ports={listener.port})


def push(listener: Listener, mode: Mode) -> Channel:
    key = VapidKey(encoded(bytes(31) + b"\x07"), "mailto:operator@example.org")
    return WebPushChannel(GuardedClient(rules(listener), guard(mode)), key, FixedClock())


def mail(listener: Listener, mode: Mode) -> Channel:
    relay = Relay("127.0.0.1", listener.port, "none", "marquee.example", timeout=0.5)
    sender = Sender(named_mailbox("Marquee <no-reply@marquee.example>"))
    return SmtpChannel(relay, sender, guard(mode), FixedClock(), deadline=0.5)


def service(listener: Listener, mode: Mode) -> Channel:
    addresses = ServiceAddresses(SERVICES, rules(listener))
    return ServiceChannel(addresses, rules(listener), guard(mode), FixedClock(), threads=1)


def address(channel: Channel, listener: Listener) -> str:
    if isinstance(channel, WebPushChannel):
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return PushSubscription(listener.url(), point, bytes(16)).address
    if isinstance(channel, ServiceChannel):
        return f"ntfy://{urlsplit(listener.url()).netloc}/topic"
    return "ada@example.org" if isinstance(channel, SmtpChannel) else "+48123456789"


CHANNELS: tuple[Callable[[Listener, Mode], Channel], ...] = (sms, push, mail, service)


@pytest.mark.parametrize("create", CHANNELS)
async def test_a_message_waits(create: Callable[[Listener, Mode], Channel], listener: Listener) -> None:
    channel = create(listener, Mode.ENFORCE)
    outcome = await channel.send(message(address(channel, listener)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.attempted, outcome.permanent) == ("egress_interface", False, False)
    assert outcome.retry_at == NOON + timedelta(seconds=15)
    assert listener.counts == (0, 0)
    await channel.close()


@pytest.mark.parametrize("create", CHANNELS)
async def test_it_is_sent_where_rules_are_observed_only(
    create: Callable[[Listener, Mode], Channel], listener: Listener
) -> None:
    channel = create(listener, Mode.OBSERVE)
    await channel.send(message(address(channel, listener)))
    assert listener.connections >= 1
    await channel.close()


async def test_a_message_to_a_service_waits_while_the_proxy_is_dead(listener: Listener) -> None:
    policy = EgressPolicy(networks=LOOPBACK.networks, https_only=False, proxy=Proxy("http", "127.0.0.1", closed_port()))
    addresses = ServiceAddresses(SERVICES, rules(listener))
    behind = EgressGuard("test", policy, FixedClock())
    channel = ServiceChannel(addresses, rules(listener), behind, FixedClock(), threads=1)
    outcome = await channel.send(message(address(channel, listener)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.attempted, outcome.uncertain) == ("egress_proxy", False, False)
    assert outcome.retry_at == NOON + timedelta(seconds=15)
    assert listener.counts == (0, 0)
    await channel.close()


async def test_a_webhook_waits(listener: Listener) -> None:
    sender = HttpSender(rules(listener), GuardedClient(rules(listener), guard()))
    response = await sender.send(listener.url(), b"{}", {})
    assert (response.error_code, response.waits_until) == ("egress_interface", NOON + timedelta(seconds=15))
    assert listener.counts == (0, 0)
    await sender.close()
