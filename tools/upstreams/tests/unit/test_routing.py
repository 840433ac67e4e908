"""Paths find their endpoint."""

import pytest

from upstreams.routing import Router
from upstreams.tmdb.endpoints import ENDPOINTS as TMDB_ENDPOINTS
from upstreams.tmdb.manners import TEMPLATES as TMDB_TEMPLATES
from upstreams.trakt.endpoints import ENDPOINTS as TRAKT_ENDPOINTS
from upstreams.trakt.manners import TEMPLATES as TRAKT_TEMPLATES
from upstreams.tvmaze.endpoints import ENDPOINTS as TVMAZE_ENDPOINTS
from upstreams.tvmaze.manners import TEMPLATES as TVMAZE_TEMPLATES

pytestmark = pytest.mark.unit


def test_literal_segments_win_over_braces() -> None:
    router = Router(["/movie/{id}", "/movie/popular", "/movie/{id}/watch/providers"])
    assert router.match("/movie/popular").template == "/movie/popular"
    assert router.match("/movie/603/").values == {"id": "603"}
    assert router.match("/movie/603/watch/providers").template == "/movie/{id}/watch/providers"


def test_unknown_paths_get_a_general_form() -> None:
    match = Router(["/movie/{id}"]).match("/person/12/tt0133093")
    assert (match.template, match.known) == ("/person/{id}/{id}", False)


@pytest.mark.parametrize(
    ("templates", "endpoints"),
    [
        (TMDB_TEMPLATES, TMDB_ENDPOINTS),
        (TRAKT_TEMPLATES, TRAKT_ENDPOINTS),
        (TVMAZE_TEMPLATES, TVMAZE_ENDPOINTS),
    ],
)
def test_every_template_has_an_endpoint(templates: tuple[str, ...], endpoints: dict[str, object]) -> None:
    assert set(templates) == set(endpoints)
