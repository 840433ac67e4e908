"""Secrets of users that a stack is given, or that it makes for them: credentials of sources, targets, keys, tokens."""

import asyncio
import base64
import secrets
from base64 import b32decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from services.sources.tests.kinds.connections import SERVERS, connected
from services.sources.tests.servers import media_browser, plex, s3, subsonic, webdav

from chassis.testing.kafka import wait_until
from devstack.secret_files import SIGNING_KEY, read_secrets
from receivers import browser
from stacks import Stack, eventually
from user_data import registered, user_of

SOURCES_ON_THIS_MACHINE: Final = {"SOURCES_EGRESS_NETWORKS": "127.0.0.0/8", "SOURCES_EGRESS_HTTP": "true"}
"""The settings with which a stack reads the servers of these sources."""
_KEY_FILES: Final = "*-key"


def _mark() -> str:
    return f"marked-{secrets.token_hex(12)}"


@dataclass(slots=True)
class Marked:
    """Secrets by what they are, and texts that are none and must be found."""

    secrets: dict[str, bytes] = field(default_factory=dict)
    user_id: str = ""
    source_name: str = field(default_factory=_mark)

    def add(self, name: str, secret: str = "") -> str:
        """Note a secret, a new one unless it is stated, and return it."""
        secret = secret or _mark()
        self.secrets[name] = secret.encode()
        return secret


def store_secrets(stack: Stack, folder: Path) -> Marked:
    """Let a new user of a running stack have secrets of every kind, use them, and return them."""
    marked = Marked()
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
        user = registered(api, f"eve_{secrets.token_hex(4)}")
        marked.user_id = user_of(user)
        marked.add("access token", user["authorization"].removeprefix("Bearer "))
        _tokens(stack, api, user, marked)
        _receivers(api, user, marked)
    with pytest.MonkeyPatch.context() as patch:
        _choose_passwords(patch, marked)
        asyncio.run(_sources(stack, user, folder, marked))
    for name, secret in read_secrets(stack.data / "secrets.json").items():
        marked.add(f"secret of the installation: {name}", secret)
    for file in sorted(stack.data.glob(_KEY_FILES)):
        marked.add(f"key of the installation: {file.name}", file.read_text("ascii").strip())
    marked.add("signing key", (stack.data / SIGNING_KEY).read_text("ascii").splitlines()[1])
    return marked


def _sent(api: httpx2.Client, user: Mapping[str, str], method: str, path: str, body: object = None) -> Any:
    """Return the data of a response that is a success; a service may not know the new user yet."""
    send = partial(api.request, method, path, json=body, headers=dict(user))
    response = eventually(send, lambda response: response.status_code != 404)
    assert response.status_code < 300, (path, response.text)
    return response.json()["data"]


def _tokens(stack: Stack, api: httpx2.Client, user: Mapping[str, str], marked: Marked) -> None:
    """Make keys and tokens, and use those that are parts of an address."""
    send = partial(_sent, api, user)
    marked.add("API key", send("POST", "/auth/api-keys", {"name": "Script", "scopes": ["library:read"]})["key"])
    totp = send("POST", "/auth/factors/totp")["secret"]
    marked.add("secret of an authenticator", totp)
    marked.secrets["secret of an authenticator, decoded"] = b32decode(totp)
    scrobbling = marked.add("scrobble key", send("POST", "/me/scrobble-keys", {"source": "kodi", "name": "TV"})["key"])
    assert api.post(f"/scrobble/{scrobbling}/kodi", json={}).status_code < 500
    feed = marked.add("token of a calendar", send("POST", "/catalog/calendar/feed")["token"])
    assert api.get("/catalog/calendar.ics", params={"token": feed}).status_code < 500
    lists = send("POST", "/me/lists", {"name": "Shared"})["id"]
    marked.add("token of a list", send("POST", f"/lists/{lists}/links/editor")["token"])


