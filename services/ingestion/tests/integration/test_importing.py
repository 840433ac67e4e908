"""Imports from the real simulator into the real Postgres: what is kept, what is published, what a failure changes."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

import pytest
from prometheus_client import REGISTRY

from contracts.identity import media_id
from ingestion.domain.errors import TitleConflict
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Source, TitleKey
from ingestion.infrastructure.measures import ImportMeasures
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from jobs.model import Status
from jobs.ports import JobFilter
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

MOVIE = TitleKey("movie", 653)
SHOW = next(TitleKey(kind, number) for kind, number in demo_titles() if kind == "show")


async def _outcomes(service: Service, key: TitleKey) -> dict[Source, str]:
    record = await service.container.application.titles.get(key)
    return {source: seen.outcome for source, seen in record.observations.items()}


async def test_movie_is_imported_from_every_provider_and_published_once(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        [job] = await service.imported(MOVIE)
        assert (job.status, job.reason) == (Status.READY, None)
        assert await _outcomes(service, MOVIE) == {"tmdb": "ok", "trakt": "ok", "omdb": "ok", "tvmaze": "not_asked"}
        record = await service.container.application.titles.get(MOVIE)
        [published] = await service.events("media.imported")
        assert published["mediaId"] == str(media_id("movie", 653))
        assert (published["title"], published["version"]) == (record.merged.facts.title, record.version)
        assert published["ratings"]["imdb"]["votes"] > 0
        [signals] = await service.events("signals.collected")
        assert signals["totalWatchers"] > 0
        assert signals["liveWatchers"] is not None
        assert record.merged.provenance["ratings.imdb"] == "omdb"
        assert record.merged.provenance["total_watchers"] == "trakt"
        progress = [event["status"] for event in await service.events("import.progressed")]
        assert progress == ["queued", "processing", "ready"]


async def test_the_time_of_the_last_import_is_measured(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        sources = service.container.runtime.metrics_sources
        await sources.refresh()
        assert REGISTRY.get_sample_value("metrics_source_up", {"source": "imports"}) == 1
        assert math.isnan(REGISTRY.get_sample_value("last_import_timestamp_seconds") or 0)
        await service.imported(SHOW)
        await service.imported(MOVIE)
        await ImportMeasures(service.container.runtime.transactions)()
        record = await service.container.application.titles.get(MOVIE)
        assert REGISTRY.get_sample_value("last_import_timestamp_seconds") == record.imported_at.timestamp()


async def test_show_is_imported_with_seasons_air_times_and_ratings(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        [job] = await service.imported(SHOW)
        assert job.status is Status.READY
        assert set((await _outcomes(service, SHOW)).values()) == {"ok"}
        [show] = await service.events("media.imported")
        seasons = await service.events("season.synced")
        assert sorted(season["number"] for season in seasons) == sorted(item["number"] for item in show["seasons"])
        counts = {item["number"]: item["episodeCount"] for item in show["seasons"]}
        for season in seasons:
            assert len(season["episodes"]) == counts[season["number"]]
        [first] = [season for season in seasons if season["number"] == 1]
        episode = first["episodes"][0]
        assert set(episode["numbering"]) == {"tmdb", "tvmaze", "trakt"}
        assert set(episode["ratings"]) >= {"tmdb", "trakt"}
        assert episode["airsAt"].endswith("Z")


async def test_refresh_without_changes_sends_fewer_requests_and_publishes_no_season(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        await service.imported(SHOW)
        before = len(await service.events("season.synced"))
        simulator.forget()
        [again] = await service.imported(SHOW)
        assert again.status is Status.READY
        assert len(await service.events("season.synced")) == before
        first, second = await service.events("media.imported")
        assert second["version"] > first["version"]
        requested = simulator.requests()
        assert requested["tmdb"]["byStatus"].get("304", 0) >= 1
        assert "/lookup/shows" not in requested["tvmaze"]["byEndpoint"]
        assert "/search/{source}/{id}" not in requested["trakt"]["byEndpoint"]
        assert requested["tvmaze"]["byStatus"] == {"304": 1}


async def test_forced_refresh_sends_no_entity_tag(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        await service.imported(SHOW)
        simulator.forget()
        await service.imported(SHOW, force=True)
        assert set(simulator.requests()["tmdb"]["byStatus"]) == {"200"}
        assert simulator.requests()["tvmaze"]["byStatus"] == {"200": 1}


async def test_missing_title_fails_with_its_reason_and_stores_nothing(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        [job] = await service.imported(TitleKey("movie", 999_999_999))
        assert (job.status, job.reason_code, job.attempts) == (Status.FAILED, "not_found", 1)
        assert job.reason == "tmdb: not_found: status 404"
        assert await service.scalar("select count(*) from titles") == 0
        assert await service.events("media.imported") == []
        [failed] = [e for e in await service.events("import.progressed") if e["status"] == "failed"]
        assert failed["reason"] == "tmdb: not_found: status 404"


async def test_movie_and_show_of_one_number_are_separate(simulator: Simulator, start_service: StartService) -> None:
    number = SHOW.tmdb_id
    async with start_service(simulator) as service:
        movie, show = await service.imported(TitleKey("movie", number), SHOW)
        assert movie.id != show.id
        assert show.status is Status.READY
        assert await service.scalar(f"select count(*) from titles where tmdb_id = {number} and kind = 'show'") == 1


@pytest.mark.parametrize("provider", ["trakt", "omdb"])
async def test_failing_provider_keeps_its_values_and_outcome_is_stored(
    simulator: Simulator, start_service: StartService, provider: Source
) -> None:
    async with start_service(simulator, call_seconds=2) as service:
        await service.imported(MOVIE)
        simulator.faults(provider, {"status": 500})
        [again] = await service.imported(MOVIE)
        assert again.status is Status.READY
        assert (await _outcomes(service, MOVIE))[provider] == "failed"
        first, second = await service.events("media.imported")
        assert second["ratings"] == first["ratings"]
        assert second["sources"][provider]["outcome"] == "failed"
        assert second["sources"][provider]["fetchedAt"] == first["sources"][provider]["fetchedAt"]
        assert await service.scalar(f"select unanswered = array['{provider}'] from titles")


async def test_facts_of_a_failed_provider_are_fetched_by_the_next_retry(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, call_seconds=2) as service:
        simulator.faults("omdb", {"status": 500})
        await service.imported(MOVIE)
        assert (await _outcomes(service, MOVIE))["omdb"] == "failed"
        simulator.faults("omdb")
        async with service.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql("update titles set imported_at = imported_at - interval '1 hour'")
            # The failures opened the source's breaker; its pause is over, and the next call probes it.
            await connection.exec_driver_sql("update provider_state set breaker_until = now(), trouble_until = now()")
        job_service = service.container.application.jobs
        retry, _ = await job_service.start(JobKind.RETRY_MISSING, {})
        [ended] = await service.settle(retry.id)
        assert (ended.status, ended.reason, ended.done) == (Status.READY, None, 1)
        rows, _ = await job_service.jobs(JobFilter(parent=retry.id))
        [retried] = await service.settle(*(job.id for job in rows))
        assert retried.status is Status.READY
        assert (await _outcomes(service, MOVIE))["omdb"] == "ok"


async def test_failed_refresh_hides_no_title(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        simulator.faults("tmdb", {"status": 401})
        [job] = await service.sync(MOVIE)
        for _ in range(100):
            current = await service.job(job.id)
            if current.attempts:
                break
            await asyncio.sleep(0.05)
        assert (current.status, current.reason_code) == (Status.QUEUED, "unauthorized")
        assert len(await service.events("media.imported")) == 1
        assert (await service.container.application.titles.get(MOVIE)).deleted_at is None


async def test_import_works_without_trakt_and_without_omdb(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator, trakt_client_id=None, omdb_api_key=None) as service:
        movie, show = await service.imported(MOVIE, SHOW)
        assert (movie.status, show.status) == (Status.READY, Status.READY)
        assert await _outcomes(service, MOVIE) == {
            "tmdb": "ok",
            "trakt": "not_configured",
            "omdb": "not_configured",
            "tvmaze": "not_asked",
        }
        signals = await service.events("signals.collected")
        assert all(item["popularity"] > 0 and item["totalWatchers"] is None for item in signals)


async def test_job_without_tmdb_names_the_missing_provider(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator, tmdb_api_key=None) as service:
        [job] = await service.imported(MOVIE)
        assert (job.status, job.reason) == (Status.FAILED, "tmdb: not_configured: no key is set")


async def test_failing_season_does_not_block_the_others_and_is_synced_later(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, call_seconds=2) as service:
        simulator.faults("tmdb", {"status": 500, "paths": "/season/1$"})
        [job] = await service.imported(SHOW)
        assert job.status is Status.READY
        published = {season["number"] for season in await service.events("season.synced")}
        assert published
        jobs = await service.scalar("select kind from jobs where status = 'queued'")
        assert jobs == JobKind.EPISODE_SYNC
        assert await service.scalar("select failure from seasons where number = 1") == "tmdb: server: status 500"
        simulator.faults("tmdb")
        imported = await service.container.application.titles.get(SHOW)
        async with service.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql("update jobs set run_at = now() where status = 'queued'")
        retry = await service.scalar("select id from jobs where kind = 'episode-sync'")
        [retried] = await service.settle(retry)
        assert retried.status is Status.READY
        assert await service.scalar("select failure is null from seasons where number = 1")
        [first] = [s for s in await service.events("season.synced") if s["number"] == 1][-1:]
        assert all("tmdb" in episode["numbering"] for episode in first["episodes"])
        synced = await service.container.application.titles.get(SHOW)
        assert synced.version > imported.version
        assert synced.imported_at == imported.imported_at, "the title was not requested from TMDB"


async def test_episodes_on_demand_come_with_the_first_follower(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, episode_sync_mode="ON_DEMAND") as service:
        await service.imported(SHOW)
        assert await service.events("season.synced") == []
        assert (await _outcomes(service, SHOW))["tvmaze"] == "not_asked"
        async with service.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql(
                f"insert into interests values (gen_random_uuid(), 'show', {SHOW.tmdb_id}, 1, true)"
            )
        await service.imported(SHOW)
        assert len(await service.events("season.synced")) > 0


async def test_title_that_tmdb_deleted_is_marked_and_keeps_its_facts(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        before = await service.container.application.titles.get(MOVIE)
        simulator.faults("tmdb", {"status": 404, "paths": "/movie/653"})
        [job] = await service.imported(MOVIE)
        assert (job.status, job.reason_code) == (Status.FAILED, "not_found")
        gone = await service.container.application.titles.get(MOVIE)
        assert gone.deleted_at is not None
        assert gone.merged == before.merged
        assert gone.version > before.version
        simulator.faults("tmdb")
        await service.imported(MOVIE)
        assert (await service.container.application.titles.get(MOVIE)).deleted_at is None


async def test_version_guard_rejects_the_slower_writer(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        await service.imported(MOVIE)
        record = await service.container.application.titles.get(MOVIE)
        units = SqlUnitsOfWork(service.container.runtime.transactions)
        async with units.begin() as unit:
            with pytest.raises(TitleConflict):
                await unit.titles.save(record, record.version - 1)
