"""Which seasons a sync fetches, and with which entity tags."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from chassis.testing.clock import FixedClock
from ingestion.application.ports.providers import Fetched, Providers, Tmdb, Trakt, Tvmaze
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.titles.provider_responses import query_tvmaze
from ingestion.application.titles.season_fetch import EpisodeMode, SeasonFetcher, SeasonQuery
from ingestion.application.titles.season_update import merged_records, update_seasons
from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Facts, SeasonOutline, Source, TitleKey
from ingestion.domain.titles.identity import Ids

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SHOW = TitleKey("show", 7)


def _season_facts(number: int, *days: str) -> SeasonFacts:
    return SeasonFacts(
        number=number,
        episodes=tuple(
            EpisodeFacts(numbering=Numbering(number, at), air_date=date.fromisoformat(day))
            for at, day in enumerate(days, start=1)
        ),
    )


def _query(*numbers: int, trakt_id: int | None = None) -> SeasonQuery:
    return SeasonQuery(SHOW, tuple(SeasonOutline(number) for number in numbers), trakt_id=trakt_id)


@dataclass
class FakeProvider:
    """TMDB and Trakt; records the entity tags that were sent with each season."""

    trakt: Mapping[int, SeasonFacts] = field(default_factory=dict)
    tags: dict[int, str | None] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def fetcher(self, stored: Mapping[int, SeasonRecord]) -> SeasonFetcher:
        async def of_show(_: int) -> Mapping[int, SeasonRecord]:
            return stored

        async def season(_: int, number: int, etag: str | None) -> Fetched[SeasonFacts]:
            self.tags[number] = etag
            return Fetched(None, etag)

        async def trakt_seasons(_: int) -> tuple[SeasonFacts, ...]:
            return tuple(SeasonFacts(number=number) for number in self.trakt)

        async def trakt_season(_: int, number: int) -> SeasonFacts:
            return self.trakt[number]

        @asynccontextmanager
        async def read() -> AsyncIterator[SimpleNamespace]:
            yield SimpleNamespace(seasons=SimpleNamespace(of_show=of_show))

        providers = Providers(
            tmdb=cast(Tmdb, SimpleNamespace(season=season)),
            trakt=cast(Trakt, SimpleNamespace(seasons=trakt_seasons, season=trakt_season)),
        )
        units = cast(UnitsOfWork, SimpleNamespace(read=read))
        return SeasonFetcher(providers, units, FixedClock(NOW), EpisodeMode.GREEDY, self.languages)


async def test_entity_tag_is_sent_unless_forced_or_of_another_format() -> None:
    stored = {
        1: SeasonRecord(show_id=7, number=1, etag='"one"', fetched_at=NOW - timedelta(days=8)),
        2: SeasonRecord(show_id=7, number=2, etag='"two"', fetched_at=NOW, format=0),
    }
    provider = FakeProvider()
    await provider.fetcher(stored).fetch(_query(1, 2, 3), syncs_episodes=True)
    assert provider.tags == {1: '"one"', 2: None, 3: None}
    await provider.fetcher(stored).fetch(_query(1, 2, 3), syncs_episodes=True, force=True)
    assert provider.tags == {1: None, 2: None, 3: None}


async def test_season_is_requested_whole_when_the_languages_of_episodes_change() -> None:
    facts = replace(_season_facts(1), languages=("uk",))
    stored = {1: SeasonRecord(show_id=7, number=1, etag='"one"', fetched_at=NOW, facts={"tmdb": facts})}
    for languages, tag in ((("uk",), '"one"'), ((), None), (("uk", "fa"), None)):
        provider = FakeProvider(languages=languages)
        await provider.fetcher(stored).fetch(_query(1), syncs_episodes=True)
        assert provider.tags == {1: tag}


async def test_refresh_of_every_season_sends_the_entity_tags() -> None:
    stored = {
        number: SeasonRecord(
            show_id=7, number=number, etag=f'"{number}"', fetched_at=NOW, facts={"tmdb": _season_facts(number)}
        )
        for number in (0, 1, 2)
    }
    provider = FakeProvider()
    await provider.fetcher(stored).fetch(_query(0, 1, 2), syncs_episodes=True)
    assert provider.tags == {2: '"2"'}
    await provider.fetcher(stored).fetch(_query(0, 1, 2), syncs_episodes=True, every=True)
    assert provider.tags == {0: '"0"', 1: '"1"', 2: '"2"'}


async def test_seasons_that_trakt_returns_one_by_one_withdraw_no_other() -> None:
    stored = {
        number: SeasonRecord(show_id=7, number=number, facts={"trakt": _season_facts(number, "2026-11-13")})
        for number in (1, 2)
    }
    provider = FakeProvider(trakt={2: _season_facts(2, "2026-11-13", "2026-11-20")})
    fetched = await provider.fetcher(stored).fetch(_query(1, 2, trakt_id=5), syncs_episodes=True)
    assert fetched is not None
    records = merged_records(7, fetched, NOW)
    assert {record.number: len(record.facts["trakt"].episodes) for record in records} == {1: 1, 2: 2}


@pytest.mark.parametrize(("degraded", "left"), [((), {}), (("episodes: not_found",), {2: {"tvmaze"}})])
async def test_incomplete_response_of_tvmaze_withdraws_no_season(
    degraded: tuple[str, ...], left: dict[int, set[Source]]
) -> None:
    async def show(**_: object) -> Fetched[tuple[Facts, tuple[SeasonFacts, ...]]]:
        return Fetched((Facts(tvmaze_id=5), ()), None, degraded)

    _, guide = await query_tvmaze(cast(Tvmaze, SimpleNamespace(show=show)), None, Ids(), None)
    stored = {2: SeasonRecord(show_id=7, number=2, facts={"tvmaze": _season_facts(2, "2027-01-01")})}
    query = SeasonQuery(SHOW, None, guide)
    fetched = await FakeProvider().fetcher(stored).fetch(query, syncs_episodes=True)
    assert fetched is not None
    records = {**stored, **{record.number: record for record in update_seasons(7, fetched, NOW).records}}
    assert {number: set(record.facts) for number, record in records.items() if record.facts} == left


async def test_seasons_of_a_show_without_followers_are_not_fetched() -> None:
    provider = FakeProvider()
    assert await provider.fetcher({}).fetch(_query(1, 2), syncs_episodes=False) is None
    assert provider.tags == {}
