"""Dates, lists and statuses apply to the requested region; texts to the requested language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from catalog.presentation.schemas.detail import MovieDetail
from catalog.presentation.schemas.lists import MoviePage
from chassis.http.schemas import Success
from contracts.ingestion import CastMember, Credits, Genre, Offers, Provider, Release, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)


def _released(*releases: tuple[str, str, int]) -> tuple[Release, ...]:
    """Return releases by region, type and days from today."""
    return tuple(
        Release(region=region, type=kind, date=TODAY + timedelta(days=days)) for region, kind, days in releases
    )


async def _numbers(catalog: Catalog, path: str) -> set[int]:
    page = await catalog.body(path, MoviePage)
    return {item["tmdbId"] for item in page["data"]}


async def _detail(catalog: Catalog, slug: str, query: str = "") -> dict[str, Any]:
    data: dict[str, Any] = (await catalog.body(f"/movies/{slug}{query}", Success[MovieDetail]))["data"]
    return data


async def test_digital_release_in_another_region_changes_nothing(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, releases=_released(("US", "theatrical", -10), ("KR", "digital", -3))))

    here = await _detail(catalog, "title-1")
    assert (here["releaseStatus"], here["theatricalReleaseDate"], here["digitalReleaseDate"]) == (
        "in_theaters",
        "2026-11-11",
        None,
    )
    assert (here["releaseRegion"], here["isReleaseFallback"]) == ("US", False)
    assert [release["region"] for release in here["releases"]] == ["US", "KR"]
    there = await _detail(catalog, "title-1", "?region=kr")
    assert (there["releaseStatus"], there["digitalReleaseDate"]) == ("new_on_streaming", "2026-11-18")
    for region, playing, digital in (("US", {1}, set()), ("KR", set(), {1}), ("GB", set(), set())):
        assert await _numbers(catalog, f"/movies/now-playing?region={region}") == playing
        assert await _numbers(catalog, f"/movies/new-releases?region={region}") == playing
        assert await _numbers(catalog, f"/movies/new-on-digital?region={region}") == digital
    assert await _numbers(catalog, "/movies/new-on-digital") == set()


async def test_region_without_dates_shows_the_theatrical_date_of_a_named_fallback(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, releases=_released(("US", "theatrical", -10), ("US", "digital", -3))))

    body = await _detail(catalog, "title-1", "?region=PL")
    assert (body["releaseRegion"], body["isReleaseFallback"]) == ("US", True)
    assert (body["theatricalReleaseDate"], body["digitalReleaseDate"]) == ("2026-11-11", None)
    assert body["releaseStatus"] == "in_theaters"
    [item] = (await catalog.body("/movies/trending?region=PL", MoviePage))["data"]
    assert (item["releaseRegion"], item["isReleaseFallback"], item["digitalReleaseDate"]) == ("US", True, None)


async def test_theater_list_excludes_movies_that_are_digital_in_its_own_region(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, releases=_released(("GB", "theatrical", -9), ("GB", "digital", -1), ("US", "theatrical", -9))),
        make.ranking("now-playing.movie.US", [1]),
        make.ranking("now-playing.movie.GB", [1]),
    )
    assert await _numbers(catalog, "/movies/now-playing?region=US") == {1}
    assert await _numbers(catalog, "/movies/now-playing?region=GB") == set()


async def test_withdrawn_release_is_removed_from_lists(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, releases=_released(("US", "theatrical", -30), ("US", "digital", -4))))
    assert await _numbers(catalog, "/movies/new-on-digital") == {1}
    await catalog.apply(make.movie(1, version=2, releases=_released(("US", "theatrical", -30))))
    assert await _numbers(catalog, "/movies/new-on-digital") == set()
    await catalog.apply(make.movie(1, version=3, releases=()))
    body = await _detail(catalog, "title-1")
    assert (body["theatricalReleaseDate"], body["releaseRegion"], body["releases"]) == (None, None, [])


async def test_old_or_streaming_movie_is_not_in_theaters(catalog: Catalog, make: Make) -> None:
    stream = {"US": Offers(stream=(Provider(provider_id=8, name="Netflix"),))}
    await catalog.apply(
        make.movie(1, release_date=date(1999, 10, 15), releases=_released(("US", "theatrical", -9000))),
        make.movie(2, releases=_released(("US", "theatrical", -20)), availability=stream),
        make.movie(3, releases=_released(("US", "theatrical", -20))),
    )
    statuses = [(await _detail(catalog, f"title-{number}"))["releaseStatus"] for number in (1, 2, 3)]
    assert statuses == ["streaming", "streaming", "in_theaters"]


async def test_only_titles_of_the_trending_list_are_trending(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))

    async def badges(path: str) -> dict[int, str | None]:
        page = await catalog.body(path, MoviePage)
        return {item["tmdbId"]: item["card"]["badgeKey"] for item in page["data"]}

    assert await badges("/movies/trending") == {1: None, 2: None}
    await catalog.apply(make.ranking("trending.movie.day", [*range(100, 199), 1, 2]))
    for sort in ("trending", "ratingo", "popularity"):
        assert await badges(f"/movies/trending?sort={sort}") == {1: "TRENDING", 2: None}
    assert (await _detail(catalog, "title-1"))["card"]["badgeKey"] == "TRENDING"
    assert (await _detail(catalog, "title-2"))["card"]["badgeKey"] is None


async def test_texts_are_in_the_requested_language_everywhere(catalog: Catalog, make: Make) -> None:
    translations = {"de": Translation(title="Das Haus am Meer"), "en": Translation(title="Sea House", overview="Sea.")}
    original: dict[str, Any] = {
        "title": "海の家",
        "original_title": "海の家",
        "original_language": "ja",
        "overview": "海。",
    }
    await catalog.apply(make.movie(1, **original, translations=translations))
    slug = (await catalog.body("/movies/trending", MoviePage))["data"][0]["slug"]
    for language, title, overview in (("de-AT", "Das Haus am Meer", "Sea."), ("fr", "Sea House", "Sea.")):
        for path in ({"query": f"?language={language}"}, {"accept_language": language}):
            query, headers = path.get("query", ""), path.get("accept_language", "")
            [item] = (await catalog.get(f"/movies/trending{query}", accept_language=headers)).json()["data"]
            assert (item["title"], item["overview"]) == (title, overview)
            body = (await catalog.get(f"/movies/{slug}{query}", accept_language=headers)).json()["data"]
            assert (body["title"], body["overview"], body["originalTitle"]) == (title, overview, "海の家")
    assert (await catalog.get("/movies/trending?language=german!")).status_code == 400


@pytest.mark.parametrize("name", ["x" * 10_000, "海" * 10_000, "a\u0301" * 5_000, "🎬" * 10_000, "㎒﷼" * 5_000])
async def test_name_of_any_length_is_listed_and_has_a_page(catalog: Catalog, make: Make, name: str) -> None:
    person = CastMember(tmdb_id=1, name=name, order=0, character=name)
    await catalog.apply(
        make.movie(
            1,
            title=name,
            original_title=name,
            overview=name,
            keywords=(name,),
            genres=(Genre(tmdb_id=1, name=name),),
            credits=Credits(cast=(person,)),
            translations={"de": Translation(title=name, overview=name)},
        )
    )
    [item] = (await catalog.body("/movies/trending", MoviePage))["data"]
    assert item["title"] == name
    assert len(item["slug"]) <= 240
    assert (await _detail(catalog, item["slug"]))["title"] == name
    assert (await catalog.get("/genres")).status_code == 200
