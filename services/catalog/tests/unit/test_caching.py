"""Validators, conditional requests and redirects."""

import pytest
from fastapi import Request

from catalog.presentation.routes.caching import cached_response, redirect_to_slug

pytestmark = pytest.mark.unit

BODY = b'{"success":true}'


def request_for(path: str = "/", query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": raw}
    return Request({**scope, "server": ("service.test", 80), "scheme": "http", "root_path": ""})


def test_equal_bodies_have_the_same_weak_validator() -> None:
    tag = cached_response(request_for(), BODY).headers["etag"]

    assert tag.startswith('W/"')
    assert cached_response(request_for(), BODY).headers["etag"] == tag
    assert cached_response(request_for(), BODY + b" ").headers["etag"] != tag


@pytest.mark.parametrize("header", ["{tag}", '"other", {tag}', "{strong}", "*"])
def test_matching_validator_gets_not_modified(header: str) -> None:
    tag = cached_response(request_for(), BODY).headers["etag"]

    again = cached_response(request_for(if_none_match=header.format(tag=tag, strong=tag.removeprefix("W/"))), BODY)

    assert again.status_code == 304
    assert again.body == b""
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == "public, max-age=30"


@pytest.mark.parametrize("header", ['"other"', 'W/"other"', "", "nonsense"])
def test_other_validator_gets_the_body(header: str) -> None:
    assert cached_response(request_for(if_none_match=header), BODY).status_code == 200


def test_private_response_is_not_shared() -> None:
    mine = cached_response(request_for(), BODY, private=True)

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
def test_redirect_is_relative_to_the_path(path: str, query: str, location: str) -> None:
    redirect = redirect_to_slug(request_for(path, query), "old", "new")

    assert redirect.status_code == 308
    assert redirect.headers["location"] == location
