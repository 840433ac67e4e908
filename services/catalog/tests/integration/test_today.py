"""Today is the day in the time zone of the request, on both sides of the date line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from catalog.presentation.home.schemas import HomePage
from catalog.presentation.schemas.detail import MovieDetail, ShowDetail
from catalog.presentation.schemas.lists import MoviePage, ShowPage
from chassis.http.schemas import Success
from contracts.ingestion import Release

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
EAST = "Pacific/Kiritimati"
"""UTC+14: it is the 22nd there."""
WEST = "Pacific/Pago_Pago"
"""UTC-11: it is the 20th there."""
TODAY = {EAST: date(2026, 11, 22), "UTC": date(2026, 11, 21), WEST: date(2026, 11, 20)}


def released(*releases: tuple[str, date]) -> tuple[Release, ...]:
    return tuple(Release(region="US", type=kind, date=day) for kind, day in releases)


async def numbers(catalog: Catalog, path: str, zone: str) -> set[int]:
    page = await catalog.body(f"/movies/{path}{'&' if '?' in path else '?'}timeZone={zone}", MoviePage)
    return {item["tmdbId"] for item in page["data"]}


async def by_zone(catalog: Catalog, path: str) -> dict[str, Any]:
    return {zone: await numbers(catalog, path, zone) for zone in TODAY}


@pytest.mark.parametrize("path", ["new-releases", "now-playing"])
async def test_a_movie_opens_when_the_day_begins_for_the_user(catalog: Catalog, make: Make, path: str) -> None:
    catalog.clock.instant = NOW
    await catalog.apply(
        *(make.movie(day.day, releases=released(("theatrical", day))) for day in TODAY.values()),
    )
    assert await by_zone(catalog, path) == {EAST: {20, 21, 22}, "UTC": {20, 21}, WEST: {20}}


async def test_a_movie_is_digital_from_the_day_of_the_user_until_the_last_of_its_days(
    catalog: Catalog, make: Make
) -> None:
    catalog.clock.instant = NOW
    await catalog.apply(
        *(make.movie(day.day, releases=released(("digital", day))) for day in TODAY.values()),
        *(make.movie(day.day - 14, releases=released(("digital", day - timedelta(days=14)))) for day in TODAY.values()),
    )
    assert await by_zone(catalog, "new-on-digital") == {
        EAST: {20, 21, 22, 8},
        "UTC": {20, 21, 7, 8},
        WEST: {20, 6, 7, 8},
    }


async def test_a_movie_leaves_the_theaters_when_it_is_digital_for_the_user(catalog: Catalog, make: Make) -> None:
    catalog.clock.instant = NOW
    await catalog.apply(
        make.movie(1, releases=released(("theatrical", date(2026, 11, 1)), ("digital", TODAY["UTC"]))),
        make.ranking("now-playing.movie.US", [1]),
    )
    assert await by_zone(catalog, "now-playing") == {EAST: set(), "UTC": set(), WEST: {1}}
    statuses = {
        zone: (await catalog.body(f"/movies/title-1?timeZone={zone}", Success[MovieDetail]))["data"]["releaseStatus"]
        for zone in TODAY
    }
    assert statuses == {EAST: "new_on_streaming", "UTC": "new_on_streaming", WEST: "in_theaters"}


async def test_release_status_begins_with_the_day_of_the_user(catalog: Catalog, make: Make) -> None:
    catalog.clock.instant = NOW
    await catalog.apply(make.movie(1, releases=released(("theatrical", TODAY["UTC"]))))
    pages = {
        zone: (await catalog.body(f"/movies/title-1?timeZone={zone}", Success[MovieDetail]))["data"] for zone in TODAY
    }
    assert {zone: page["releaseStatus"] for zone, page in pages.items()} == {
        EAST: "in_theaters",
        "UTC": "in_theaters",
        WEST: "upcoming",
    }


async def test_a_title_is_new_until_its_last_day_for_the_user_has_ended(catalog: Catalog, make: Make) -> None:
    catalog.clock.instant = NOW
    movie, show = TODAY["UTC"] - timedelta(days=60), TODAY["UTC"] - timedelta(days=30)
    classic = date(2016, 11, 21)
    await catalog.apply(
        make.movie(1, release_date=movie), make.movie(2, release_date=classic), make.show(3, release_date=show)
    )
    for zone, new, old in ((EAST, False, True), ("UTC", True, True), (WEST, True, False)):
        items = (await catalog.body(f"/movies/trending?timeZone={zone}", MoviePage))["data"]
        flags = {item["tmdbId"]: (item["isNew"], item["isClassic"]) for item in items}
        assert flags == {1: (new, False), 2: (False, old)}, zone
        [item] = (await catalog.body(f"/shows/trending?timeZone={zone}", ShowPage))["data"]
        assert item["isNew"] is new, zone
        page = await catalog.body(f"/shows/title-3?timeZone={zone}", Success[ShowDetail])
        assert page["data"]["isNew"] is new, zone


async def test_the_home_page_has_the_lists_of_the_users_day(catalog: Catalog, make: Make) -> None:
    catalog.clock.instant = NOW
    await catalog.apply(make.movie(1, releases=released(("digital", TODAY["UTC"]))))
    for zone, items in ((EAST, 1), ("UTC", 1), (WEST, 0)):
        response = await catalog.client.get(f"/api/v1/home?timeZone={zone}")
        Success[HomePage].model_validate_json(response.content, strict=False)
        sections = {section["key"]: section["items"] for section in response.json()["data"]["sections"]}
        assert len(sections["newOnDigital"]) == items, zone


async def test_a_cursor_belongs_to_its_time_zone(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    first = await catalog.body(f"/movies/trending?limit=1&timeZone={EAST}", MoviePage)
    cursor = first["meta"]["nextCursor"]
    assert (await catalog.get(f"/movies/trending?limit=1&timeZone={EAST}&cursor={cursor}")).status_code == 200
    assert (await catalog.get(f"/movies/trending?limit=1&cursor={cursor}")).status_code == 400


@pytest.mark.parametrize(
    "path", ["/movies/trending", "/movies/title-1", "/shows/trending", "/titles?ids=0", "/curated/x", "/people/x-1"]
)
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "+02:00", "x" * 65])
async def test_an_unknown_time_zone_is_rejected_by_name(catalog: Catalog, path: str, zone: str) -> None:
    response = await catalog.client.get(
        f"/api/v1/catalog{path.partition('?')[0]}", params={"timeZone": zone, **({"ids": "0"} if "ids" in path else {})}
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert "timeZone" in [problem["field"] for problem in error["details"]["errors"]]
