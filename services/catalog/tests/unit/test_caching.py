"""Validators, conditional requests, and moved titles."""

import pytest
from fastapi import Request

from catalog.presentation.routes.caching import cached_response, redirect_to_slug

pytestmark = pytest.mark.unit

BODY = b'{"success":true}'


def asked(path: str = "/", query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": raw}
    return Request({**scope, "server": ("service.test", 80), "scheme": "http", "root_path": ""})


def test_the_same_bytes_have_the_same_weak_validator() -> None:
    tag = cached_response(asked(), BODY).headers["etag"]

    assert tag.startswith('W/"')
    assert cached_response(asked(), BODY).headers["etag"] == tag
    assert cached_response(asked(), BODY + b" ").headers["etag"] != tag


@pytest.mark.parametrize("header", ["{tag}", '"other", {tag}', "{strong}", "*"])
def test_a_client_that_has_it_gets_nothing(header: str) -> None:
    tag = cached_response(asked(), BODY).headers["etag"]

    again = cached_response(asked(if_none_match=header.format(tag=tag, strong=tag.removeprefix("W/"))), BODY)

    assert again.status_code == 304
    assert again.body == b""
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == "public, max-age=30"


@pytest.mark.parametrize("header", ['"other"', 'W/"other"', "", "nonsense"])
def test_a_client_that_has_another_gets_this(header: str) -> None:
    assert cached_response(asked(if_none_match=header), BODY).status_code == 200


def test_what_is_personal_is_kept_by_nobody_else() -> None:
    mine = cached_response(asked(), BODY, private=True)

    assert mine.headers["cache-control"] == "private, no-cache"
    assert mine.headers["vary"] == "Authorization, Accept-Language"


@pytest.mark.parametrize(
    ("path", "query", "location"),
    [
        ("/api/v1/catalog/movies/old", "", "new"),
        ("/api/v1/catalog/movies/old", "region=UA", "new?region=UA"),
        ("/api/v1/catalog/shows/old/seasons/2", "", "../../new/seasons/2"),
    ],
)
def test_a_moved_title_is_found_whatever_is_before_the_path(path: str, query: str, location: str) -> None:
    found = redirect_to_slug(asked(path, query), "old", "new")

    assert found.status_code == 308
    assert found.headers["location"] == location
