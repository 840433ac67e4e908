"""A provider corrects or withdraws what it returned, or writes names without end: what is kept and published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ingestion.domain.titles.facts import TitleKey
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

MOVIE, OTHER_MOVIE = TitleKey("movie", 653), TitleKey("movie", 550)
SHOW, OTHER_SHOW = (
    TitleKey(kind, number) for kind, number in [item for item in demo_titles() if item[0] == "show"][:2]
)
UNKNOWN = "tt9999999"


async def _imported(service: Service, key: TitleKey) -> dict[str, Any]:
    """Import a title in full and return its event."""
    await service.imported(key, force=True)
    return (await service.events("media.imported"))[-1]


async def _renamed(service: Service, simulator: Simulator, key: TitleKey, imdb_id: str | None) -> dict[str, Any]:
    path = "/movie" if key.kind == "movie" else "/tv"
    patch = {"imdb_id": imdb_id, "external_ids": {"imdb_id": imdb_id}}
    simulator.edit("tmdb", {"path": f"{path}/{key.tmdb_id}", "patch": patch})
    return await _imported(service, key)


async def test_ratings_follow_a_corrected_imdb_id(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        other = await _imported(service, OTHER_MOVIE)
        before = await _imported(service, MOVIE)
        after = await _renamed(service, simulator, MOVIE, other["externalIds"]["imdb"])
        assert before["ratings"]["imdb"] != other["ratings"]["imdb"]
        for source in ("imdb", "metacritic", "rottenTomatoes"):
            assert after["ratings"].get(source) == other["ratings"].get(source)
        assert after["ratings"]["tmdb"] == before["ratings"]["tmdb"]


@pytest.mark.parametrize("fault", [None, {"status": 500}])
async def test_ratings_of_the_former_imdb_id_are_dropped_when_the_new_one_brings_none(
    simulator: Simulator, start_service: StartService, fault: dict[str, Any] | None
) -> None:
    async with start_service(simulator, call_seconds=2) as service:
        before = await _imported(service, MOVIE)
        assert before["ratings"]["imdb"]["votes"] > 0
        if fault is not None:
            simulator.faults("omdb", fault)
        after = await _renamed(service, simulator, MOVIE, UNKNOWN)
        assert after["externalIds"]["imdb"] == UNKNOWN
        assert [after["ratings"].get(source) for source in ("imdb", "metacritic", "rottenTomatoes")] == [None] * 3


async def test_withdrawn_imdb_id_removes_its_ratings(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator, trakt_client_id=None) as service:
        await _imported(service, MOVIE)
        after = await _renamed(service, simulator, MOVIE, None)
        assert after["externalIds"].get("imdb") is None
        assert [after["ratings"].get(source) for source in ("imdb", "metacritic", "rottenTomatoes")] == [None] * 3


@pytest.mark.parametrize("fault", [None, {"status": 500}])
async def test_episodes_of_the_former_imdb_ids_show_are_dropped(
    simulator: Simulator, start_service: StartService, fault: dict[str, Any] | None
) -> None:
    async with start_service(simulator, call_seconds=2) as service:
        before = await _imported(service, SHOW)
        maze = before["externalIds"]["tvmaze"]
        assert maze is not None
        if fault is not None:
            simulator.faults("tvmaze", fault)
        patch = {"external_ids": {"imdb_id": UNKNOWN, "tvdb_id": None}}
        simulator.edit("tmdb", {"path": f"/tv/{SHOW.tmdb_id}", "patch": patch})
        after = await _imported(service, SHOW)
        assert after["externalIds"].get("tvmaze") is None
        latest = {season["number"]: season for season in await service.events("season.synced")}
        episodes = [episode for season in latest.values() for episode in season["episodes"]]
        assert episodes
        assert not [episode for episode in episodes if "tvmaze" in episode["numbering"]]


async def test_corrected_imdb_id_leads_to_the_other_show_at_tvmaze(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        other = await _imported(service, OTHER_SHOW)
        await _imported(service, SHOW)
        ids = {"imdb_id": other["externalIds"]["imdb"], "tvdb_id": other["externalIds"]["tvdb"]}
        simulator.edit("tmdb", {"path": f"/tv/{SHOW.tmdb_id}", "patch": {"external_ids": ids}})
        await service.imported(SHOW)
        after = (await service.events("media.imported"))[-1]
        assert after["externalIds"]["tvmaze"] == other["externalIds"]["tvmaze"]


async def test_corrected_id_of_the_same_show_keeps_its_episodes(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, trakt_client_id=None) as service:
        before = await _imported(service, SHOW)
        ids = {"imdb_id": UNKNOWN, "tvdb_id": before["externalIds"]["tvdb"]}
        maze = before["externalIds"]["tvmaze"]
        simulator.edit("tmdb", {"path": f"/tv/{SHOW.tmdb_id}", "patch": {"external_ids": ids}})
        simulator.edit("tvmaze", {"path": f"/shows/{maze}", "patch": {"externals": {"imdb": UNKNOWN}}})
        await service.imported(SHOW)
        await service.imported(SHOW)
        after = (await service.events("media.imported"))[-1]
        assert after["externalIds"]["tvmaze"] == maze
        latest = {season["number"]: season for season in await service.events("season.synced")}
        assert any("tvmaze" in episode["numbering"] for season in latest.values() for episode in season["episodes"])


async def test_values_that_a_complete_response_omits_are_cleared(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator) as service:
        before = await _imported(service, MOVIE)
        assert before["releaseDate"]
        assert before["releases"]
        assert before["ratings"]["tmdb"]
        patch = {
            "release_date": "",
            "release_dates": {"results": []},
            "status": "Canceled",
            "vote_count": 0,
            "runtime": 0,
            "poster_path": None,
            "watch/providers": {"results": dict.fromkeys(before["availability"])},
        }
        simulator.edit("tmdb", {"path": f"/movie/{MOVIE.tmdb_id}", "patch": patch})
        after = await _imported(service, MOVIE)
        cleared = ("releaseDate", "theatricalReleaseDate", "digitalReleaseDate", "posterPath")
        assert [after.get(name) for name in cleared] == [None] * 4
        assert (after["status"], after["releases"], after["availability"]) == ("Canceled", [], {})
        assert after["ratings"].get("tmdb") is None


async def test_failed_block_keeps_its_values(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator) as service:
        before = await _imported(service, MOVIE)
        error = {"success": False, "status_code": 11, "results": None}
        simulator.edit("tmdb", {"path": f"/movie/{MOVIE.tmdb_id}", "patch": {"release_dates": error, "runtime": None}})
        after = await _imported(service, MOVIE)
        assert after["releases"] == before["releases"]
        assert after["theatricalReleaseDate"] == before["theatricalReleaseDate"]
        assert before["runtimeMinutes"]


@pytest.mark.parametrize("name", ["x" * 10_000, "海" * 10_000, "🎬\x00" * 5_000])
async def test_names_of_any_length_are_imported(simulator: Simulator, start_service: StartService, name: str) -> None:
    async with start_service(simulator) as service:
        person = {"id": 1, "name": name, "character": name, "profile_path": None}
        patch = {
            "title": name,
            "overview": name,
            "genres": [{"id": 1, "name": name}],
            "keywords": {"keywords": [{"id": 1, "name": name}]},
            "credits": {"cast": [{**person, "order": 0}], "crew": [{**person, "job": "Director"}]},
        }
        simulator.edit("tmdb", {"path": f"/movie/{MOVIE.tmdb_id}", "patch": patch})
        event = await _imported(service, MOVIE)
        kept = name.replace("\x00", "")
        assert (event["title"], event["overview"], event["keywords"]) == (kept, kept, [kept])
        assert event["credits"]["cast"][0]["name"] == kept
