"""From an episode that airs to its subscriber: inbox, mail, push message and webhook, each once, on a running stack."""

import asyncio
import base64
import re
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from uuid import uuid4

import httpx2
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks import Webhook

from chassis.testing.kafka import produce
from contracts.event import encode
from contracts.identity import episode_id, media_id
from contracts.ingestion import MediaChangedV1
from contracts.ingestion.changes import EpisodeAired
from devstack.mail.mailbox import Caught
from devstack.ports import plan
from stacks import Stack, eventually
from user_data import registered

pytestmark = pytest.mark.e2e

SHOW_NUMBER: Final = 1396
SHOW: Final = media_id("show", SHOW_NUMBER)
CODE: Final = re.compile(r"Your code is (\S+?)\.")


class Receiver:
    """An HTTP server that keeps what it receives, with the time, by path."""

    def __init__(self, port: int) -> None:
        self.requests: list[tuple[str, float, dict[str, str], bytes]] = []
        kept = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                kept.append((self.path, time.monotonic(), headers, body))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def at(self, path: str) -> list[tuple[float, dict[str, str], bytes]]:
        """Return the requests to a path."""
        return [(at, headers, body) for received, at, headers, body in self.requests if received == path]


@pytest.fixture
def receiver(receiver_port: int) -> Iterator[Receiver]:
    """Yield a running receiver."""
    receiver = Receiver(receiver_port)
    thread = threading.Thread(target=receiver.server.serve_forever, daemon=True)
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


def confirm_address(stack: Stack, api: httpx2.Client, user: Mapping[str, str], address: str) -> None:
    """Confirm the address of an account by the code in its mail."""
    assert api.post("/users/me/email", json={"email": address}, headers=user).status_code == 202
    [mail] = eventually(partial(stack.mails_to, address), bool)
    match = CODE.search(mail.body("plain") or "")
    assert match is not None, mail.body("plain")
    assert api.post("/auth/email/confirm", json={"code": match[1]}).status_code == 204


def browser(receiver_port: int) -> dict[str, object]:
    """Return the subscription of a browser whose push service is the receiver."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    encoded = [base64.urlsafe_b64encode(value).rstrip(b"=").decode() for value in (point, b"0123456789abcdef")]
    keys = {"p256dh": encoded[0], "auth": encoded[1]}
    return {"endpoint": f"http://127.0.0.1:{receiver_port}/push", "keys": keys}


def aired() -> MediaChangedV1:
    """Return what a refresh of the show reports once an episode has aired."""
    at = datetime.now(UTC) + timedelta(seconds=1)
    episode = EpisodeAired(
        episode_id=episode_id(SHOW_NUMBER, 7, 1), season=7, number=1, title="Return", airs_at=at, air_date=at.date()
    )
    return MediaChangedV1(
        media_id=SHOW, kind="show", tmdb_id=SHOW_NUMBER, observed_at=at, media_version=2, episodes_aired=(episode,)
    )


def test_an_episode_reaches_its_subscriber_once_on_every_channel(
    stack: Stack, receiver: Receiver, receiver_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    done = stack.marquee("import", "show", str(SHOW_NUMBER))
    assert done.returncode == 0, done.stdout + done.stderr
    bootstrap = f"127.0.0.1:{plan(stack.base)['kafka']}"
    name = f"user_{uuid4().hex[:8]}"
    address = f"{name}@marquee.example"
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
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

        begun = time.monotonic()
        event = aired()
        asyncio.run(produce(bootstrap, [encode(event, "ingestion")]))
        seconds: dict[str, float] = {}

        def inbox() -> list[dict[str, object]]:
            page = api.get("/notifications", headers=user, params={"kind": "new_episode"}).json()
            items: list[dict[str, object]] = page["data"]
            return items

        def mails() -> list[Caught]:
            return [mail for mail in stack.mails_to(address) if "S07E01" in mail.header("Subject")]

        [item] = eventually(inbox, bool)
        seconds["inbox"] = time.monotonic() - begun
        [mail] = eventually(mails, bool)
        seconds["mail"] = time.monotonic() - begun
        [(pushed_at, push_headers, _)] = eventually(lambda: receiver.at("/push"), bool)
        [(hooked_at, hook_headers, body)] = eventually(lambda: receiver.at("/hook"), bool)
        seconds |= {"push": pushed_at - begun, "webhook": hooked_at - begun}

        asyncio.run(produce(bootstrap, [encode(event, "ingestion")]))
        stack.settle()
        counts = [len(inbox()), len(mails()), len(receiver.at("/push")), len(receiver.at("/hook"))]

    with capsys.disabled():
        shown = ", ".join(f"{channel} {value:.2f} s" for channel, value in seconds.items())
        print(f"\nfrom the event to each: {shown}")
        print(f"{item['title']} | {item['text']} | {mail.header('Subject')}")
    assert counts == [1, 1, 1, 1]
    assert str(item["title"]).endswith("S07E01")
    assert "Return" in (mail.body("plain") or "")
    assert mail.message["List-Unsubscribe"]
    assert push_headers["content-encoding"] == "aes128gcm"
    signed = Webhook(str(hook["secret"])).verify(body.decode(), hook_headers)
    assert signed["type"] == "notification.created"
    assert orjson.loads(body)["data"]["kind"] == "new_episode"
