"""The calendar and new episodes over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from catalog.application.schedule.queries import ScheduleQueries
from catalog.application.schedule.read_models import Audience, Period
from catalog.domain.regions import Regions
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.infrastructure.schedule.calendar import SqlSchedule
from catalog.presentation.schedule.schemas import Calendar, NewEpisodeItem
from chassis.http.schemas import Success
from contracts.identity import media_id
from contracts.ingestion import Release, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(days: int, hour: int) -> datetime:
    return datetime(2026, 11, 21, hour, tzinfo=UTC) + timedelta(days=days)


async def test_calendar_starts_at_midnight_and_is_grouped_by_utc_day(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.show(1, title="Severance", poster_path="/p.jpg"),
        make.show(2, title="Dark"),
        make.season(1, 1, [at(-1, 23), TODAY, at(0, 3), at(6, 23), at(7, 0)]),
        make.season(2, 3, [at(0, 1), at(2, 5), None]),
        make.season(9, 1, [at(0, 1)]),
    )

    calendar = (await catalog.body("/shows/calendar", Success[Calendar]))["data"]

    assert (calendar["startDate"], calendar["endDate"]) == ("2026-11-21", "2026-11-28")
    days = [
        (
            day["date"],
            [(episode["slug"], episode["seasonNumber"], episode["episodeNumber"]) for episode in day["episodes"]],
        )
        for day in calendar["days"]
    ]
    assert days == [
        ("2026-11-21", [("severance", 1, 2), ("dark", 3, 1), ("severance", 1, 3)]),
        ("2026-11-23", [("dark", 3, 2)]),
        ("2026-11-27", [("severance", 1, 4)]),
    ]
    first = calendar["days"][0]["episodes"][0]
    assert (first["showId"], first["showTitle"], first["title"]) == (str(media_id("show", 1)), "Severance", "Episode 2")
    assert first["poster"]["small"] == "https://image.tmdb.org/t/p/w342/p.jpg"
    assert (first["airDate"], first["airsAt"]) == ("2026-11-21", None)
    third = calendar["days"][0]["episodes"][2]
    assert (third["airDate"], third["airsAt"]) == ("2026-11-21", "2026-11-21T03:00:00Z")


async def test_calendar_starts_on_the_requested_day(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.season(1, 1, [date(2026, 12, 24), date(2026, 12, 25)]))

    calendar = (await catalog.body("/shows/calendar?startDate=2026-12-24&days=1", Success[Calendar]))["data"]
    assert [len(day["episodes"]) for day in calendar["days"]] == [1]
    empty = (await catalog.body("/shows/calendar?startDate=2026-12-24&days=0", Success[Calendar]))["data"]
    assert (empty["startDate"], empty["endDate"], empty["days"]) == ("2026-12-24", "2026-12-24", [])


@pytest.mark.parametrize("query", ["startDate=soon", "days=-1", "days=32", "startDate=2026-12-24&to=x"])
async def test_invalid_calendar_parameters_are_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/shows/calendar?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_episode_removed_from_its_season_is_removed_from_the_calendar(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.season(1, 1, [TODAY, at(1, 5)]))
    await catalog.apply(make.season(1, 1, [TODAY], version=2))

    calendar = (await catalog.body("/shows/calendar", Success[Calendar]))["data"]
    assert [day["date"] for day in calendar["days"]] == ["2026-11-21"]


async def test_each_show_has_its_newest_episode_once(catalog: Catalog, make: Make) -> None:
    aired = [NOON - timedelta(days=6), NOON - timedelta(days=2), NOON + timedelta(seconds=1)]
    await catalog.apply(
        *(make.show(number, title=f"Show {number}") for number in (1, 2, 3)),
        make.season(1, 1, aired),
        make.season(1, 0, [NOON - timedelta(days=1)]),
        make.season(2, 1, [NOON - timedelta(days=7, seconds=1), NOON - timedelta(hours=1)]),
        make.season(3, 1, [NOON - timedelta(days=7)]),
    )

    items = (await catalog.body("/shows/new-episodes", Success[list[NewEpisodeItem]]))["data"]

    assert [(item["slug"], item["title"], item["seasonNumber"], item["episodeNumber"]) for item in items] == [
        ("show-2", "Show 2", 1, 2),
        ("show-1", "Show 1", 0, 1),
    ]
    assert (items[0]["airDate"], items[0]["airsAt"]) == ("2026-11-21", "2026-11-21T11:00:00Z")
    assert len((await catalog.get("/shows/new-episodes?days=8")).json()["data"]) == 3


async def test_new_episodes_are_limited(catalog: Catalog, make: Make) -> None:
    week = [NOON - timedelta(hours=hours) for hours in range(1, 60)]
    await catalog.apply(
        *(make.show(number) for number in range(1, 6)), *(make.season(number, 1, week) for number in range(1, 6))
    )

    assert len((await catalog.get("/shows/new-episodes?limit=4")).json()["data"]) == 4


async def test_episode_without_a_time_is_new_when_its_day_has_ended_everywhere(catalog: Catalog, make: Make) -> None:
    ended, yet_open = TODAY - timedelta(days=1), TODAY
    await catalog.apply(
        *(make.show(number, title=f"Show {number}") for number in (1, 2, 3)),
        make.season(1, 1, [ended - timedelta(days=7), ended]),
        make.season(2, 1, [ended - timedelta(days=7), yet_open]),
        make.season(3, 1, [ended - timedelta(days=8)]),
    )

    items = (await catalog.body("/shows/new-episodes", Success[list[NewEpisodeItem]]))["data"]

    assert [(item["slug"], item["episodeNumber"], item["airDate"], item["airsAt"]) for item in items] == [
        ("show-1", 2, "2026-11-20", None)
    ]
    progress = (await catalog.get("/shows/show-2")).json()["data"]
    assert (progress["lastAirDate"], progress["nextAirDate"]) == ("2026-11-13", "2026-11-21")
    assert progress["showProgress"]["label"] == "S1E1"


def days_of(calendar: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        (day["date"], [f"{episode['slug']} {episode['episodeNumber']}" for episode in day["episodes"]])
        for day in calendar["days"]
    ]


async def test_calendar_is_grouped_in_the_users_time_zone(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1, title="Dark"), make.season(1, 1, [at(-1, 16), TODAY, at(0, 15), at(6, 15)]))

    tokyo = (await catalog.body("/shows/calendar?timeZone=Asia/Tokyo", Success[Calendar]))["data"]
    assert (tokyo["startDate"], tokyo["endDate"], tokyo["hasMore"]) == ("2026-11-21", "2026-11-28", False)
    assert days_of(tokyo) == [("2026-11-21", ["dark 2", "dark 1"]), ("2026-11-22", ["dark 3"])]
    utc = (await catalog.body("/shows/calendar", Success[Calendar]))["data"]
    assert days_of(utc) == [("2026-11-21", ["dark 2", "dark 3"]), ("2026-11-27", ["dark 4"])]
    path = "/shows/calendar?timeZone=Asia/Tokyo&startDate=2026-11-20T15:30:00Z&days=1"
    assert days_of((await catalog.body(path, Success[Calendar]))["data"]) == [("2026-11-21", ["dark 2", "dark 1"])]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "europe/kyiv", "+02:00", "", "A" * 65])
async def test_unknown_time_zone_is_rejected_by_name(catalog: Catalog, zone: str) -> None:
    response = await catalog.client.get("/api/v1/catalog/shows/calendar", params={"timeZone": zone})

    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == "timeZone"


async def test_my_calendar_has_what_i_watch_or_plan(catalog: Catalog, make: Make) -> None:
    me, other = uuid4(), uuid4()
    states = ["watching", "planned", "completed", "dropped", None]
    await catalog.apply(
        *(make.show(number, title=f"Show {number}") for number in range(1, 7)),
        *(make.season(number, 1, [at(0, number)]) for number in range(1, 7)),
        *(make.entry(me, number, "show", state=state) for number, state in enumerate(states, 1)),
        make.entry(me, 6, "show", state="watching", removed=True),
        make.entry(other, 6, "show", state="watching"),
    )

    response = await catalog.get("/shows/calendar?mine=true", user=me)
    assert days_of(response.json()["data"]) == [("2026-11-21", ["show-1 1", "show-2 1"])]
    assert response.headers["cache-control"] == "private, no-cache"
    public = await catalog.get("/shows/calendar", user=me)
    assert len(public.json()["data"]["days"][0]["episodes"]) == 6
    refused = await catalog.get("/shows/calendar?mine=true")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert "mine=true" in refused.json()["error"]["message"]


async def test_calendar_has_the_releases_of_a_region_on_request(catalog: Catalog, make: Make) -> None:
    def opens(region: str, day: date, kind: str = "theatrical") -> Release:
        return Release(region=region, type=kind, date=day)

    me = uuid4()
    await catalog.apply(
        make.movie(1, title="Dune", releases=(opens("US", TODAY), opens("GB", TODAY + timedelta(days=1)))),
        make.movie(2, title="Heat", releases=(opens("US", TODAY, "digital"), opens("US", TODAY, "physical"))),
        make.movie(3, title="Gone", gone_at=NOON, releases=(opens("US", TODAY),)),
        make.movie(4, title="Late", releases=(opens("US", TODAY + timedelta(days=7)),)),
        make.scores(2, popularity=90.0),
        make.entry(me, 1, state="planned"),
    )

    def releases(calendar: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        return [
            (day["date"], item["slug"], item["releaseType"], item["region"])
            for day in calendar["days"]
            for item in day["releases"]
        ]

    body = (await catalog.body("/shows/calendar?include=releases", Success[Calendar]))["data"]
    assert releases(body) == [("2026-11-21", "heat", "digital", "US"), ("2026-11-21", "dune", "theatrical", "US")]
    british = (await catalog.body("/shows/calendar?include=releases&region=gb", Success[Calendar]))["data"]
    assert releases(british) == [("2026-11-22", "dune", "theatrical", "GB")]
    mine = (await catalog.body("/shows/calendar?include=releases&mine=true", Success[Calendar], user=me))["data"]
    assert releases(mine) == [("2026-11-21", "dune", "theatrical", "US")]
    assert (await catalog.body("/shows/calendar", Success[Calendar]))["data"]["days"] == []
    assert (await catalog.get("/shows/calendar?include=movies")).status_code == 400


async def test_shows_and_movies_are_named_in_the_users_language(catalog: Catalog, make: Make) -> None:
    names = {"uk": Translation(title="Пітьма"), "fa": Translation(title="تاریک")}
    movie = {"uk": Translation(title="Дюна"), "ja": Translation(title="デューン")}
    opening = (Release(region="US", type="theatrical", date=TODAY),)
    await catalog.apply(
        make.show(1, title="Dark", original_title="Dark (DE)", original_language="de", translations=names),
        make.season(1, 1, [at(0, 5), at(0, 9)]),
        make.movie(2, title="Dune", original_title="Dune", translations=movie, releases=opening),
    )

    cases = [
        ("uk", "Пітьма", "Дюна", "uk"),
        ("fa-IR, ja", "تاریک", "デューン", "fa, ja"),
        ("de", "Dark (DE)", "Dune", "de"),
    ]
    for language, show, movie_title, served in cases:
        response = await catalog.get("/shows/calendar?include=releases", accept_language=language)
        [day] = response.json()["data"]["days"]
        assert {(item["showTitle"], item["showOriginalTitle"]) for item in day["episodes"]} == {(show, "Dark (DE)")}
        assert (day["releases"][0]["title"], day["releases"][0]["originalTitle"]) == (movie_title, "Dune")
        assert response.headers["content-language"] == served
        newest = await catalog.get(f"/shows/new-episodes?language={language[:2]}")
        assert [(item["title"], item["originalTitle"]) for item in newest.json()["data"]] == [(show, "Dark (DE)")]


async def test_unlisted_titles_are_in_no_schedule(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1, gone_at=NOON), make.season(1, 1, [at(0, 5)]))

    assert (await catalog.body("/shows/calendar", Success[Calendar]))["data"]["days"] == []
    assert (await catalog.body("/shows/new-episodes", Success[list[NewEpisodeItem]]))["data"] == []


async def test_editor_sees_the_calendar_as_it_is_while_the_former_one_is_kept_for_others(
    catalog: Catalog, make: Make
) -> None:
    await catalog.apply(make.show(1), make.season(1, 1, [at(0, 3)]))
    schedule = SqlSchedule(catalog.container.runtime.reads)
    queries = ScheduleQueries(schedule, catalog.clock, Regions("US", ()), SharedCache(60))
    week = Period(None, 7, UTC), Audience()
    former = await queries.calendar(*week)

    await catalog.apply(make.show(1, version=2, gone_at=NOON))

    assert (await queries.calendar(*week, for_editor=True)).size == 0
    assert await queries.calendar(*week) is former
