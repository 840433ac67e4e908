"""Users see the versions of titles in their sources, and match files that have no title."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.sources.tests.integration.test_stores import OTHER, SCAN, SOURCE, USER
from services.sources.tests.integration.test_titles import ADA, LOST, receive

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from sources.bootstrap import Container
from sources.domain.files.listed import ListedFile
from sources.domain.media_sources.source import MediaSource, Visibility
from sources.infrastructure.files.rows import file_id

pytestmark = pytest.mark.integration

API = "/api/v1/sources"
EVERYONE = replace(SOURCE, id=UUID(int=6), name="Archive", owner_id=OTHER, visibility=Visibility.EVERYONE)
PRIVATE = replace(SOURCE, id=UUID(int=9), name="Hidden", owner_id=OTHER)
MINE = (
    "Ada.2021.720p.HDTV.x264.mkv",
    "Ada.2021.2160p.BluRay.x265.mkv",
    "Holiday in the snow.mkv",
    "Lost/Season 1/Lost S01E01.mkv",
    "Lost/Season 1/Lost S01E02-E03.mkv",
    "Mystery/Season 1/Mystery S01E04.mkv",
    "Mystery/notes.mkv",
)


async def store(container: Container, source: MediaSource, *paths: str, size: int = 1_000_000_000) -> None:
    listed = [ListedFile(path=path, name=path, bytes=size, fingerprint="1") for path in paths]
    async with container.units.begin() as work:
        await work.media_sources.save(source)
        recognized = await container.application.recognize(work.titles, listed)
        await work.files.save(source.id, recognized, SCAN, NOON)


@pytest.fixture
async def filled(container: Container) -> None:
    """Store titles, and files in three sources."""
    await receive(container, ADA, LOST)
    await store(container, SOURCE, *MINE)
    await store(container, EVERYONE, "Ada (2021).mkv", "Forgotten.mkv")
    await store(container, PRIVATE, "Ada.2021.1080p.mkv", "Secret.mkv")


def file_in(source: MediaSource, path: str) -> str:
    return f"{API}/files/{file_id(source.id, path)}"


async def paths_of(client: httpx2.AsyncClient, bearer: dict[str, str], query: str = "") -> list[str]:
    response = await client.get(f"{API}/unmatched{query}", headers=bearer)
    assert response.status_code == 200, response.text
    return [item["path"] for item in response.json()["data"]]


@pytest.mark.usefixtures("filled")
async def test_versions_are_those_that_a_user_may_see_the_best_first(
    client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    response = await client.get(f"{API}/titles/{ADA.media_id}", headers=tokens.bearer(USER))
    title = response.json()["data"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert [(item["path"], item["sourceName"], item["score"], item["quality"]) for item in title["versions"]] == [
        (MINE[1], "Movies", 5.0, "4K"),
        (MINE[0], "Movies", 4.3, "HD"),
        ("Ada (2021).mkv", "Archive", 2.5, None),
    ]
    assert title["versions"][0]["match"] == {
        "mediaId": str(ADA.media_id),
        "method": "name",
        "confidence": 0.95,
        "season": None,
        "episodes": [],
    }
    assert (title["available"], title["episodes"]) == (True, [])
    unknown = (await client.get(f"{API}/titles/{uuid4()}", headers=tokens.bearer(USER))).json()["data"]
    assert (unknown["available"], unknown["versions"]) == (False, [])
    assert (await client.get(f"{API}/titles/{ADA.media_id}")).status_code == 401


@pytest.mark.usefixtures("filled")
async def test_show_states_the_episodes_that_there_are(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    title = (await client.get(f"{API}/titles/{LOST.media_id}", headers=tokens.bearer(USER))).json()["data"]
    assert title["episodes"] == [{"season": 1, "episode": number, "versions": 1} for number in (1, 2, 3)]


@pytest.mark.usefixtures("filled")
async def test_unmatched_files_are_listed_to_those_who_may_match_them(
    client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    mine = [MINE[2], MINE[5], MINE[6]]
    assert await paths_of(client, tokens.bearer(USER)) == mine
    assert await paths_of(client, tokens.bearer(OTHER)) == ["Forgotten.mkv", "Secret.mkv"]
    assert await paths_of(client, tokens.bearer(UUID(int=77), roles=("admin",))) == ["Forgotten.mkv"]
    assert await paths_of(client, tokens.bearer(USER), f"?sourceId={SOURCE.id}") == mine
    for source, status in ((EVERYONE, 403), (PRIVATE, 404)):
        response = await client.get(f"{API}/unmatched?sourceId={source.id}", headers=tokens.bearer(USER))
        assert response.status_code == status


@pytest.mark.usefixtures("filled")
async def test_unmatched_files_are_read_in_pages(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    paths, query = list[str](), "?limit=1"
    while True:
        page = (await client.get(f"{API}/unmatched{query}", headers=tokens.bearer(USER))).json()
        paths.extend(item["path"] for item in page["data"])
        if (cursor := page["meta"]["nextCursor"]) is None:
            break
        query = f"?limit=1&cursor={cursor}"
    assert paths == [MINE[2], MINE[5], MINE[6]]
    assert await paths_of(client, tokens.bearer(USER), "?limit=1&offset=1") == [MINE[5]]


@pytest.mark.usefixtures("filled")
async def test_owner_chooses_a_title_and_returns_to_the_automatic_one(
    client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    place = f"{file_in(SOURCE, MINE[0])}/match"
    chosen = {"mediaId": str(LOST.media_id), "season": 2, "episodes": [1]}
    response = await client.put(place, json=chosen, headers=tokens.bearer(USER))
    assert response.json()["data"]["match"] == chosen | {"method": "manual", "confidence": 1.0}
    title = (await client.get(f"{API}/titles/{LOST.media_id}", headers=tokens.bearer(USER))).json()["data"]
    assert title["episodes"][-1] == {"season": 2, "episode": 1, "versions": 1}
    released = await client.delete(place, headers=tokens.bearer(USER))
    assert released.json()["data"]["match"]["mediaId"] == str(ADA.media_id)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"mediaId": str(uuid4())}, 404, "TITLE_NOT_FOUND", None),
        ({"mediaId": str(ADA.media_id), "season": 1}, 400, "VALIDATION_ERROR", "season"),
        ({"mediaId": str(ADA.media_id), "episodes": [1]}, 400, "VALIDATION_ERROR", "episodes"),
        ({"mediaId": str(LOST.media_id), "episodes": [1]}, 400, "VALIDATION_ERROR", "season"),
        ({"mediaId": str(LOST.media_id), "season": 1}, 400, "VALIDATION_ERROR", "episodes"),
        ({"mediaId": str(LOST.media_id), "season": 1, "episodes": [1, 1]}, 400, "VALIDATION_ERROR", "episodes"),
        ({"mediaId": str(LOST.media_id), "season": -1, "episodes": [1]}, 400, "VALIDATION_ERROR", "season"),
        ({"mediaId": str(LOST.media_id), "season": 1, "episodes": [2**40]}, 400, "VALIDATION_ERROR", "episodes.0"),
        ({"mediaId": "x"}, 400, "VALIDATION_ERROR", "mediaId"),
        ({}, 400, "VALIDATION_ERROR", "mediaId"),
    ],
)
async def test_invalid_match_names_the_field(
    client: httpx2.AsyncClient, tokens: Tokens, body: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    response = await client.put(f"{file_in(SOURCE, MINE[2])}/match", json=body, headers=tokens.bearer(USER))
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    if field is not None:
        assert [problem["field"] for problem in error["details"]["errors"]] == [field]


@pytest.mark.usefixtures("filled")
async def test_only_owners_and_administrators_match(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    body = {"mediaId": str(ADA.media_id)}
    visible = f"{file_in(EVERYONE, 'Forgotten.mkv')}/match"
    for place, status in ((visible, 403), (f"{file_in(PRIVATE, 'Secret.mkv')}/match", 404)):
        assert (await client.put(place, json=body, headers=tokens.bearer(USER))).status_code == status
        assert (await client.delete(place, headers=tokens.bearer(USER))).status_code == status
    assert (await client.get(f"{API}/files/{uuid4()}/candidates", headers=tokens.bearer(USER))).status_code == 404
    response = await client.put(visible, json=body, headers=tokens.bearer(UUID(int=77), roles=("admin",)))
    assert response.status_code == 200


@pytest.mark.usefixtures("filled")
async def test_folder_is_matched_by_the_episodes_in_its_names(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    body = {"folder": "Mystery", "mediaId": str(LOST.media_id)}
    response = await client.post(f"{API}/{SOURCE.id}/folder-matches", json=body, headers=tokens.bearer(USER))
    assert response.json()["data"] == {"matched": 1}
    assert await paths_of(client, tokens.bearer(USER)) == [MINE[2], MINE[6]]
    refused = await client.post(f"{API}/{EVERYONE.id}/folder-matches", json=body, headers=tokens.bearer(USER))
    assert refused.status_code == 403


async def test_candidates_are_titles_of_a_similar_name(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    await receive(container, ADA, LOST)
    await store(container, SOURCE, "Ada - behind the mountains (2019).mkv")
    place = file_in(SOURCE, "Ada - behind the mountains (2019).mkv")
    titles = (await client.get(f"{place}/candidates", headers=tokens.bearer(USER))).json()["data"]
    assert titles == [{"mediaId": str(ADA.media_id), "kind": "movie", "title": "Ada", "year": 2021}]
