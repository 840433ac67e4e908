"""The schedule that checks statistics, on the real service with simulated providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration

CHECKED = """
select tmdb_id, votes > 0, popularity > 0, total_watchers > 0, is_complete,
  due_at - checked_at between interval '4.8 hours' and interval '7.2 hours'
from title_statistics order by tmdb_id
"""


async def _run(api: Api) -> dict[str, Any]:
    started = await api.data("POST", "/ingestion/schedules/statistics/run")
    return await api.ended(started["jobId"])


async def test_titles_that_are_due_are_checked_once(api: Api, simulator: Simulator) -> None:
    for number in (603, 550):
        await api.imported("movie", number)
    assert (await _run(api))["progress"]["done"] in (None, 0), "imported a moment ago"
    await api.sql("update titles set imported_at = now() - interval '7 hours' where tmdb_id = 603")
    before = await api.sql("select count(*) from outbox where topic = 'signals.collected'")
    simulator.forget_counts()
    job = await _run(api)
    assert (job["status"], job["progress"]["done"]) == ("ready", 1)
    assert await api.sql(CHECKED) == [(603, True, True, True, True, True)]
    assert await api.sql("select count(*) from outbox where topic = 'signals.collected'") == [(before[0][0] + 1,)]
    calls = {name: counts["total"] for name, counts in simulator.requests().items() if counts.get("total")}
    assert calls == {"tmdb": 1, "trakt": 1}
    assert (await _run(api))["progress"]["done"] in (None, 0)
