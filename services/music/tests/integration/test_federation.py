"""What federation reads: albums and files for other servers, by its own tokens only."""

import hashlib
from base64 import b64encode
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.clients import client_of
from chassis.testing.tokens import Tokens
from contracts.claims import FEDERATION_ISSUER, MUSIC_AUDIENCE
from music.api import create_api
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility

pytestmark = pytest.mark.integration

BASE = "/internal/federation/albums"


async def test_federation_reads_albums_and_files_by_its_own_tokens(music: Music, tokens: Tokens) -> None:
    own = Tokens(issuer=FEDERATION_ISSUER, audience=MUSIC_AUDIENCE)
    (music.root / "Records").mkdir()
    write(music.root / "Records" / "a" / "1.flac", title="One", album="Noise", artist="Static")
    write(music.root / "Records" / "b" / "2.flac", title="Two", album="Other", artist="Static")
    await music.add(change=FolderChange(visibility=Visibility.CHOSEN))
    music.container.runtime.verifier = tokens.verifier()
    app = create_api(music.container)
    app.state.federation = own.verifier()
    async with client_of(app, headers=own.bearer(uuid4())) as client:
        listed = await client.get("/api/v1/music/albums", headers=tokens.bearer(uuid4(), ("user", "admin")))
        assert {item["name"] for item in listed.json()["data"]} == {"Noise", "Other"}
        noise, other = (item["id"] for item in sorted(listed.json()["data"], key=lambda item: item["name"]))
        listed = await client.get(f"{BASE}?ids={noise},{uuid4()}")
        assert [item["name"] for item in listed.json()["data"]] == ["Noise"]
        (track,) = (await client.get(f"{BASE}/{noise}")).json()["data"]["tracks"]
        path = f"{BASE}/{noise}/tracks/{track['id']}/file"
        content = (music.root / "Records" / "a" / "1.flac").read_bytes()
        assert (await client.get(path)).content == content
        whole = await client.get(path, headers={"Want-Repr-Digest": "sha-256=1"})
        digest = b64encode(hashlib.sha256(content).digest()).decode()
        assert (whole.content, whole.headers["repr-digest"]) == (content, f"sha-256=:{digest}:")
        assert (await client.get(path, headers={"Range": "bytes=1-4"})).content == content[1:5]
        assert (await client.get(path.replace(noise, other))).status_code == 404
        assert (await client.get(f"{BASE}/{uuid4()}")).status_code == 404
        assert (await client.get(f"{BASE}?ids=x")).status_code == 400
        await _refused(client, path, tokens)


async def _refused(client: httpx2.AsyncClient, path: str, tokens: Tokens) -> None:
    """Send tokens that are none of federation."""
    admin = tokens.bearer(uuid4(), ("user", "admin"))
    late = Tokens(issuer=FEDERATION_ISSUER, audience=MUSIC_AUDIENCE).bearer(uuid4())
    for headers in (admin, late, {"Authorization": ""}):
        assert (await client.get(path, headers=headers)).status_code == 401
