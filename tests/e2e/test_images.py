"""Every image that the API names for the demo titles, through the gateway and from the simulator's image host."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx2
import pytest
from PIL import Image

from chassis.http.images import proxied
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

SHAPES = {"poster": 2 / 3, "backdrop": 16 / 9, "still": 16 / 9, "profile": 2 / 3, "logo": 1.0}
MOVIE, SHOW = 603, 1396
MOVIE_PAGE = "/api/v1/catalog/movies/the-matrix"
SHOW_PAGE = "/api/v1/catalog/shows/breaking-bad"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Return a client of the gateway, after the import of two titles."""
    for kind, number in (("movie", MOVIE), ("show", SHOW)):
        done = stack.marquee("import", kind, str(number))
        assert done.returncode == 0, done.stdout + done.stderr
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as client:
        eventually(lambda: [client.get(page) for page in (MOVIE_PAGE, SHOW_PAGE)], are_found)
        yield client


def are_found(responses: list[httpx2.Response]) -> bool:
    return all(response.status_code == 200 for response in responses)


def sets_of(node: Any, name: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the image sets in a response with the names of their fields."""
    if isinstance(node, dict):
        if set(node) == {"small", "medium", "large", "original"}:
            yield name, node
        for key, value in node.items():
            yield from sets_of(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from sets_of(value, name)


def served(api: httpx2.Client, path: str | None) -> Image.Image:
    """Return the image at a path of the gateway."""
    assert path is not None
    response = api.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg"), path
    return Image.open(BytesIO(response.content))


def named(api: httpx2.Client) -> dict[str, list[dict[str, str]]]:
    """Return the image sets of a movie, of a show with a season, of a person and of the services."""
    sets: dict[str, list[dict[str, str]]] = {}
    member = api.get(MOVIE_PAGE).json()["data"]["credits"]["cast"][0]
    paths = (
        MOVIE_PAGE,
        SHOW_PAGE,
        f"{SHOW_PAGE}/seasons/1",
        f"/api/v1/catalog/people/tmdb:{member['tmdbId']}",
        "/api/v1/catalog/providers",
    )
    for path in paths:
        response = api.get(path, follow_redirects=True)
        assert response.status_code == 200, response.text
        for name, images in sets_of(response.json()):
            sets.setdefault(name, []).append(images)
    return sets


def test_every_image_of_a_title_is_served_in_every_size(api: httpx2.Client) -> None:
    sets = eventually(lambda: named(api), lambda read: read.keys() >= SHAPES.keys())
    for name, shape in SHAPES.items():
        for images in sets[name][:3]:
            pictures = [served(api, proxied(url)) for url in images.values()]
            assert [picture.width for picture in pictures] == sorted(picture.width for picture in pictures)
            assert all(abs(picture.width / picture.height - shape) < 0.05 for picture in pictures), name


def test_people_of_a_title_have_portraits(api: httpx2.Client) -> None:
    detail = api.get(MOVIE_PAGE).json()["data"]
    for member in detail["credits"]["cast"]:
        assert served(api, proxied(member["profilePath"], "w185")).size == (185, 278)


def test_an_image_comes_from_the_memory_of_the_gateway_and_then_from_the_browsers(api: httpx2.Client) -> None:
    path = f"/api/v1/images/w154/movie-{MOVIE}-poster.jpg"
    first, again = api.get(path), api.get(path)
    assert first.content == again.content
    assert (first.headers["cache-status"], again.headers["cache-status"]) == ("marquee; fwd=uri-miss", "marquee; hit")
    assert again.headers["cache-control"] == "public, max-age=31536000, immutable"
    confirmed = api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (confirmed.status_code, confirmed.content) == (304, b"")


def test_an_image_that_the_host_does_not_have_is_not_found(api: httpx2.Client) -> None:
    response = api.get("/api/v1/images/w154/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "IMAGE_NOT_FOUND")
