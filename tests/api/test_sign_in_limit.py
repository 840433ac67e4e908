"""The gateway and auth limit the same requests as sign-ins."""

import pytest

from auth.presentation.security.sign_in_limit import PATHS
from gateway.domain.route_table import ROUTES

pytestmark = pytest.mark.unit


def test_auth_counts_exactly_what_the_gateway_takes_for_sign_ins() -> None:
    assert {f"/api/v1/{route.path}" for route in ROUTES if route.request_class == "sign-in"} == PATHS
