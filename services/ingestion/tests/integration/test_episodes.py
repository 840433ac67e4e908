"""A show whose episodes change at its providers: what is published after a plain refresh."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

NUMBER = 990_001
SHOW = TitleKey("show", NUMBER)
TODAY = datetime.now(UTC).date()
"""Every day below is at least two days away from it, so that the time of day is irrelevant."""


def _day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def _tmdb(seasons: dict[int, list[int | None]], names: str = "Episode", **facts: Any) -> list[dict[str, Any]]:
    """Return the edits that make a show with the days of each season's episodes."""
    show = {
        "id": NUMBER,
        "name": "Made Up",
        "original_name": "Made Up",
        "original_language": "en",
        "status": "Returning Series",
        "number_of_seasons": len([number for number in seasons if number]),
        "external_ids": {"imdb_id": None, "tvdb_id": None},
        "seasons": [
            {"season_number": number, "name": f"Season {number}", "episode_count": len(days)}
            for number, days in seasons.items()
        ],
        **facts,
    }
    pages = [
        {
            "path": f"/tv/{NUMBER}/season/{number}",
            "patch": {
                "id": 100 + number,
                "season_number": number,
                "name": f"Season {number}",
                "episodes": [
                    {
                        "id": 1000 * number + at,
                        "season_number": number,
                        "episode_number": at,
                        "name": f"{names} {at}",
                        "air_date": _day(day) if day is not None else None,
                        "runtime": 47 if at % 2 else 52,
                    }
                    for at, day in enumerate(days, start=1)
                ],
            },
        }
        for number, days in seasons.items()
    ]
    return [{"path": f"/tv/{NUMBER}", "patch": show}, *pages]


async def _published(service: Service) -> dict[int, dict[str, Any]]:
    """Return the newest event of each season."""
    newest: dict[int, dict[str, Any]] = {}
    for event in await service.events("season.synced"):
        if event["number"] not in newest or newest[event["number"]]["version"] < event["version"]:
            newest[event["number"]] = event
    return newest


