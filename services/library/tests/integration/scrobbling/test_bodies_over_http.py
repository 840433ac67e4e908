"""Bodies of any kind: none is an error of the server."""

import json
import random
from collections import Counter
from typing import Any, Final

import httpx2
import pytest
from services.library.tests import webhook_bodies
from services.library.tests.integration.scrobbling.support import SEQUENCES, Recorded, new_key
from services.library.tests.webhook_bodies import PLEX_TYPE, plex_form

pytestmark = pytest.mark.integration


BAD_BODIES = [
    (b"", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'{"a":' * 2000, "application/json"),
    (b"\xff\xfe\x00", "application/json"),
    (b"payload=%7B", "application/x-www-form-urlencoded"),
    (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded"),
    (b"\xff=%ff", "application/x-www-form-urlencoded"),
    (b"--x\r\n\r\n", "multipart/form-data"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"-" * 10_000, 'multipart/form-data; boundary="-"'),
    (plex_form("{"), PLEX_TYPE["Content-Type"]),
    (plex_form("[1]"), PLEX_TYPE["Content-Type"]),
    (plex_form({"event": "media.stop", "Metadata": {"type": "movie", "title": "\x00"}}), PLEX_TYPE["Content-Type"]),
]


@pytest.mark.parametrize(("body", "content_type"), BAD_BODIES)
@pytest.mark.parametrize("source", ["jellyfin", "plex", "emby", "kodi"])
async def test_no_body_is_an_error_of_the_server(
    client: httpx2.AsyncClient, me: dict[str, str], source: str, body: bytes, content_type: str
) -> None:
    path = (await new_key(client, me, source))["path"]
    response = await client.post(path, content=body, headers={"Content-Type": content_type})

    if response.status_code == 200:
        assert response.json()["data"]["result"] == "ignored"
        return
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), response.text
    assert response.json()["error"]["details"]["errors"][0]["message"]


ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    1e300,
    "",
    "x" * 5000,
    "\u0000",
    "\ud800",
    "9" * 40,
    [],
    {},
    [[]],
    {"id": 5},
)


def spoiled(body: Any, draw: random.Random) -> Any:
    """Return a body of which some values, at any depth, are odd."""
    if isinstance(body, dict) and draw.random() < 0.9:
        return {name: spoiled(value, draw) for name, value in body.items()}
    return draw.choice(ODD_VALUES) if draw.random() < 0.12 else body


@pytest.mark.parametrize("source", SEQUENCES)
async def test_no_odd_value_is_an_error_of_the_server(
    client: httpx2.AsyncClient, me: dict[str, str], source: str
) -> None:
    draw = random.Random(source)
    path = (await new_key(client, me, source))["path"]
    statuses: Counter[int] = Counter()
    for number in range(150):
        body = spoiled(SEQUENCES[source][number % len(SEQUENCES[source])], draw)
        text = json.dumps(body)
        content = plex_form(text) if source == "plex" else text.encode()
        headers = PLEX_TYPE if source == "plex" else {"Content-Type": "application/json"}
        response = await client.post(path, content=content, headers=headers)
        statuses[response.status_code] += 1

    assert statuses.keys() <= {200, 400}, statuses
    assert statuses[200] > 30


@pytest.mark.parametrize("body", [*SEQUENCES["jellyfin"], {"NotificationType": "GenericUpdate"}])
async def test_jellyfin_sends_json_as_text(
    client: httpx2.AsyncClient, me: dict[str, str], body: dict[str, Any]
) -> None:
    path = (await new_key(client, me, "jellyfin"))["path"]
    response = await client.post(
        path,
        content=httpx2.Request("POST", "http://x", json=body).content,
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )
    assert response.status_code == 200


async def test_a_large_body_and_an_unknown_key_are_rejected(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    path = (await new_key(client, me, "plex"))["path"]
    large = await client.post(path, content=plex_form(webhook_bodies.plex(), image=b"x" * 1_100_000), headers=PLEX_TYPE)
    unknown = [
        await client.post(f"/api/v1/scrobble/{key}/plex", content=plex_form(webhook_bodies.plex()), headers=PLEX_TYPE)
        for key in ("mqw_unknown", "x", "%00", "%F0%9F%8E%AC")
    ]
    long = await client.post(f"/api/v1/scrobble/{'x' * 101}/plex", json={})
    other = await client.post(f"{path}x", json={})

    assert large.status_code == 413
    assert [response.status_code for response in unknown] == [404] * 4
    assert (long.status_code, other.status_code) == (400, 400)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "book"}, "type"),
        ({"action": "mark"}, "action"),
        ({"ids": {"imdb": "0903747"}}, "ids.imdb"),
        ({"ids": {"tmdb": 10**12}}, "ids.tmdb"),
        ({"season": None}, "body"),
        ({"ids": {}}, "body"),
        ({"title": "x\x00"}, "title"),
        ({"at": "yesterday"}, "at"),
        ({"unknown": 1}, "unknown"),
        ({"type": "movie"}, "body"),
    ],
)
async def test_an_invalid_scrobble_names_its_field(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded, changes: dict[str, Any], field: str
) -> None:
    body = {"action": "scrobble", "type": "show", "ids": {"tmdb": 1396}, "season": 2, "episode": 1, **changes}
    response = await client.post("/api/v1/me/scrobbles", json=body, headers=me)

    assert response.status_code == 400, response.text
    assert response.json()["error"]["details"]["errors"][0]["field"] == field
    assert await recorded() == []
