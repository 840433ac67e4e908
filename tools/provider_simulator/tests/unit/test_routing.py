"""Paths find their endpoint."""

import pytest

from provider_simulator.routing import Router
from provider_simulator.tmdb.endpoints import ENDPOINTS as TMDB_ENDPOINTS
from provider_simulator.tmdb.protocol import TEMPLATES as TMDB_TEMPLATES
from provider_simulator.trakt.endpoints import ENDPOINTS as TRAKT_ENDPOINTS
from provider_simulator.trakt.protocol import TEMPLATES as TRAKT_TEMPLATES
from provider_simulator.tvmaze.endpoints import ENDPOINTS as TVMAZE_ENDPOINTS
from provider_simulator.tvmaze.protocol import TEMPLATES as TVMAZE_TEMPLATES

pytestmark = pytest.mark.unit


def test_literal_segments_win_over_braces() -> None:
    router = Router(["/movie/{id}", "/movie/popular", "/movie/{id}/watch/providers"])
    assert router.match("/movie/popular").template == "/movie/popular"
    assert router.match("/movie/603/").values == {"id": "603"}
    assert router.match("/movie/603/watch/providers").template == "/movie/{id}/watch/providers"


def test_unknown_paths_get_a_general_form() -> None:
    match = Router(["/movie/{id}"]).match("/person/12/tt0133093")
    assert (match.template, match.is_known) == ("/person/{id}/{id}", False)


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
