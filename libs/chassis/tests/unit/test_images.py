"""Addresses of images."""

import pytest

from chassis.http.images import Images

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
