"""Two whole stacks that federate: invitation, browsing, playing, copies with kills on both sides, revocation."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from devstack.gateway_client import GatewayClient
from devstack.services import FEDERATED_MUSIC, SAMPLE_MUSIC
from federated_music import SHORT_TRACKS, write_album
from federation.application.trust.wire import JoinRequest
from federation.domain.keys.keys import ServerDocument
from federation.domain.peers.invitation import InvitationToken
from federation.domain.peers.permissions import Permission
from federation.infrastructure.trust.cipher import Ed25519Cipher
from federation.infrastructure.trust.signatures import Rfc9421Signatures
from federation.infrastructure.wire.codec import JsonWire
from stacks import Stack, eventually, running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

EVERY: Final = [str(permission) for permission in Permission]
SETTINGS: Final = {"FEDERATION_EGRESS_NETWORKS": "127.0.0.0/8", "FEDERATION_EGRESS_HTTP": "true"}
"""A peer on this machine may be called only because these say so."""
REVOKED_WITHIN: Final = 5.0


@dataclass(frozen=True, slots=True)
class Side:
    """A stack with the session of its administrator."""

    stack: Stack
    client: GatewayClient
    http: httpx2.Client

    def call(self, method: str, path: str, body: object = None) -> httpx2.Response:
        """Return a response, also an error."""
        return self.http.request(method, path, json=body)

    def read(self, method: str, path: str, body: object = None) -> Any:
        """Return the data of a response that succeeds."""
        response = self.call(method, path, body)
        assert response.status_code < 300, response.text
        return response.json()["data"]

    def process(self, service: str) -> int:
        """Return the id of a process of the stack, which is started again when it is killed."""
        return int(str(self.stack.status()[service]["pid"]))

    def relation(self) -> dict[str, Any]:
        """Return the peer that is the other stack."""
        (peer,) = [peer for peer in self.read("GET", "/admin/federation/peers") if peer["name"] == "127.0.0.1"]
        return dict(peer)


@pytest.fixture(scope="module")
def sides() -> Iterator[tuple[Side, Side]]:
    """Yield two stacks; the first one has an album and a list."""
    with ExitStack() as started:
        both = []
        for _ in range(2):
            stack = started.enter_context(running("--with", "music,federation", **SETTINGS))
            client = started.enter_context(stack.client())
            client.sign_in()
            response = httpx2.post(
                f"{stack.gateway}/api/v1/auth/login",
                json={"email": stack.admin_email, "password": stack.admin_password},
                trust_env=False,
            )
            headers = {"authorization": f"Bearer {response.json()['data']['accessToken']}"}
            http = httpx2.Client(base_url=f"{stack.gateway}/api/v1", headers=headers, timeout=60, trust_env=False)
            both.append(Side(stack, client, started.enter_context(http)))
        yield both[0], both[1]


def test_two_stacks_federate(sides: tuple[Side, Side], capsys: pytest.CaptureFixture[str]) -> None:
    a, b = sides
    album_id, list_id = _content(a)

    # Invitation and mutual approval.
    token = a.read("POST", "/admin/federation/invitations", {"permissions": EVERY})["token"]
    joined = b.read("POST", "/admin/federation/peers", {"token": token, "permissions": EVERY})
    assert joined["state"] == "pending"
    assert a.read("POST", f"/admin/federation/peers/{a.relation()['id']}/approve")["state"] == "active"
    eventually(lambda: b.relation()["state"], lambda state: state == "active")
    base = f"/federation/peers/{joined['id']}"

    # Browsing.
    share_id = a.read("POST", "/federation/shares", {"kind": "album", "itemId": album_id})["id"]
    a.read("POST", "/federation/shares", {"kind": "list", "itemId": list_id})
    assert [album["name"] for album in b.read("GET", f"{base}/albums")] == ["Federated"]
    tracks = b.read("GET", f"{base}/albums/{album_id}")["tracks"]
    assert len(tracks) == SHORT_TRACKS + 1
    assert [item["name"] for item in b.read("GET", f"{base}/lists")] == ["Shared"]
    assert b.read("GET", f"{base}/titles") == []
    assert b.read("POST", f"{base}/lists/{list_id}/copies")["name"] == "Shared"

    # Playing, as a whole and in part.
    source = next((a.stack.data / SAMPLE_MUSIC).rglob("02.flac")).read_bytes()
    stream = f"{base}/albums/{album_id}/tracks/{tracks[1]['id']}/stream"
    assert b.call("GET", stream).content == source
    part = b.http.get(stream, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, source[100:200])

    # Copies, with kills on both sides.
    processes = [side.process("federation") for side in (b, a)]
    started = b.read("POST", "/admin/federation/imports", {"peerId": joined["id"], "albumId": album_id})
    path = f"/admin/federation/imports/{started['id']}"
    for process, stored in zip(processes, (1, SHORT_TRACKS), strict=True):
        begun = eventually(lambda: _data(b, path), partial(_has_stored, stored), seconds=120)
        os.kill(process, signal.SIGKILL)
        assert begun["state"] == "running"
    eventually(lambda: a.call("GET", "/federation/peers").status_code, lambda status: status == 200, seconds=60)
    done = eventually(lambda: _data(b, path), lambda data: data.get("state") == "done", seconds=180)
    assert (done["storedCount"], done["trackCount"]) == (len(tracks), len(tracks))
    assert _hashes(b.stack.data / FEDERATED_MUSIC) == _hashes(a.stack.data / SAMPLE_MUSIC)

    _refusals(a)

    # Deletion: what is shared no longer is deleted by the peer, which confirms it.
    deletion = a.read("DELETE", f"/federation/shares/{share_id}")
    servers = eventually(
        lambda: a.read("GET", f"/federation/deletions/{deletion['id']}")["servers"],
        lambda servers: any(server["confirmedAt"] for server in servers),
        seconds=120,
    )
    assert [server["peerName"] for server in servers if server["confirmedAt"]] == ["127.0.0.1"]
    assert _hashes(b.stack.data / FEDERATED_MUSIC) == []

    # Revocation ends an open stream.
    a.read("POST", "/federation/shares", {"kind": "album", "itemId": album_id})
    seconds = _revoked_while_playing(a, b, f"{base}/albums/{album_id}/tracks/{tracks[-1]['id']}/stream")
    eventually(lambda: b.relation()["state"], lambda state: state == "revoked", seconds=REVOKED_WITHIN)
    assert b.call("GET", f"{base}/albums").json()["error"]["code"] == "PEER_NOT_FOUND"
    with capsys.disabled():
        print(
            f"\n{len(tracks)} tracks copied with kills on both sides; a stream ended {seconds:.1f} s after revocation"
        )


def _content(side: Side) -> tuple[str, str]:
    """Add an album and an unlisted list; return their ids."""
    folder = side.stack.data / SAMPLE_MUSIC / "Noise"
    write_album(folder, long_seconds=900)
    side.read("POST", "/admin/music/folders", {"name": "Noise", "path": str(folder)})
    (album,) = eventually(
        lambda: side.read("GET", "/music/albums"),
        lambda albums: [album["trackCount"] for album in albums] == [SHORT_TRACKS + 1],
        seconds=60,
    )
    created = side.read("POST", "/me/lists", {"name": "Shared", "visibility": "unlisted"})
    return album["id"], created["id"]


def _data(side: Side, path: str) -> dict[str, Any]:
    """Return the data of a response, or nothing while the service starts."""
    response = side.call("GET", path)
    return dict(response.json()["data"]) if response.status_code == 200 else {}


def _has_stored(count: int, data: dict[str, Any]) -> bool:
    return bool(data.get("storedCount", 0) >= count)


def _hashes(folder: Path) -> list[str]:
    return sorted(sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file())


def _refusals(side: Side) -> None:
    """Let a third server become a peer, whose key the test has, and send what must be refused."""
    cipher, signatures, wire = Ed25519Cipher(), Rfc9421Signatures(), JsonWire()
    key, server_id, gateway = cipher.make(), uuid4(), side.stack.gateway
    token = side.read("POST", "/admin/federation/invitations", {"permissions": ["browse"]})["token"]
    document = ServerDocument(server_id, "Third", "http://127.0.0.1:1", [key.key])
    secret = InvitationToken.read(token).secret
    body = wire.write_join(JoinRequest(secret, document, frozenset()))

    def send(method: str, path: str, at: datetime, content: bytes = b"") -> dict[str, str]:
        return dict(signatures.sign(method, f"{gateway}/api/v1{path}", content, server_id, key, at))

    def result(path: str, headers: dict[str, str]) -> tuple[int, str]:
        response = httpx2.get(f"{gateway}/api/v1{path}", headers=headers, trust_env=False, timeout=30)
        failed = response.status_code >= 400
        return response.status_code, response.json()["error"]["details"].get("reason", "") if failed else ""

    requests, status, now = "/federation/wire/requests", "/federation/wire/status", datetime.now(UTC)
    joined = httpx2.post(
        f"{gateway}/api/v1{requests}", content=body, headers=send("POST", requests, now, body), trust_env=False
    )
    assert joined.status_code == 200, joined.text
    side.read("POST", f"/admin/federation/peers/{server_id}/approve")
    signed = send("GET", status, now)
    assert result(status, signed) == (200, "")
    assert result(status, signed) == (401, "replayed")
    assert result("/federation/wire/albums", send("GET", status, now)) == (401, "invalid")
    assert result(status, send("GET", status, now - timedelta(minutes=5))) == (401, "time")
    assert result(status, send("GET", status, now + timedelta(minutes=5))) == (401, "time")
    key = cipher.make()
    assert result(status, send("GET", status, now)) == (401, "unknown_key")
    assert result(status, {}) == (401, "malformed")


def _revoked_while_playing(a: Side, b: Side, path: str) -> float:
    """Revoke while a track is played slowly; return after how many seconds the stream has ended, before its end."""
    received, revoked_at = 0, 0.0
    with b.http.stream("GET", path) as response:
        length = int(response.headers["content-length"])
        with suppress(httpx2.TransportError):
            for chunk in response.iter_raw(65_536):
                received += len(chunk)
                if not revoked_at and received > 1_000_000:
                    a.read("POST", f"/admin/federation/peers/{a.relation()['id']}/revoke")
                    revoked_at = time.monotonic()
                    # What was on its way is still received; what is not sent by then never is.
                    time.sleep(2)
    seconds = time.monotonic() - revoked_at
    assert received < length
    assert seconds < REVOKED_WITHIN
    return seconds
