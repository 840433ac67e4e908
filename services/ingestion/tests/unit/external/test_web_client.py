"""Sites that are only read for lists: what follows when the guard of outgoing connections refuses a call."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

import pytest

from chassis.http.client import Response
from chassis.testing.clock import FixedClock
from egress.clients.server import EgressServer
from egress.policy import Code, EgressRefused, Refusal
from ingestion.domain.external.failures import ListFailed
from ingestion.providers.lists.web_client import WebClient
from jobs.retries import Deferred

pytestmark = pytest.mark.unit

LATER = datetime(2026, 11, 30, 12, 1, tzinfo=UTC)


class Refusing:
    """A server to which the guard opens no connection."""

    base_url = "https://lists.test"

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        raise EgressRefused(self._refusal)


def client(refusal: Refusal) -> WebClient:
    return WebClient(cast("EgressServer", Refusing(refusal)), FixedClock())


async def test_a_list_waits_for_the_path_of_outgoing_connections() -> None:
    with pytest.raises(Deferred, match="egress_interface") as deferred:
        await client(Refusal(Code.INTERFACE, "the interface wg0 is not up", LATER)).bytes("/jane/rss/")
    assert deferred.value.retry_at == LATER


async def test_a_site_that_is_not_permitted_fails_its_lists() -> None:
    with pytest.raises(ListFailed) as failed:
        await client(Refusal(Code.HOST, "lists.test is not permitted")).bytes("/jane/rss/")
    assert failed.value.reason == "egress_host"
