"""Pictures over HTTP: those that the records name, in TMDB's sizes."""

from io import BytesIO
from typing import Any

import httpx2
import pytest
from PIL import Image

from provider_simulator.images.drawing import SIZES

pytestmark = pytest.mark.integration


def picture(api: httpx2.Client, size: str, file: str) -> Image.Image:
    """Return a picture that was served."""
    reply = api.get(f"/t/p/{size}{file}")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "image/jpeg"), file
    opened = Image.open(BytesIO(reply.content))
    assert opened.format == "JPEG"
    return opened


def record(api: httpx2.Client, path: str, **parameters: str) -> dict[str, Any]:
    """Return a record of TMDB."""
    reply = api.get(f"/tmdb/3{path}", params={"api_key": "any", **parameters})
    assert reply.status_code == 200
    return dict(reply.json())


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("w92", (92, 138)),
        ("w342", (342, 513)),
        ("w500", (500, 750)),
        ("w780", (780, 1170)),
        ("original", (1000, 1500)),
        ("h632", (421, 632)),
    ],
)
def test_a_poster_has_the_requested_size(api: httpx2.Client, size: str, pixels: tuple[int, int]) -> None:
    assert picture(api, size, "/movie-603-poster.jpg").size == pixels


def test_everything_that_records_name_is_served(api: httpx2.Client) -> None:
    movie = record(api, "/movie/603", append_to_response="credits,watch/providers")
    show = record(api, "/tv/1396")
    season = record(api, "/tv/1396/season/2")
    files = [movie["poster_path"], movie["backdrop_path"], show["poster_path"], show["backdrop_path"]]
    files += [season["poster_path"], season["episodes"][0]["still_path"], season["episodes"][1]["still_path"]]
    files += [movie["belongs_to_collection"][name] for name in ("poster_path", "backdrop_path")]
    files += [person["profile_path"] for kind in ("cast", "crew") for person in movie["credits"][kind]]
    services = record(api, "/watch/providers/movie")["results"]
    files += [service["logo_path"] for service in services]
    listed = record(api, "/movie/popular")["results"]
    files += [title["poster_path"] for title in listed if title["poster_path"]]
    assert len(set(files)) > 40
    pictures = {file: picture(api, "w92", str(file)).tobytes() for file in set(files)}
    assert len(set(pictures.values())) == len(pictures), "all look different"


def test_some_titles_have_no_pictures(api: httpx2.Client) -> None:
    titles = [title for page in range(1, 9) for title in record(api, "/movie/popular", page=str(page))["results"]]
    without = [title for title in titles if title["poster_path"] is None]
    assert 1 <= len(without) <= len(titles) / 10
    assert all(title["backdrop_path"] is None for title in without)
    assert api.get(f"/t/p/w92/movie-{without[0]['id']}-poster.jpg").status_code == 404


def test_shapes_are_those_of_tmdb(api: httpx2.Client) -> None:
    assert picture(api, "w780", "/movie-603-backdrop.jpg").size == (780, 439)
    assert picture(api, "w300", "/show-1396-s2e3-still.jpg").size == (300, 169)
    assert picture(api, "w185", "/person-9800012.jpg").size == (185, 278)
    assert picture(api, "w92", "/service-8.jpg").size == (92, 92)
    assert picture(api, "w500", "/collection-2344-poster.jpg").size == (500, 750)


def test_a_picture_is_always_the_same_and_can_be_confirmed(api: httpx2.Client) -> None:
    first, again = (api.get("/t/p/w185/movie-603-poster.jpg") for _ in range(2))
    assert first.content == again.content
    tag = first.headers["etag"]
    reply = api.get("/t/p/w185/movie-603-poster.jpg", headers={"If-None-Match": tag})
    assert (reply.status_code, reply.content) == (304, b"")
    assert api.head("/t/p/w185/movie-603-poster.jpg").headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize(
    "path",
    [
        "w343/movie-603-poster.jpg",
        "w342/movie-0-poster.jpg",
        "w342/movie-603-poster.png",
        "w342/movie-603-s1-poster.jpg.jpg",
        "w342/show-99999999999-poster.jpg",
        "w342/service-999999.jpg",
        "w342/collection-1-poster.jpg",
        "w342/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg",
    ],
)
def test_nothing_else_is_served(api: httpx2.Client, path: str) -> None:
    assert api.get(f"/t/p/{path}").status_code == 404


def test_every_size_of_every_shape_can_be_drawn(api: httpx2.Client) -> None:
    for size in SIZES:
        for file in ("/movie-603-poster.jpg", "/show-1396-backdrop.jpg", "/person-9800001.jpg", "/service-337.jpg"):
            picture(api, size, file)
