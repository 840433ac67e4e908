"""A folder through the gateway: scanned, found as a version of a title, and read by those alone who may see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from browser_journeys import token_of
from contracts.identity import media_id
from devstack.services import SAMPLE_LIBRARY
from player_journeys import bearer, imported, register
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

NUMBER: Final = 438631
TITLE: Final = f"/sources/titles/{media_id('movie', NUMBER)}"
PATH: Final = "Dune (2021)/Dune.2021.2160p.BluRay.x265.mkv"
DATA: Final = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API without a user."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def administrator(stack: Stack, api: httpx2.Client) -> dict[str, str]:
    """Return the header of the administrator."""
    return bearer(token_of(api, stack.admin_email, stack.admin_password))


@pytest.fixture(scope="module")
def other(api: httpx2.Client) -> dict[str, str]:
    """Return the header of another user."""
    return bearer(register(api)[1])


@pytest.fixture(scope="module")
def folder(stack: Stack) -> Path:
    """Return a folder that may be a source, with one movie."""
    folder = stack.data / SAMPLE_LIBRARY / "Cellar"
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).write_bytes(DATA)
    return folder


def versions(api: httpx2.Client, user: dict[str, str], source: str) -> list[dict[str, Any]]:
    """Return the versions of the title in a source that a user sees."""
    data = api.get(TITLE, headers=user).json()["data"]
    return [version for version in data["versions"] if version["sourceId"] == source]


def test_a_folder_is_read_through_the_gateway(
    stack: Stack, api: httpx2.Client, administrator: dict[str, str], other: dict[str, str], folder: Path
) -> None:
    imported(stack, api, "movie", NUMBER)
    body = {"kind": "folder", "name": "Cellar", "configuration": {"path": str(folder)}}
    refused = api.post("/sources", json=body, headers=other)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FOR_ADMINISTRATORS")
    added = api.post("/sources", json=body, headers=administrator)
    assert added.status_code == 201, added.text
    source = added.json()["data"]["id"]
    path = f"/sources/{source}"
    [scan] = eventually(
        lambda: api.get(f"{path}/scans", headers=administrator).json()["data"],
        lambda scans: scans[0]["status"] == "ready",
    )
    assert (scan["listed"], scan["new"], scan["isComplete"]) == (1, 1, True)
    [version] = eventually(lambda: versions(api, administrator, source), bool)
    assert (version["path"], version["bytes"], version["quality"]) == (PATH, len(DATA), "4K")
    assert version["match"]["mediaId"] == str(media_id("movie", NUMBER))

    file = f"/sources/files/{version['id']}"
    whole = api.get(f"{file}/content", headers=administrator)
    assert (whole.status_code, whole.content, whole.headers["cache-control"]) == (200, DATA, "private")
    part = api.get(f"{file}/content", headers={**administrator, "range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, DATA[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(DATA)}"
    link = api.post(f"{file}/link", headers=administrator).json()["data"]["path"]
    linked = httpx2.get(f"{stack.gateway}{link}", headers={"range": "bytes=-16"}, timeout=30, trust_env=False)
    assert (linked.status_code, linked.content) == (206, DATA[-16:])

    for method, hidden in (
        ("GET", path),
        ("GET", f"{path}/scans"),
        ("POST", f"{path}/scan"),
        ("DELETE", path),
        ("GET", f"{file}/content"),
        ("POST", f"{file}/link"),
        ("GET", f"{file}/candidates"),
    ):
        headers = {**other, "if-match": "*"} if method == "DELETE" else other
        assert api.request(method, hidden, headers=headers).status_code == 404, (method, hidden)
    assert versions(api, other, source) == []
    assert api.get(f"{file}/content").status_code == 401
    # The token of a link is no token of a user.
    assert api.get(f"{file}/content", headers=bearer(link.rpartition("/")[2])).status_code == 401

    shown = api.patch(path, json={"visibility": "everyone"}, headers={**administrator, "if-match": "*"})
    assert shown.status_code == 200, shown.text
    assert [seen["path"] for seen in versions(api, other, source)] == [PATH]
    assert api.get(f"{file}/content", headers=other).content == DATA
    seen = api.get(path, headers=other)
    assert (seen.status_code, seen.json()["data"]["configuration"]) == (200, {})
    for text in (seen.text, api.get("/sources", headers=other).text, api.get(TITLE, headers=other).text):
        assert str(stack.data) not in text
    assert api.delete(path, headers={**other, "if-match": "*"}).status_code == 403

    assert api.delete(path, headers={**administrator, "if-match": "*"}).status_code == 204
    ended = httpx2.get(f"{stack.gateway}{link}", timeout=30, trust_env=False)
    assert (ended.status_code, ended.json()["error"]["code"]) == (404, "LINK_INVALID")
    assert versions(api, administrator, source) == []
