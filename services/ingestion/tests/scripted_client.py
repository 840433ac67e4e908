"""A client of a provider whose responses are scripted."""

from typing import Any

import httpx2
from services.ingestion.tests.fake_http import FakeHttp

from ingestion.domain.budget import Rate
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.client import ProviderClient


class _UnlimitedRateLimiter:
    async def acquire(self) -> None:
        """Let the call through."""

    async def record(self, cause: Cause | None, detail: str = "", *, resource: str) -> None:
        """Forget how it ended."""

    async def update_quota(self, message: object) -> None:
        """Ignore the quota."""

    async def block(self, until: object, reason: str, *, resource: str) -> None:
        """Forget the block."""

    async def stop_calls(self, failed: SourceFailed) -> None:
        """Forget the failure."""


Scripted = dict[str, httpx2.Response | dict[str, Any] | list[Any] | int]


def client_of(responses: Scripted) -> tuple[ProviderClient, list[str]]:
    """Return a client whose responses are looked up by address or path; a number is a status, a missing path is 404."""
    requests: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(f"{request.url.path}?{request.url.query.decode()}".rstrip("?"))
        response = responses.get(requests[-1], responses.get(request.url.path, 404))
        if isinstance(response, httpx2.Response):
            return response
        return httpx2.Response(response, json={}) if isinstance(response, int) else httpx2.Response(200, json=response)

    http = FakeHttp(handle)
    policy = CallPolicy(rate=Rate(1, 1), attempts=1, max_wait_seconds=0)
    return ProviderClient("tvmaze", http, _UnlimitedRateLimiter(), policy), requests
