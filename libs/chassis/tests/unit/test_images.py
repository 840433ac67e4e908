"""Addresses of images."""

import pytest

from chassis.http.images import Images, proxied

pytestmark = pytest.mark.unit


def test_a_path_gets_one_address_per_size() -> None:
    poster = Images("https://images.example").poster("/a.jpg")

    assert poster is not None
    assert poster.model_dump() == {
        "small": "https://images.example/w342/a.jpg",
        "medium": "https://images.example/w500/a.jpg",
        "large": "https://images.example/w780/a.jpg",
        "original": "https://images.example/original/a.jpg",
    }


def test_a_url_is_the_same_in_every_size() -> None:
    still = Images().still("https://static.tvmaze.com/a.jpg")

    assert still is not None
    assert set(still.model_dump().values()) == {"https://static.tvmaze.com/a.jpg"}


@pytest.mark.parametrize("path", [None, ""])
def test_no_image_is_null(path: str | None) -> None:
    assert Images().backdrop(path) is None


@pytest.mark.parametrize(
    ("address", "size", "path"),
    [
        ("https://image.tmdb.org/t/p/w342/a-B_9.jpg", None, "/api/v1/images/w342/a-B_9.jpg"),
        ("https://image.tmdb.org/t/p/w342/a.jpg", "h632", "/api/v1/images/h632/a.jpg"),
        ("http://localhost:8000/api/v1/images/original/a.png", None, "/api/v1/images/original/a.png"),
        ("http://localhost:8000/api/v1/images/original/a.png", "w92", "/api/v1/images/w92/a.png"),
        (
            "https://static.tvmaze.com/uploads/images/original_untouched/397/993515.jpg",
            "w185",
            "/api/v1/images/tvmaze/original_untouched/397/993515.jpg",
        ),
        (
            "http://localhost:8000/api/v1/images/tvmaze/medium_landscape/397/993515.jpg",
            None,
            "/api/v1/images/tvmaze/medium_landscape/397/993515.jpg",
        ),
        ("/a.webp", "w45", "/api/v1/images/w45/a.webp"),
    ],
)
def test_an_image_has_a_path_at_the_gateway(address: str, size: str | None, path: str) -> None:
    assert proxied(address, size) == path


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "/a.jpg",
        "/a.svg",
        "/../a.jpg",
        "https://image.tmdb.org/t/p/w342/../a.jpg",
        "https://image.tmdb.org/t/p/w342/a.jpg?x=1",
        "https://image.tmdb.org/t/p/w342/a.svg",
        "https://evil.example/a.jpg",
        "https://evil.example/uploads/images/original_untouched/397/993515.jpg",
        "javascript:alert(1)",
    ],
)
def test_what_the_gateway_does_not_serve_has_no_path(address: str | None) -> None:
    assert proxied(address) is None


@pytest.mark.parametrize("file", ["a.svg", "../a.jpg", "a.jpg?x=1"])
def test_a_size_makes_no_other_file_an_image(file: str) -> None:
    assert proxied(f"/{file}", "w342") is None