async def test_season_deleted_at_tmdb_is_withdrawn_by_a_plain_refresh(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        simulator.edit("tmdb", *_tmdb({1: [-9], 2: [3, 10]}))
        await service.imported(SHOW)
        simulator.faults("tmdb", {"status": 503, "paths": "/season/2$"})
        simulator.edit("tmdb", *_tmdb({1: [-9]}, status="Ended"))
        await service.imported(SHOW)
        assert len((await _published(service))[2]["episodes"]) == 2, "a failure withdraws nothing"
        simulator.faults("tmdb")
        simulator.edit("tmdb", {"path": f"/tv/{NUMBER}/season/2", "status": 404})
        await service.imported(SHOW)
        withdrawn = (await _published(service))[2]
        assert (withdrawn["episodes"], withdrawn["withdrawnAt"] is not None) == ([], True)
        record = await service.container.application.titles.get(SHOW)
        assert record.merged.facts.next_air_date is None


async def test_texts_of_episodes_are_published_in_the_configured_languages(
    simulator: Simulator, start_service: StartService
) -> None:
    show = TitleKey("show", 1396)
    async with start_service(simulator) as service:
        await service.imported(show)
        plain = await _published(service)
    async with start_service(simulator, episode_languages=("uk", "de")) as service:
        await service.imported(show)
        translated = await _published(service)
    assert plain.keys() == translated.keys()
    assert plain[2]["episodes"][0]["translations"] == {}
    assert [episode["translations"] for episode in translated[2]["episodes"][:2]] == [
        {"uk": {"title": f"Серія {number}", "overview": f"Серія {number} сезону 2 серіалу «Breaking Bad»."}}
        for number in (1, 2)
    ]


async def test_episodes_that_moved_to_the_next_season_are_published_once(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        simulator.edit("tmdb", *_tmdb({1: [-20, -19, -18, -17, -16, -15, -14], 2: []}))
        await service.imported(SHOW)
        simulator.edit("tmdb", *_tmdb({1: [-20, -19, -18, -17], 2: [-16, -15, -14]}))
        await service.imported(SHOW)
        assert {number: len(item["episodes"]) for number, item in (await _published(service)).items()} == {1: 4, 2: 3}


async def test_change_feed_fetches_every_season_once(simulator: Simulator, start_service: StartService) -> None:
    seasons: dict[int, list[int | None]] = {0: [-30], 1: [-20], 2: [-10]}
    async with start_service(simulator) as service:
        simulator.edit("tmdb", *_tmdb(seasons))
        await service.imported(SHOW)
        simulator.edit("tmdb", *_tmdb(seasons, names="Renamed"))
        await service.imported(SHOW)
        titles = {number: item["episodes"][0]["title"] for number, item in (await _published(service)).items()}
        assert titles == {0: "Episode 1", 1: "Episode 1", 2: "Renamed 1"}
        changed = {"results": [{"id": NUMBER}], "page": 1, "total_pages": 1, "total_results": 1}
        simulator.edit("tmdb", {"path": "/tv/changes", "patch": changed})
        job_service = service.container.application.jobs
        feed, _ = await job_service.start(JobKind.CHANGE_FEED, {})
        [ended] = await service.settle(feed.id)
        assert ended.status is Status.READY
        await _settle_show(service)
        titles = {number: item["episodes"][0]["title"] for number, item in (await _published(service)).items()}
        assert titles == {0: "Renamed 1", 1: "Renamed 1", 2: "Renamed 1"}


async def test_followed_show_that_ended_is_refreshed_until_its_finale(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        simulator.edit("tmdb", *_tmdb({1: [-9, 3]}, status="Ended"))
        await service.imported(SHOW)
        async with service.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql(
                f"insert into interests values (gen_random_uuid(), 'show', {NUMBER}, 1, true)"
            )
        simulator.edit("tmdb", *_tmdb({1: [-9, 9]}, status="Ended"))
        await _refresh_tracked(service)
        assert (await _published(service))[1]["episodes"][1]["airDate"] == _day(9)
        simulator.edit("tmdb", *_tmdb({1: [-9, -3]}, status="Ended"))
        await _refresh_tracked(service)
        assert (await _published(service))[1]["episodes"][1]["airDate"] == _day(-3)
        before = await service.scalar("select count(*) from jobs where kind = 'sync-show'")
        await _refresh_tracked(service)
        assert await service.scalar("select count(*) from jobs where kind = 'sync-show'") == before


async def test_season_too_large_for_one_event_is_imported_in_parts(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        show, season = _tmdb({1: [-3000 + day for day in range(600)]}, number_of_episodes=600)
        for episode in season["patch"]["episodes"]:
            episode["overview"] = "冬" * 1000
        simulator.edit("tmdb", show, season)
        [job] = await service.imported(SHOW)
        assert (job.status, job.reason) == (Status.READY, None)
        parts = sorted(await service.events("season.synced"), key=lambda item: int(item["part"]))
        assert [(item["part"], item["parts"]) for item in parts] == [(1, 3), (2, 3), (3, 3)]
        assert [episode["number"] for item in parts for episode in item["episodes"]] == list(range(1, 601))
        [imported] = await service.events("media.imported")
        assert imported["runtimeMinutes"] == 50


async def test_last_episode_of_the_record_is_published(simulator: Simulator, start_service: StartService) -> None:
    last = {"season_number": 8, "episode_number": 6, "name": "The End", "air_date": "2019-05-19"}
    async with start_service(simulator, episode_sync_mode="ON_DEMAND") as service:
        show, _ = _tmdb({8: []}, last_air_date="2019-05-19", last_episode_to_air=last)
        simulator.edit("tmdb", show)
        await service.imported(SHOW)
        [event] = await service.events("media.imported")
        assert event["lastEpisode"] == {"season": 8, "number": 6, "name": "The End", "airDate": "2019-05-19"}
        assert date.fromisoformat(event["lastAirDate"]) == date(2019, 5, 19)


async def _refresh_tracked(service: Service) -> None:
    tracked, _ = await service.container.application.jobs.start(JobKind.TRACKED_SHOWS, {})
    [ended] = await service.settle(tracked.id)
    assert ended.status is Status.READY
    await _settle_show(service)


async def _settle_show(service: Service) -> None:
    running = "select id from jobs where kind = 'sync-show' order by created_at desc limit 1"
    await service.settle(await service.scalar(running))
