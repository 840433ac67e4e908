"""Messages to services by apprise: which addresses are permitted, and what a server on this machine receives."""

import inspect
import json
import threading
from collections.abc import Iterator

import pytest
import requests
from services.notifications.tests.guards import guard_of
from services.notifications.tests.servers import Server, message, serving

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.testing.clock import FixedClock
from notifications.domain.deliveries.model import Delivered, Refused
from notifications.domain.targets.errors import InvalidAddress
from notifications.infrastructure.channels.service_addresses import SERVICES, ServiceAddresses, plugin
from notifications.infrastructure.channels.services import ServiceChannel

pytestmark = pytest.mark.unit

PUBLIC = ServiceAddresses(SERVICES, AddressRules())


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def _channel(server: Server, rules: AddressRules | None = None, *, seconds: float = 5.0) -> ServiceChannel:
    addresses = ServiceAddresses(SERVICES, server.rules)
    return ServiceChannel(
        addresses, rules or server.rules, guard_of(rules or server.rules), FixedClock(), threads=4, seconds=seconds
    )


@pytest.mark.parametrize(
    ("url", "service", "masked"),
    [
        ("ntfys://ntfy.sh/my-topic", "ntfy", "ntfys://ntfy.sh/•••"),
        ("ntfys://user:pass@push.example.org:8443/topic?priority=high", "ntfy", "ntfys://push.example.org/•••"),
        ("gotifys://push.example.org/abcdefghijklmnO", "gotify", "gotifys://push.example.org/•••"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord", "discord://•••"),
        ("https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord", "https://•••"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "telegram", "tgram://•••"),
    ],
)
def test_addresses_of_permitted_services_are_masked(url: str, service: str, masked: str) -> None:
    address = PUBLIC.parse(url)
    assert (address.service, address.masked) == (service, masked)
    assert PUBLIC.parse(address.identity.split("?")[0]).service == service


def test_forms_of_one_address_have_one_identity() -> None:
    native = PUBLIC.parse("https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js")
    assert native.identity == PUBLIC.parse("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js").identity


@pytest.mark.parametrize(
    "url",
    [
        "",
        "%%",
        "http://[",
        "json://example.org",
        "xml://example.org",
        "form://example.org",
        "syslog://",
        "dbus://",
        "mailto://user:pass@example.org",
        "file:///etc/passwd",
        "windows://",
        "fcm://project@apikey/token?keyfile=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?TEMPLATE=/etc/passwd",
        "ntfys://ntfy.sh/topic?verify=no",
        "ntfys://ntfy.sh/topic?attach=https://example.org",
        "ntfys://ntfy.sh/one/two",
        "tgram://123456789:abcdefg_hijklmnop/",
        "tgram://123456789:abcdefg_hijklmnop/1/2",
        "ntfy://localhost/topic",
        "ntfys://127.0.0.1/topic",
        "ntfys://169.254.169.254/topic",
        "ntfys://push.example.org:22/topic",
        "ntfys://ntfy.sh/a\nb",
        "ntfys://ntfy.sh/" + "a" * 1024,
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        PUBLIC.parse(url)
    assert refused.value.field == "url"


def test_an_installation_permits_fewer_services() -> None:
    with pytest.raises(InvalidAddress):
        ServiceAddresses({"discord"}, AddressRules()).parse("ntfys://ntfy.sh/topic")


@pytest.mark.parametrize("service", SERVICES)
def test_permitted_services_use_nothing_but_the_guarded_functions(service: str) -> None:
    client = plugin(service)
    module = inspect.getmodule(client)
    assert module is not None
    source = inspect.getsource(module)
    for other in ("requests.Session(", "import socket", "subprocess", "urlopen", "httpx", "http.client"):
        assert other not in source
    schemes = [client.protocol, client.secure_protocol]
    names = {name for scheme in schemes for name in ([scheme] if isinstance(scheme, str) else scheme or ())}
    assert set(SERVICES[service]) <= names


async def test_ntfy_gets_the_message(server: Server) -> None:
    channel = _channel(server)
    assert await channel.send(message(f"ntfy://127.0.0.1:{server.port}/topic")) == Delivered("200")
    [request] = server.received
    body = json.loads(request.body)
    assert (body["topic"], body["title"]) == ("topic", "Severance")
    assert body["message"] == "S02E05 is out\nhttps://marquee.example/severance"
    assert not channel.repeatable
    await channel.close()


async def test_gotify_gets_the_message(server: Server) -> None:
    channel = _channel(server)
    assert await channel.send(message(f"gotify://127.0.0.1:{server.port}/abcdefghijklmnO")) == Delivered("200")
    [request] = server.received
    assert request.path == "/message"
    assert json.loads(request.body)["title"] == "Severance"
    await channel.close()


@pytest.mark.parametrize(
    ("status", "code", "permanent", "gone"),
    [
        (401, "address_refused", False, True),
        (404, "address_refused", False, True),
        (400, "refused", True, False),
        (302, "refused", True, False),
        (429, "too_many_requests", False, False),
        (503, "server_error", False, False),
    ],
)
async def test_a_refusal_has_its_outcome(server: Server, status: int, code: str, permanent: bool, gone: bool) -> None:
    server.status = status
    server.headers = {"retry-after": "60", "location": f"http://127.0.0.1:{server.port}/elsewhere"}
    channel = _channel(server)
    outcome = await channel.send(message(f"ntfy://127.0.0.1:{server.port}/topic"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.target_is_gone) == (code, permanent, gone)
    assert (outcome.retry_at is not None) == (status in (429, 503))
    assert len(server.received) == 1
    await channel.close()


async def test_an_address_that_became_private_is_not_called(server: Server) -> None:
    strict = AddressRules(ports=server.rules.ports, plain_http=True)
    addresses = ServiceAddresses(SERVICES, strict)
    channel = ServiceChannel(addresses, strict, guard_of(strict), FixedClock(), threads=2)
    # The name passes the check of the text; its address does not.
    outcome = await channel.send(message(f"ntfy://localhost:{server.port}/topic"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent) == ("address_not_permitted", True)
    assert server.received == []
    await channel.close()


async def test_a_service_that_hangs_or_breaks_off_is_uncertain(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.held = threading.Event()
    channel = _channel(server, seconds=0.3)
    outcome = await channel.send(message(f"ntfy://127.0.0.1:{server.port}/hidden-topic"))
    assert isinstance(outcome, Refused)
    assert outcome.uncertain
    server.held.set()
    server.held, server.breaks = None, True
    outcome = await _channel(server).send(message(f"ntfy://127.0.0.1:{server.port}/hidden-topic"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.uncertain) == ("connection_broken", True)
    assert "hidden-topic" not in caplog.text + outcome.detail
    await channel.close()


async def test_an_endless_body_is_cut(server: Server) -> None:
    server.body = b"x" * 1_000_000
    channel = _channel(server)
    assert await channel.send(message(f"ntfy://127.0.0.1:{server.port}/topic")) == Delivered("200")
    await channel.close()


async def test_nothing_listens(server: Server) -> None:
    rules = AddressRules(networks=server.rules.networks, ports={1}, plain_http=True)
    channel = ServiceChannel(ServiceAddresses(SERVICES, rules), rules, guard_of(rules), FixedClock(), threads=2)
    outcome = await channel.send(message("ntfy://127.0.0.1:1/topic"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.uncertain) == ("not_reachable", False)
    await channel.close()


def test_other_users_of_the_library_are_not_affected() -> None:
    assert type(requests.Session()) is requests.Session
