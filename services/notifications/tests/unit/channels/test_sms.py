"""SMS by the interfaces of two providers, and as files."""

import base64
import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from services.notifications.tests.guards import sms_client
from services.notifications.tests.servers import DELIVERY, Server, message, serving

from chassis.testing.clock import NOON, FixedClock
from notifications.domain.deliveries.model import Delivered, Refused
from notifications.infrastructure.channels.breaker import FAILURES
from notifications.infrastructure.channels.sms import SmsChannel, SmsProvider
from notifications.infrastructure.channels.sms_files import SmsFiles

pytestmark = pytest.mark.unit

TEXT = 'Код: 1 & "2" {to} {password}'


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


async def test_twilio_gets_a_form_with_basic_authentication(server: Server) -> None:
    provider = SmsProvider(
        f"http://127.0.0.1:{server.port}/2010-04-01/Accounts/AC1/Messages.json",
        body="To={to}&From=%2B15005550006&Body={text}",
        user="AC1",
        password="s3cret",
    )
    server.status = 201
    channel = SmsChannel(provider, sms_client(), FixedClock())
    assert await channel.send(message("+442071234567", text=TEXT)) == Delivered("201")
    [request] = server.received
    assert parse_qs(request.body.decode()) == {"To": ["+442071234567"], "From": ["+15005550006"], "Body": [TEXT]}
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:s3cret").decode()
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert not channel.repeatable
    await channel.close()


async def test_kavenegar_gets_a_key_in_its_path(server: Server) -> None:
    provider = SmsProvider(
        f"http://127.0.0.1:{server.port}/v1/{{password}}/sms/send.json?receptor={{to}}&message={{text}}",
        method="GET",
        password="k/1",
    )
    channel = SmsChannel(provider, sms_client(), FixedClock())
    assert await channel.send(message("+989121234567", text=TEXT)) == Delivered("200")
    [request] = server.received
    assert (request.method, urlsplit(request.path).path) == ("GET", "/v1/k%2F1/sms/send.json")
    assert parse_qs(urlsplit(request.path).query) == {"receptor": ["+989121234567"], "message": [TEXT]}
    await channel.close()


async def test_json_is_escaped(server: Server) -> None:
    provider = SmsProvider(
        f"http://127.0.0.1:{server.port}/sms",
        body='{"to": "{to}", "text": "{text}", "id": "{id}"}',
        form="json",
        headers={"authorization": "Bearer {password}"},
        password="t0ken",
    )
    channel = SmsChannel(provider, sms_client(), FixedClock())
    await channel.send(message("+442071234567", text=TEXT))
    [request] = server.received
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {"to": "+442071234567", "text": TEXT, "id": str(DELIVERY)}
    await channel.close()


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (400, "number_refused", True),
        (422, "number_refused", True),
        (302, "number_refused", True),
        (401, "provider_refused", False),
        (429, "too_many_requests", False),
        (500, "server_error", False),
    ],
)
async def test_a_refusal_has_its_outcome(server: Server, status: int, code: str, permanent: bool) -> None:
    server.status, server.headers = status, {"retry-after": "60"}
    channel = SmsChannel(SmsProvider(f"http://127.0.0.1:{server.port}/"), sms_client(), FixedClock())
    outcome = await channel.send(message("+442071234567"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.uncertain) == (code, permanent, False)
    assert (outcome.retry_at is not None) == (status in (429, 500))
    assert "+44" not in outcome.detail
    await channel.close()


async def test_failures_open_the_breaker(server: Server) -> None:
    server.breaks = True
    channel = SmsChannel(SmsProvider(f"http://127.0.0.1:{server.port}/"), sms_client(), FixedClock())
    outcomes = [await channel.send(message("+442071234567")) for _ in range(FAILURES + 1)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [outcome.uncertain for outcome in refused] == [True] * FAILURES + [False]
    assert not refused[-1].attempted
    assert len(server.received) == FAILURES
    await channel.close()


async def test_nothing_listens() -> None:
    channel = SmsChannel(SmsProvider("http://127.0.0.1:1/"), sms_client(), FixedClock())
    outcome = await channel.send(message("+442071234567"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.uncertain) == ("not_reachable", False)
    await channel.close()


async def test_files_are_private_and_deleted_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "sms"
    clock = FixedClock()
    channel = SmsFiles(folder, clock)
    assert await channel.send(message("+442071234567")) == Delivered(f"{DELIVERY}.txt")
    assert await channel.send(message("+442071234567")) == Delivered(f"{DELIVERY}.txt")
    [path] = folder.iterdir()
    assert path.read_text() == "To: +442071234567\n\nS02E05 is out\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    old = folder / "old.txt"
    old.write_text("")
    os.utime(old, ((NOON - timedelta(hours=25)).timestamp(),) * 2)
    await channel.send(message("+442071234567"))
    assert not old.exists()
