"""No shared cache may store what a user reads of music: which tracks exist depends on the user."""

from uuid import uuid4

import httpx2
from fastapi.routing import APIRoute
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens
from music.presentation.routers import ROUTERS

# They call a server of another network, do not end, or send a file.
_OTHERS = ("/radio/", "/events", "/stream", "/download", "/cover", "/picture", "/playlists/{", "{token}")


async def test_every_read_is_private(music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> None:
    write(music.root / "Records/1.flac", title="A", artist="X", album="Y", genre=["Jazz"])
    await music.add()
    headers = tokens.bearer(uuid4())

    async def first(kind: str) -> str:
        response = await client.get(f"/api/v1/music/{kind}", headers=headers)
        return str(response.json()["data"][0]["id"])

    ids = {f"{kind}Id": await first(f"{kind}s") for kind in ("artist", "album", "track", "genre")}
    paths = [
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path.startswith("/music/")
    ]
    paths = [path for path in paths if not any(part in path for part in _OTHERS)]
    assert len(paths) > 30
    for path in paths:
        query = "?q=a" if path.endswith("/search") else ""
        response = await client.get(f"/api/v1{path.format(**ids)}{query}", headers=headers)
        assert response.status_code == 200, path
        assert response.headers.get("cache-control") == "private, no-store", path
