"""How many statements a batch of events takes: a fixed number, whatever its size."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from chassis.testing.statements import statements
from contracts.event import Event
from contracts.ingestion import Genre, Release, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EACH = 4
"""Begin, claim, the announcement of what has changed, and commit."""
MOST = {"media.imported": 10, "season.synced": 6, "stats.updated": 4, "trend.changed": 1, "list.refreshed": 2}
"""Statements of each handler: of an import two for the title and what belongs to it, two for slugs, one each for
editions, documents and outbox, three for the policy: its versions, the facts, and the evaluations with what they list.
A renamed title takes one more. Scores take these three too; a season takes two for the airings of its show and one for
its lock."""


def batches(make: Make, numbers: range, version: int) -> dict[str, list[Event]]:
    """Return a batch of each kind of event."""
    facts = {
        "genres": (Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=35, name="Comedy")),
        "translations": {"de": Translation(title="Titel")},
        "releases": (Release(region="US", type="theatrical", date=date(2026, 1, 1)),),
    }
    at = datetime(2026, 11, 1, 20, tzinfo=UTC)
    return {
        "media.imported": [make.movie(n, title=f"Title {n} v{version}", version=version, **facts) for n in numbers],
        "season.synced": [make.season(n, 1, [at, at], version=version) for n in numbers],
        "stats.updated": [make.scores(n, version=version) for n in numbers],
        "trend.changed": [make.trend(n, "up", version=version) for n in numbers],
        "list.refreshed": [make.ranking(f"list.{n}", numbers, version=version) for n in numbers],
    }


@pytest.mark.parametrize("numbers", [range(1, 3), range(1, 120)])
async def test_statements_do_not_grow_with_the_batch(catalog: Catalog, make: Make, numbers: range) -> None:
    engine = catalog.container.runtime.engine
    for version in (1, 2):
        for name, events in batches(make, numbers, version).items():
            with statements(engine) as sent:
                await catalog.apply(*events)
            renamed = name == "media.imported" and version > 1
            assert len(sent) <= EACH + MOST[name] + renamed, (name, version, sent)
