"""Pages of titles that are kept in memory: their facts are read once, and every change is seen at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from chassis.storage.reads import CompiledRead, Record, Values

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)
ADA = UUID(int=0xADA)


async def page(catalog: Catalog, path: str, **options: Any) -> Any:
    """Return the data of a page."""
    response = await catalog.get(path, **options)
    assert response.status_code == 200, response.text
    return response.json()["data"]


@pytest.fixture
def read_facts(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that says of each statement of a page whether it reads its facts."""
    reads = catalog.container.runtime.reads
    facts: list[bool] = []
    fetch = reads.fetch

    async def recording(read: CompiledRead, values: Values) -> list[Record]:
        rows = await fetch(read, values)
        facts.extend("document" in row for row in rows if "current_slug" in row)
        return rows

    monkeypatch.setattr(reads, "fetch", recording)
    return facts


@pytest.mark.parametrize("kind", ["movies", "shows"])
async def test_facts_of_an_unchanged_page_are_read_once(
    catalog: Catalog, make: Make, read_facts: list[bool], kind: str
) -> None:
    await catalog.apply(make.movie(1, title="Dune"), make.show(1, title="Dune"), make.season(1, 1, [TODAY]))

    bodies = [(await catalog.get(f"/{kind}/dune")).content for _ in range(3)]

    assert read_facts == [True], "nothing was written in between"
    assert bodies[0] == bodies[1] == bodies[2]
    await catalog.get(f"/{kind}/dune?region=GB")
    await catalog.get(f"/{kind}/dune?language=uk")
    assert read_facts == [True, True, True], "a page of its own"
    await catalog.apply(make.movie(2), make.show(2))
    assert (await catalog.get(f"/{kind}/dune")).content == bodies[0]
    assert read_facts == [True, True, True, False], "another title was written"


async def test_every_change_of_a_movie_is_seen_at_once(catalog: Catalog, make: Make, read_facts: list[bool]) -> None:
    await catalog.apply(make.movie(1, title="Dune"))
    assert (await page(catalog, "/movies/dune"))["overview"] == make.movie(1).overview

    await catalog.apply(make.movie(1, title="Dune", version=2, overview="Spice."))
    assert (await page(catalog, "/movies/dune"))["overview"] == "Spice."

    await catalog.apply(make.scores(1))
    assert (await page(catalog, "/movies/dune"))["stats"]["ratingoScore"] == make.scores(1).scores.ratingo

    await catalog.apply(make.trend(1, "up"))
    assert (await page(catalog, "/movies/dune"))["card"]["badgeKey"] == "RISING"

    await catalog.apply(make.ranking("trending.movie.day", [1]), make.trend(1, "none", version=2))
    assert (await page(catalog, "/movies/dune"))["card"]["badgeKey"] == "TRENDING"
    assert read_facts == [True, *[False, True] * 4], "a changed page takes a second statement"
    await page(catalog, "/movies/dune")
    assert len(read_facts) == 9


async def test_every_change_of_a_season_is_seen_at_once(catalog: Catalog, make: Make) -> None:
    async def episodes() -> dict[int, int]:
        seasons = (await page(catalog, "/shows/dune"))["seasons"]
        return {season["number"]: season["episodeCount"] for season in seasons}

    await catalog.apply(make.show(1, title="Dune"))
    assert await episodes() == {}
    await catalog.apply(make.season(1, 1, [TODAY]))
    assert await episodes() == {1: 1}
    await catalog.apply(make.season(1, 1, [TODAY, TODAY], version=2), make.season(1, 2, [TODAY]))
    assert await episodes() == {1: 2, 2: 1}


async def test_progress_follows_the_clock(catalog: Catalog, make: Make, read_facts: list[bool]) -> None:
    await catalog.apply(
        make.show(1, title="Dune"), make.season(1, 1, [TODAY - timedelta(days=3), TODAY + timedelta(days=3)])
    )

    labels = []
    for days in (0, 5):
        catalog.clock.instant += timedelta(days=days)
        labels.append((await page(catalog, "/shows/dune"))["showProgress"]["label"])

    assert labels == ["S1E1", "S1E2"]
    assert read_facts == [True]


async def test_entry_of_one_user_is_not_shown_to_others(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune"), make.entry(ADA, 1, state="planned"))

    states = [(await page(catalog, "/movies/dune", user=user))["userState"] for user in (ADA, None, ADA)]

    assert [state and state["state"] for state in states] == ["planned", None, "planned"]


async def test_slug_that_another_title_received_in_the_same_batch_has_its_page(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune", release_date=None), make.movie(2, title="Arrakis"))
    await page(catalog, "/movies/dune")
    await page(catalog, "/movies/arrakis")

    await catalog.apply(make.movie(1, title="Arrival", version=2), make.movie(2, title="Stilgar", version=2))

    assert (await catalog.get("/movies/dune")).status_code == 308
    assert (await page(catalog, "/movies/arrival"))["title"] == "Arrival"
    assert (await page(catalog, "/movies/stilgar"))["title"] == "Stilgar"


async def test_kept_page_has_the_tag_of_its_body(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune"))
    tags = [(await catalog.get("/movies/dune")).headers["etag"] for _ in range(2)]
    unchanged = await catalog.get("/movies/dune", if_none_match=tags[0])
    await catalog.apply(make.movie(1, title="Dune", version=2, overview="Spice."))
    changed = await catalog.get("/movies/dune", if_none_match=tags[0])

    assert tags[0] == tags[1]
    assert (unchanged.status_code, changed.status_code) == (304, 200)