def _receivers(api: httpx2.Client, user: Mapping[str, str], marked: Marked) -> None:
    """Add a webhook, rotate its secret, and add targets."""
    send = partial(_sent, api, user)
    body = {"url": "https://hooks.example/marquee", "eventTypes": ["notification.created"]}
    hook = send("POST", "/notifications/webhooks", body)
    _add_webhook_secret(marked, "first secret of a webhook", hook["secret"])
    rotated = send("POST", f"/notifications/webhooks/{hook['id']}/rotate-secret")
    _add_webhook_secret(marked, "second secret of a webhook", rotated["secret"])
    topic, password = marked.add("topic of a service"), marked.add("password of a service")
    endpoint, proof = marked.add("address of a browser"), secrets.token_bytes(16)
    marked.secrets["secret of a browser"] = proof
    subscription = browser(0, proof)
    subscription["endpoint"] = f"https://push.example.org/{endpoint}"
    send("POST", "/notifications/targets/webpush", subscription)
    send("POST", "/notifications/targets/services", {"url": f"ntfys://ada:{password}@push.example.org/{topic}"})


def _add_webhook_secret(marked: Marked, name: str, secret: str) -> None:
    plain = marked.add(name, secret.removeprefix("whsec_"))
    marked.secrets[f"{name}, decoded"] = base64.b64decode(plain)


def _choose_passwords(patch: pytest.MonkeyPatch, marked: Marked) -> None:
    """Let the servers of sources accept marked credentials, and no others."""
    patch.setattr(webdav, "PASSWORD", marked.add("password of webdav"))
    patch.setattr(subsonic, "PASSWORD", marked.add("password of subsonic"))
    patch.setattr(media_browser, "KEY", marked.add("API key of jellyfin and emby"))
    patch.setattr(plex, "TOKEN", marked.add("token of plex"))
    patch.setattr(s3, "KEYS", replace(s3.KEYS, secret_key=marked.add("secret key of s3")))


def _credentials(kind: str) -> dict[str, str]:
    """Return the credentials that the server of a kind accepts."""
    match kind:
        case "s3":
            return {"accessKey": s3.KEYS.access_key, "secretKey": s3.KEYS.secret_key}
        case "webdav":
            return {"user": webdav.USER, "password": webdav.PASSWORD}
        case "subsonic":
            return {"user": subsonic.USER, "password": subsonic.PASSWORD}
        case "plex":
            return {"token": plex.TOKEN}
        case _:
            return {"apiKey": media_browser.KEY}


async def _sources(stack: Stack, user: Mapping[str, str], folder: Path, marked: Marked) -> None:
    """Connect a source of every kind with credentials, at the same time, and read a file by a link."""
    base = f"{stack.gateway}/api/v1"
    async with httpx2.AsyncClient(base_url=base, headers=dict(user), timeout=30, trust_env=False) as api:
        async with asyncio.TaskGroup() as group:
            for kind in SERVERS:
                group.create_task(_source(api, kind, folder, marked))
        file = (await api.get("/sources/unmatched")).json()["data"][0]["id"]
        link = (await api.post(f"/sources/files/{file}/link")).json()["data"]["path"]
        marked.add("token of a link", link.rpartition("/")[2])
        # The servers have ended: the gateway and sources have read the link all the same.
        assert (await api.get(f"{stack.gateway}{link}")).status_code == 409


async def _source(api: httpx2.AsyncClient, kind: str, folder: Path, marked: Marked) -> None:
    """Connect a source, scan it, try other credentials before and afterwards, and pause it."""
    right = _credentials(kind)
    wrong = {name: marked.add(f"refused {name} of {kind}") for name in right}
    async with connected(kind, folder) as connection:
        body = {"kind": kind, "name": f"{kind} {marked.source_name}", "configuration": connection.configuration}
        refused = await api.post("/sources", json=body | {"credentials": wrong})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "SOURCE_UNREADABLE"), refused.text
        added = await api.post("/sources", json=body | {"credentials": right})
        assert added.status_code == 201, added.text
        source = f"/sources/{added.json()['data']['id']}"
        await _scanned(api, source)
        if_match = {"if-match": "*"}
        replaced = await api.put(f"{source}/credentials", json={"credentials": wrong}, headers=if_match)
        assert replaced.status_code == 409, replaced.text
        # Its server ends before the stack does.
        paused = await api.patch(source, json={"isPaused": True}, headers=if_match)
        assert paused.status_code == 200, paused.text


async def _scanned(api: httpx2.AsyncClient, source: str) -> None:
    """Wait until the scan of a source has read its files."""
    scan: dict[str, Any] = {}

    async def has_ended() -> bool:
        scan.update((await api.get(f"{source}/scans")).json()["data"][0])
        return scan["finishedAt"] is not None

    await wait_until(has_ended, seconds=60, every=0.1, what="the end of a scan")
    assert (scan["status"], scan["listed"] > 0) == ("ready", True), scan
