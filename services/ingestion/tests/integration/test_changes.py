"""A provider changes its mind: what is different is published, once, and what was known is not lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from contracts.identity import episode_id, media_id
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

MOVIE = TitleKey("movie", 603)
OTHER = TitleKey("movie", 550)
SHOW = TitleKey("show", 1396)
TODAY = datetime.now(UTC).date()
UKRAINE = {"flatrate": [{"provider_id": 8, "provider_name": "Netflix"}]}


def _request(simulator: Simulator, path: str) -> dict[str, Any]:
    body: dict[str, Any] = simulator.client.get(f"/tmdb/3{path}", params={"api_key": "k"}).json()
    return body


async def _run(service: Service, kind: JobKind) -> None:
    job, _ = await service.container.application.jobs.start(kind, {})
    [ended] = await service.settle(job.id)
    assert (ended.status, ended.reason) == (Status.READY, None)


async def _make_stale(service: Service) -> None:
    async with service.container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("update titles set offers_at = offers_at - interval '1 day'")


async def test_new_season_first_episode_and_status_are_published_once(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, tvmaze_base_url="") as service:
        await service.imported(SHOW)
        assert await service.events("media.changed") == []
        show = _request(simulator, "/tv/1396")
        aired_on = (TODAY - timedelta(days=2)).isoformat()
        coming = (TODAY + timedelta(days=6)).isoformat()
        outline = {"id": 9, "season_number": 6, "name": "Season 6", "air_date": aired_on, "episode_count": 2}
        simulator.edit(
            "tmdb",
            {
                "path": "/tv/1396",
                "patch": {"status": "Returning Series", "number_of_seasons": 6, "seasons": [*show["seasons"], outline]},
            },
            {
                "path": "/tv/1396/season/6",
                "patch": {
                    "id": 9,
                    "season_number": 6,
                    "episodes": [
                        {"id": 91, "season_number": 6, "episode_number": 1, "name": "Again", "air_date": aired_on},
                        {"id": 92, "season_number": 6, "episode_number": 2, "name": "Later", "air_date": coming},
                    ],
                },
            },
        )
        await service.imported(SHOW)
        await service.imported(SHOW)
        [changed] = await service.events("media.changed")
        newest = (await service.events("media.imported"))[1]
        assert (changed["mediaId"], changed["mediaVersion"]) == (str(media_id("show", 1396)), newest["version"])
        assert changed["status"] == {"before": show["status"], "after": "Returning Series"}
        assert [(item["number"], item["airDate"]) for item in changed["seasonsAdded"]] == [(6, aired_on)]
        [aired] = changed["episodesAired"]
        assert (aired["season"], aired["number"], aired["title"]) == (6, 1, "Again")
        assert aired["episodeId"] == str(episode_id(1396, 6, 1))
        assert await service.scalar("select last_aired from titles") == [6, 1]


async def test_episode_is_published_once_although_another_season_fails(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, tvmaze_base_url="", call_seconds=2) as service:
        await service.imported(SHOW)
        newest = _request(simulator, "/tv/1396")["number_of_seasons"]
        episodes = _request(simulator, f"/tv/1396/season/{newest}")["episodes"]
        last = episodes[-1]["episode_number"]
        added = {**episodes[-1], "id": 93, "episode_number": last + 1}
        added["air_date"] = (TODAY - timedelta(days=2)).isoformat()
        simulator.edit("tmdb", {"path": f"/tv/1396/season/{newest}", "patch": {"episodes": [*episodes, added]}})
        simulator.faults("tmdb", {"status": 500, "paths": "/season/1$"})
        await service.imported(SHOW, force=True)
        await service.imported(SHOW, force=True)
        assert await service.scalar("select failure is not null from seasons where number = 1")
        [changed] = await service.events("media.changed")
        assert [(item["season"], item["number"]) for item in changed["episodesAired"]] == [(newest, last + 1)]


async def test_moved_date_is_a_change(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        before = _request(simulator, "/movie/603")["release_date"]
        simulator.edit("tmdb", {"path": "/movie/603", "patch": {"release_date": "1999-04-02"}})
        await service.imported(MOVIE)
        [changed] = await service.events("media.changed")
        assert changed["dates"] == [{"name": "release", "before": before, "after": "1999-04-02"}]
        assert changed["status"] is None


async def test_offers_are_refreshed_daily_and_changes_published_once(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE, OTHER)
        simulator.edit(
            "tmdb", {"path": "/movie/603/watch/providers", "patch": {"results": {"UA": UKRAINE, "US": None}}}
        )
        simulator.forget_counts()
        await _run(service, JobKind.PROVIDER_OFFERS)
        assert simulator.requests()["tmdb"]["byEndpoint"] == {}, "they were looked at today"
        await _make_stale(service)
        await _run(service, JobKind.PROVIDER_OFFERS)
        assert simulator.requests()["tmdb"]["total"] == 2
        assert simulator.requests()["trakt"]["total"] == 0
        [changed] = await service.events("availability.changed")
        assert changed["mediaId"] == str(media_id("movie", 603))
        assert changed["regions"]["UA"]["added"] == [{"way": "stream", "providerId": 8, "name": "Netflix"}]
        assert changed["regions"]["US"]["added"] == []
        assert changed["regions"]["US"]["removed"] != []
        newest = (await service.events("media.imported"))[-1]
        assert (newest["mediaId"], newest["version"]) == (changed["mediaId"], changed["mediaVersion"])
        assert "US" not in newest["availability"]
        assert newest["availability"]["UA"]["stream"][0]["name"] == "Netflix"
        await _make_stale(service)
        await _run(service, JobKind.PROVIDER_OFFERS)
        assert len(await service.events("availability.changed")) == 1


async def test_offers_changed_by_an_import_are_published(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        simulator.edit("tmdb", {"path": "/movie/603/watch/providers", "patch": {"results": {"UA": UKRAINE}}})
        await service.imported(MOVIE)
        [changed] = await service.events("availability.changed")
        assert list(changed["regions"]) == ["UA"]


async def test_offers_that_cannot_be_fetched_stay_and_do_not_block_others(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        await service.imported(OTHER, MOVIE)
        before = (await service.container.application.titles.get(OTHER)).merged.facts.availability
        await _make_stale(service)
        simulator.faults("tmdb", {"status": 404, "paths": "/movie/550"})
        await _run(service, JobKind.PROVIDER_OFFERS)
        other = await service.container.application.titles.get(OTHER)
        movie = await service.container.application.titles.get(MOVIE)
        assert other.merged.facts.availability == before
        assert (movie.offers_at, other.offers_at) > (movie.imported_at, datetime.min.replace(tzinfo=UTC))
        assert await service.events("availability.changed") == []


async def test_merged_title_is_published_with_its_successor_which_is_imported(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        before = await service.container.application.titles.get(MOVIE)
        imdb_id = before.merged.facts.imdb_id
        simulator.edit(
            "tmdb",
            {"path": "/movie/603", "status": 404},
            {"path": f"/find/{imdb_id}", "patch": {"movie_results": [{"id": 550, "media_type": "movie"}]}},
        )
        [failed] = await service.imported(MOVIE)
        assert failed.reason_code == "not_found"
        gone = (await service.events("media.imported"))[1]
        assert gone["version"] > before.version
        assert gone["goneAt"] is not None
        assert (gone["successorId"], gone["successorTmdbId"]) == (str(media_id("movie", 550)), 550)
        assert (gone["title"], gone["ratings"]["imdb"] is not None) == (before.merged.facts.title, True)
        assert gone["sources"]["tmdb"]["outcome"] == "not_found"
        successor = await service.scalar("select id from jobs where tmdb_id = 550")
        [imported] = await service.settle(successor)
        assert imported.status is Status.READY

        simulator.edit("tmdb")
        [again] = await service.imported(MOVIE)
        assert again.status is Status.READY
        back = (await service.events("media.imported"))[-1]
        assert (back["mediaId"], back["goneAt"], back["successorId"]) == (gone["mediaId"], None, None)
