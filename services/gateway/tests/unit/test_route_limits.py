"""The limits of a request are those that its route declares, and otherwise those of the settings."""

import pytest

from gateway.domain.paths import split_path
from gateway.domain.route_limits import Limits, LimitsByRoute
from gateway.domain.routes import find_target

pytestmark = pytest.mark.unit

DEFAULT = Limits(connect_seconds=1.5, first_byte_seconds=7, total_seconds=21, body_bytes=1000)


@pytest.mark.parametrize(
    ("path", "first_byte", "total"),
    [
        (b"/api/v1/catalog/movies", 7, 21),
        (b"/.well-known/jwks.json", 7, 21),
        (b"/api/v1/search", 5, 10),
        (b"/api/search/suggestions", 5, 10),
        (b"/api/v1/catalog/search", 5, 10),
        (b"/api/v1/ingestion/bulk/csv", 20, 60),
        (b"/api/v1/me/imports/1/parts/2", 20, 90),
        (b"/api/v1/me/export", 60, 300),
        (b"/api/v1/me/statistics/years/2026", 15, 21),
        (b"/api/v1/me", 7, 21),
    ],
)
def test_route_has_its_own_limits(path: bytes, first_byte: float, total: float) -> None:
    limits = LimitsByRoute(DEFAULT).of(find_target(path, split_path(path)).route)

    assert limits == Limits(1.5, first_byte, total, 1000)
