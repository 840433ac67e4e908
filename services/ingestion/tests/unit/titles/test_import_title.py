"""Import of a title: the rules, on the ports in memory."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.ports.providers import Fetched
from ingestion.application.titles.episode_sync import SyncEpisodes
from ingestion.application.titles.import_title import ImportTitle
from ingestion.application.titles.season_fetch import EpisodeMode, SeasonFetcher
from ingestion.domain.errors import TitleConflict
from ingestion.domain.events import SeasonSynced, SignalsCollected, TitleChanged, TitleImported
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind
from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import Facts, Rating, SeasonOutline, TitleKey
from jobs.model import Status

pytestmark = pytest.mark.unit

MOVIE = TitleKey("movie", 550)
SHOW = TitleKey("show", 7)
MOVIE_FACTS = Facts(title="Fight Club", imdb_id="tt0137523", status="Released", popularity=48.7)
SHOW_FACTS = Facts(title="Show", imdb_id="tt7", tvdb_id=70, seasons=(SeasonOutline(1, episode_count=2),))
SERVER = SourceFailed("trakt", Cause.SERVER, "status 500")


def _importer(world: World, mode: EpisodeMode = EpisodeMode.GREEDY) -> ImportTitle:
    fetcher = SeasonFetcher(world.providers, world.units, world.clock, mode)
    return ImportTitle(world.providers, world.units, world.clock, fetcher, lambda _: False)


def _season(number: int, *days: str) -> SeasonFacts:
    episodes = (
        EpisodeFacts(numbering=Numbering(number, at), air_date=date.fromisoformat(day))
        for at, day in enumerate(days, start=1)
    )
    return SeasonFacts(number=number, episodes=tuple(episodes))


@pytest.fixture
def movie(world: World) -> World:
    world.tmdb.titles[MOVIE] = Fetched(MOVIE_FACTS, '"1"')
    world.trakt.response = Fetched(Facts(trakt_id=77, live_watchers=12, total_watchers=900))
    world.omdb.response = Fetched(Facts(ratings={"imdb": Rating(8.8, 2_000_000)}))
    return world


@pytest.fixture
def show(world: World) -> World:
    world.tmdb.titles[SHOW] = Fetched(SHOW_FACTS, '"1"')
    world.tmdb.seasons[7, 1] = Fetched(_season(1, "2026-11-06", "2026-11-13"))
    world.trakt.response = Fetched(Facts(trakt_id=77))
    world.omdb.response = Fetched(Facts())
    world.tvmaze.response = Fetched((Facts(tvmaze_id=5), (_season(1, "2026-11-06", "2026-11-13"),)))
    return world


async def test_import_stores_and_publishes_the_merged_title_and_ends_the_job(movie: World) -> None:
    run = await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    record = movie.units.stored.titles[MOVIE]
    assert (record.merged.facts.title, record.merged.facts.trakt_id) == ("Fight Club", 77)
    assert record.merged.provenance["ratings.imdb"] == "omdb"
    assert record.imported_at == record.offers_at == NOW
    assert [event.record for event in movie.events(TitleImported)] == [record]
    [signals] = movie.events(SignalsCollected)
    assert (signals.live_watchers, signals.popularity) == (12, 48.7)
    assert signals.ratings == {"imdb": Rating(8.8, 2_000_000)}
    assert run.finished
    assert movie.units.stored.jobs[run.job.id].status is Status.READY


async def test_movie_is_not_requested_from_tvmaze(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    assert movie.tvmaze.calls == []
    assert movie.units.stored.titles[MOVIE].observations["tvmaze"].outcome == "not_asked"


async def test_failure_of_an_optional_provider_keeps_its_last_facts(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    movie.clock.instant = NOW + timedelta(days=1)
    movie.trakt.response = SERVER
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    record = movie.units.stored.titles[MOVIE]
    assert record.observations["trakt"].outcome == "failed"
    assert record.merged.facts.trakt_id == 77
    assert movie.events(SignalsCollected)[-1].live_watchers is None


async def test_rating_is_observed_when_its_source_returns_it_or_states_that_it_is_unchanged(movie: World) -> None:
    movie.tmdb.titles[MOVIE] = Fetched(replace(MOVIE_FACTS, ratings={"tmdb": Rating(8.4, 28_000)}), '"1"')
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    movie.tmdb.titles[MOVIE] = Fetched(None, '"1"')
    movie.omdb.response = SERVER
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)

    first, second = movie.events(SignalsCollected)
    assert first.ratings == {"tmdb": Rating(8.4, 28_000), "imdb": Rating(8.8, 2_000_000)}
    assert second.ratings == {"tmdb": Rating(8.4, 28_000)}
    assert set(movie.units.stored.titles[MOVIE].merged.facts.ratings or {}) == {"tmdb", "imdb"}


async def test_refresh_sends_the_entity_tag_unless_forced(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    movie.tmdb.titles[MOVIE] = Fetched(None, '"1"')
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE, force=True)
    assert [call[2] for call in movie.tmdb.calls] == [None, '"1"', None]
    assert movie.units.stored.titles[MOVIE].merged.facts.title == "Fight Club"


async def test_ids_of_trakt_lead_to_omdb_when_tmdb_has_no_imdb_id(movie: World) -> None:
    movie.tmdb.titles[MOVIE] = Fetched(replace(MOVIE_FACTS, imdb_id=None))
    movie.trakt.response = Fetched(Facts(trakt_id=77, imdb_id="tt1"))
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    assert movie.omdb.calls == ["tt1"]


async def test_title_without_imdb_id_is_not_requested_from_omdb(movie: World) -> None:
    movie.tmdb.titles[MOVIE] = Fetched(replace(MOVIE_FACTS, imdb_id=None))
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    observation = movie.units.stored.titles[MOVIE].observations["omdb"]
    assert (observation.outcome, observation.detail) == ("not_asked", "the title has no IMDb id")


async def test_changed_status_is_published(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    movie.tmdb.titles[MOVIE] = Fetched(replace(MOVIE_FACTS, status="Canceled"))
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    [change] = movie.events(TitleChanged)
    assert change.changes.status is not None
    assert change.changes.status.after == "Canceled"


async def test_unknown_title_fails_and_stores_nothing(movie: World) -> None:
    with pytest.raises(SourceFailed, match="404"):
        await movie.run(_importer(movie), JobKind.SYNC_MOVIE, TitleKey("movie", 1))
    assert movie.units.stored.titles == {}


async def test_title_that_tmdb_deleted_is_marked_and_its_successor_is_imported(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    del movie.tmdb.titles[MOVIE]
    movie.tmdb.successors["tt0137523"] = TitleKey("movie", 551)
    with pytest.raises(SourceFailed):
        await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    record = movie.units.stored.titles[MOVIE]
    assert (record.deleted_at, record.successor) == (NOW, TitleKey("movie", 551))
    assert record.merged.facts.title == "Fight Club"
    assert TitleKey("movie", 551) in [job.title for job in movie.jobs(JobKind.SYNC_MOVIE)]


async def test_title_that_changed_during_the_import_is_a_conflict_and_nothing_is_stored(movie: World) -> None:
    await movie.run(_importer(movie), JobKind.SYNC_MOVIE, MOVIE)
    before = movie.units.stored.titles[MOVIE]
    importer = _importer(movie)
    original = movie.omdb.title

    async def change_meanwhile(kind: str, imdb_id: str) -> Fetched[Facts]:
        movie.units.stored.titles[MOVIE] = replace(before, version=before.version + 1)
        return await original("movie", imdb_id)

    movie.omdb.title = change_meanwhile  # type: ignore[method-assign]
    with pytest.raises(TitleConflict):
        await movie.run(importer, JobKind.SYNC_MOVIE, MOVIE)
    assert len(movie.events(TitleImported)) == 1


async def test_show_is_imported_with_its_seasons(show: World) -> None:
    await show.run(_importer(show), JobKind.SYNC_SHOW, SHOW)
    record = show.units.stored.titles[SHOW]
    assert record.last_aired == (1, 2)
    assert show.units.stored.seasons[7, 1].facts.keys() == {"tmdb", "tvmaze"}
    assert [event.record.number for event in show.events(SeasonSynced)] == [1]


async def test_failed_season_is_synced_by_a_later_job(show: World) -> None:
    show.tmdb.seasons[7, 1] = SourceFailed("tmdb", Cause.SERVER, "status 500")
    await show.run(_importer(show), JobKind.SYNC_SHOW, SHOW)
    [job] = show.jobs(JobKind.EPISODE_SYNC)
    assert (job.title, job.run_at) == (SHOW, NOW + timedelta(minutes=5))
    assert show.units.stored.titles[SHOW].last_aired is None


async def test_air_times_that_wait_for_tvmaze_are_synced_when_it_is_available_again(show: World) -> None:
    retry_at = NOW + timedelta(hours=1)
    show.tvmaze.response = SourceFailed("tvmaze", Cause.QUOTA, "no budget", retry_at=retry_at)
    await show.run(_importer(show), JobKind.SYNC_SHOW, SHOW)
    assert [job.run_at for job in show.jobs(JobKind.EPISODE_SYNC)] == [retry_at]


async def test_show_without_followers_has_no_seasons_on_demand(show: World) -> None:
    await show.run(_importer(show, EpisodeMode.ON_DEMAND), JobKind.SYNC_SHOW, SHOW)
    assert show.tvmaze.calls == []
    assert show.units.stored.seasons == {}


async def test_sync_of_episodes_stores_what_was_fetched_before_it_raises_a_failure(show: World) -> None:
    await show.run(_importer(show), JobKind.SYNC_SHOW, SHOW)
    show.clock.instant = NOW + timedelta(days=8)
    show.tmdb.seasons[7, 1] = SourceFailed("tmdb", Cause.SERVER, "status 500")
    show.tvmaze.response = Fetched((Facts(tvmaze_id=5, tvdb_id=70), (_season(1, "2026-11-06", "2026-11-14"),)))
    fetcher = SeasonFetcher(show.providers, show.units, show.clock, EpisodeMode.GREEDY)
    sync = SyncEpisodes(show.providers, show.units, show.clock, fetcher)
    with pytest.raises(SourceFailed, match="500"):
        await show.run(sync, JobKind.EPISODE_SYNC, SHOW)
    assert show.units.stored.titles[SHOW].observations["tvmaze"].fetched_at == show.clock.now()
    assert [job.status for job in show.jobs(JobKind.EPISODE_SYNC)] == [Status.PROCESSING]


async def test_sync_of_episodes_waits_for_tvmaze(show: World) -> None:
    await show.run(_importer(show), JobKind.SYNC_SHOW, SHOW)
    show.tvmaze.response = SourceFailed("tvmaze", Cause.QUOTA, "no budget")
    fetcher = SeasonFetcher(show.providers, show.units, show.clock, EpisodeMode.GREEDY)
    version = show.units.stored.titles[SHOW].version
    with pytest.raises(SourceFailed, match="budget"):
        await show.run(SyncEpisodes(show.providers, show.units, show.clock, fetcher), JobKind.EPISODE_SYNC, SHOW)
    assert show.units.stored.titles[SHOW].version == version
