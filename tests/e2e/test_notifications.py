"""From an episode that airs to its subscriber, once on every channel, on a running stack."""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import uuid4

import httpx2
import orjson
import pytest
from standardwebhooks import Webhook

from cases import Cases
from chassis.messaging.publishing.producer import Outgoing
from chassis.messaging.records import Record
from chassis.testing.kafka import produce, read_until
from contracts.identity import media_id
from contracts.ingestion import MediaChangedV1
from devstack.mail.mailbox import Caught
from devstack.ports import plan
from provider_responses import episode, tvmaze_episode
from receivers import Receiver, browser
from stacks import Stack, eventually
from user_data import registered

pytestmark = pytest.mark.e2e

SHOW_NUMBER, TVMAZE_NUMBER, SEASON = 65_708, 3_593, 2
SHOW: Final = media_id("show", SHOW_NUMBER)
CODE: Final = re.compile(r"Your code is (\S+?)\.")


@pytest.fixture
def receiver(receiver_port: int) -> Iterator[Receiver]:
    """Yield a running receiver."""
    with Receiver(receiver_port).running() as receiver:
        yield receiver


def confirm_address(stack: Stack, api: httpx2.Client, user: Mapping[str, str], address: str) -> None:
    """Confirm the address of an account by the code in its mail."""
    assert api.post("/users/me/email", json={"email": address}, headers=user).status_code == 202
    [mail] = eventually(partial(stack.mails_to, address), bool)
    match = CODE.search(mail.body("plain") or "")
    assert match is not None, mail.body("plain")
    assert api.post("/auth/email/confirm", json={"code": match[1]}).status_code == 204


def schedule(providers: Cases, *instants: datetime) -> None:
    """Let the providers know a season with an episode at each of these instants; TMDB states only the days."""
    days = [episode(at, aired.date().isoformat(), name="Return") for at, aired in enumerate(instants, 1)]
    times = [tvmaze_episode(935_930 + at, SEASON, at, aired.isoformat()) for at, aired in enumerate(instants, 1)]
    providers.edit_seasons(SHOW_NUMBER, {SEASON: days})
    providers.edit("tvmaze", f"/shows/{TVMAZE_NUMBER}", {"_embedded": {"episodes": times}})


def streamed_episode(stack: Stack, user: Mapping[str, str], deadline: float) -> tuple[float, dict[str, object]]:
    """Return the first new episode of the stream of an inbox, and when it came; pings end the wait at the deadline."""
    headers = {**user, "accept": "text/event-stream", "last-event-id": "0"}
    with (
        httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=60, trust_env=False) as api,
        api.stream("GET", "/notifications/stream", headers=headers) as response,
    ):
        for line in response.iter_lines():
            assert time.time() < deadline, line
            if line.startswith("data:") and (event := orjson.loads(line[5:]))["kind"] == "new_episode":
                return time.time(), event
    raise AssertionError("the stream has ended")


def is_airing(record: Record) -> bool:
    """Return whether an event reports that the second episode has aired."""
    changed = MediaChangedV1.model_validate_json(record.value or b"")
    return changed.media_id == SHOW and any(aired.number == 2 for aired in changed.episodes_aired)


def test_an_episode_reaches_its_subscriber_once_on_every_channel(
    stack: Stack, providers: Cases, receiver: Receiver, receiver_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap = f"127.0.0.1:{plan(stack.base)['kafka']}"
    name = f"user_{uuid4().hex[:8]}"
    address = f"{name}@marquee.example"
    before = datetime.now(UTC) - timedelta(days=30)
    schedule(providers, before)
    assert providers.sync("show", SHOW_NUMBER)["status"] == "ready"
    with (
        httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api,
        ThreadPoolExecutor(1) as threads,
    ):
        user = registered(api, name)
        confirm_address(stack, api, user, address)

        def send(method: str, path: str, body: object = None) -> dict[str, object]:
            request = partial(api.request, method, path, json=body, headers=user)
            response = eventually(request, lambda response: response.status_code != 404)
            assert response.status_code < 300, response.text
            content: dict[str, object] = response.json()["data"]
            return content

        send("POST", f"/me/subscriptions/{SHOW}", {"trigger": "new_episode"})
        send("PATCH", "/notifications/preferences", {"frequencies": {"new_episode": {"email": "immediate"}}})
        send("POST", "/notifications/targets/webpush", browser(receiver_port))
        url = f"http://127.0.0.1:{receiver_port}/hook"
        hook = send("POST", "/notifications/webhooks", {"url": url, "eventTypes": ["notification.created"]})
        stack.settle()
        streamed = threads.submit(streamed_episode, stack, user, time.time() + 60)

        schedule(providers, before, datetime.now(UTC))
        refresh = {"tmdbId": SHOW_NUMBER, "type": "show", "force": True}
        assert providers.api.post("/ingestion/sync", json=refresh).status_code == 202
        seconds: dict[str, float] = {}

        def inbox() -> list[dict[str, object]]:
            page = api.get("/notifications", headers=user, params={"kind": "new_episode"}).json()
            items: list[dict[str, object]] = page["data"]
            return items

        def mails() -> list[Caught]:
            return [mail for mail in stack.mails_to(address) if "S02E02" in mail.header("Subject")]

        [item] = eventually(inbox, bool)
        seconds["inbox"] = time.time()
        [mail] = eventually(mails, bool)
        seconds["mail"] = time.time()
        seconds["stream"], shown_live = streamed.result()
        [(pushed_at, push_headers, _)] = eventually(lambda: receiver.at("/push"), bool)
        [(hooked_at, hook_headers, body)] = eventually(lambda: receiver.at("/hook"), bool)
        seconds |= {"push": pushed_at, "webhook": hooked_at}

        records = asyncio.run(read_until(bootstrap, MediaChangedV1.topic, lambda records: any(map(is_airing, records))))
        [event] = filter(is_airing, records)
        asyncio.run(produce(bootstrap, [Outgoing(event.topic, event.key, event.value, list(event.raw_headers))]))
        observed = MediaChangedV1.model_validate_json(event.value or b"").observed_at.timestamp()
        stack.settle()
        counts = [len(inbox()), len(mails()), len(receiver.at("/push")), len(receiver.at("/hook"))]

    with capsys.disabled():
        shown = ", ".join(f"{channel} {at - observed:.2f} s" for channel, at in seconds.items())
        print(f"\nfrom the event to each: {shown}")
        print(f"{item['title']} | {item['text']} | {mail.header('Subject')}")
    assert counts == [1, 1, 1, 1]
    assert (shown_live["id"], shown_live["title"]) == (item["id"], item["title"])
    assert str(item["title"]).endswith("S02E02")
    assert "Return" in (mail.body("plain") or "")
    assert mail.message["List-Unsubscribe"]
    assert push_headers["content-encoding"] == "aes128gcm"
    signed = Webhook(str(hook["secret"])).verify(body.decode(), hook_headers)
    assert signed["type"] == "notification.created"
    assert orjson.loads(body)["data"]["kind"] == "new_episode"
