"""Failures of calls are described without the addresses that were called."""

from typing import Any

import aiohttp
import pytest
from yarl import URL

from egress.failures import failed

pytestmark = pytest.mark.unit

KEYED = URL("https://media.example/rest/ping?u=ada&t=secret-token")
HEADERS: Any = {}
REQUEST = aiohttp.RequestInfo(KEYED, "GET", HEADERS, KEYED)


@pytest.mark.parametrize(
    "failure",
    [
        aiohttp.ClientResponseError(REQUEST, (), status=400, message="Invalid header token"),
        aiohttp.InvalidURL(KEYED),
    ],
)
def test_text_of_a_failure_has_no_address(failure: Exception) -> None:
    assert "secret-token" in str(failure)
    described = failed(failure)
    assert str(described)
    assert "media.example" not in str(described)
    assert "secret-token" not in str(described)
