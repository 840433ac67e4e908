"""Where users leave a show, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.stats import DropoffAnalyzedV1, DropOffPoint

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

POINT = DropOffPoint(season=2, episode=3, title="The Third", loss=0.214, certainty=0.93)


def analyzed(version: int, **facts: Any) -> DropoffAnalyzedV1:
    return DropoffAnalyzedV1(
        **{
            "version": version,
            "media_id": media_id("show", 2),
            "kind": "show",
            "tmdb_id": 2,
            "method": "votes-1",
            "source": "trakt",
            "point": POINT,
            "retention": 0.584,
            "sample_size": 4200,
            "episodes": 30,
            "analyzed_at": NOON,
            **facts,
        }
    )


async def drop_off(catalog: Catalog) -> Any:
    return (await catalog.get("/shows/fargo")).json()["data"]["dropOff"]


async def test_the_page_of_a_show_follows_the_newest_analysis(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(2, title="Fargo"))
    before = await drop_off(catalog)
    await catalog.apply(analyzed(2), analyzed(1, point=None))

    assert before is None
    assert await drop_off(catalog) == {
        "method": "votes-1",
        "source": "trakt",
        "point": {"season": 2, "episode": 3, "title": "The Third", "lossPercent": 21, "certainty": 0.93},
        "retentionPercent": 58,
        "sampleSize": 4200,
        "analyzedAt": "2026-11-21T12:00:00Z",
    }

    await catalog.apply(analyzed(3, reason="TOO_FEW_VOTES", point=None, retention=None))
    assert await drop_off(catalog) is None


async def test_an_analysis_before_the_import_is_kept(catalog: Catalog, make: Make) -> None:
    await catalog.apply(analyzed(1, point=None))
    await catalog.apply(make.show(2, title="Fargo"))

    shown = await drop_off(catalog)
    assert (shown["point"], shown["retentionPercent"]) == (None, 58)
