"""Titles that are kept in memory: pages read them once, and show every change at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from catalog.application.read_models import Title, View
from catalog.infrastructure.reading.caches.title_cache import TitleCache, keys_of
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.presentation.routes.rendering import MOST_RENDERINGS
from chassis.storage.reads import CompiledRead
from chassis.testing.statements import executed_reads
from contracts.identity import media_id

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)
ADA = UUID(int=0xADA)
LIST = "/movies/trending?sort=ratingo"
KEYS = CompiledRead(
    text("select m.media_id, m.xmin, d.xmin from media m join documents d using (media_id) order by m.tmdb_id")
)


async def test_rows_of_a_cached_title_are_read_once(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 6)))

    with executed_reads(catalog.container.runtime.reads) as first:
        await catalog.get(LIST)
    with executed_reads(catalog.container.runtime.reads) as second:
        await catalog.get(LIST)
        await catalog.get(f"{LIST}&region=GB")

    assert len([statement for statement, _ in first if "d.card" in statement]) == 1
    assert [statement for statement, _ in second if "d.card" in statement] == []


async def test_only_the_changed_title_is_read_again(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 6)))
    await catalog.get(LIST)
    await catalog.apply(make.movie(3, version=2, title="Solaris"))

    with executed_reads(catalog.container.runtime.reads) as executed:
        body = (await catalog.get(LIST)).json()

    [requested] = [values for statement, values in executed if "d.card" in statement]
    assert requested == [[media_id("movie", 3)]]
    assert "Solaris" in {item["title"] for item in body["data"]}


@pytest.mark.parametrize("path", [LIST, f"/titles?ids={media_id('movie', 1)}"])
async def test_every_change_of_a_title_is_seen_at_once(catalog: Catalog, make: Make, path: str) -> None:
    async def item() -> Any:
        [shown] = (await catalog.get(path)).json()["data"]
        return shown

    await catalog.apply(make.movie(1, title="Stalker"))
    assert (await item())["title"] == "Stalker"

    await catalog.apply(make.movie(1, version=2, title="Solaris"))
    assert ((await item())["title"], (await item())["slug"]) == ("Solaris", "solaris")

    await catalog.apply(make.scores(1))
    scores = make.scores(1).scores
    assert (await item())["stats"]["ratingoScore"] == scores.ratingo
    await catalog.apply(make.scores(1, version=2, scores=scores.model_copy(update={"ratingo": 12.5})))
    assert (await item())["stats"]["ratingoScore"] == 12.5


async def test_rank_of_a_cached_title_is_seen_at_once(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))

    async def badge() -> str | None:
        shown: str | None = (await catalog.get("/movies/trending")).json()["data"][0]["card"]["badgeKey"]
        return shown

    assert [await badge() for _ in range(3)] == [None] * 3
    await catalog.apply(make.ranking("trending.movie.day", [1]))
    assert await badge() == "TRENDING"


async def test_progress_of_a_cached_show_follows_the_clock(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.season(1, 1, [TODAY - timedelta(days=3), TODAY + timedelta(days=3)]))

    async def label() -> str:
        progress: dict[str, str] = (await catalog.get("/shows/trending")).json()["data"][0]["showProgress"]
        return progress["label"]

    assert [await label() for _ in range(3)] == ["S1E1"] * 3
    catalog.clock.instant += timedelta(days=5)
    assert [await label() for _ in range(3)] == ["S1E2"] * 3
    catalog.clock.instant -= timedelta(days=5)
    assert await label() == "S1E1"


async def test_entry_of_one_user_is_not_shown_to_others(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.entry(ADA, 1, state="planned"))

    states = [(await catalog.get(LIST, user=user)).json()["data"][0]["userState"] for user in (ADA, None, ADA)]

    assert [state and state["state"] for state in states] == ["planned", None, "planned"]


async def test_title_is_forgotten_when_others_need_its_memory(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    reads = catalog.container.runtime.reads
    keys = keys_of(await reads.fetch(KEYS))
    cache = TitleCache(reads, TrendingTitles(reads, seconds=60), most_bytes=1)

    titles = await cache.titles(keys, ("US",), catalog.clock.now())

    assert [title.media_id for title in titles] == [media_id("movie", number) for number in (1, 2, 3)]
    with executed_reads(reads) as executed:
        await cache.titles(keys, ("US",), catalog.clock.now())
    assert [values for _, values in executed] == [[[media_id("movie", 1), media_id("movie", 2)]]]


async def test_unchanged_page_has_the_same_titles(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))
    reads, now = catalog.container.runtime.reads, catalog.clock.now()
    cache = TitleCache(reads, TrendingTitles(reads, seconds=60))

    async def page(regions: tuple[str, ...] = ("US",)) -> list[Title]:
        return await cache.titles(keys_of(await reads.fetch(KEYS)), regions, now)

    first, second, third = await page(), await page(), await page()
    assert third is second
    assert [title.serial for title in first] == [title.serial for title in second]
    assert await page(("GB",)) is not second
    await catalog.apply(make.movie(2, version=2, title="Solaris"))
    changed = await page()
    assert changed[0] is first[0]
    assert changed[1].slug == "solaris"


async def test_title_that_was_removed_after_the_page_was_read_is_left_out(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    reads = catalog.container.runtime.reads
    cache = TitleCache(reads, TrendingTitles(reads, seconds=60))
    keys = keys_of(await reads.fetch(KEYS))

    titles = await cache.titles([(UUID(int=1), 1, 1), *keys], ("US",), catalog.clock.now())

    assert [title.media_id for title in titles] == [media_id("movie", 1)]


async def test_title_keeps_few_renderings(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    for language in ("de", "fr", "pl", "uk", "ja", "fa"):
        await catalog.get(f"{LIST}&language={language}")

    result = await catalog.container.application.lookup.many([media_id("movie", 1)], View())

    assert 0 < len(result.titles[0].renderings) <= MOST_RENDERINGS
