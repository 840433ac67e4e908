"""A show's seasons after a look: what is merged, what is remembered as told, what is asked with an entity tag."""

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
from ingestion.application.titles.import_title import ask_tvmaze
from ingestion.application.titles.seasons import (
    EpisodeMode,
    FetchedSeasons,
    SeasonSync,
    SeasonUpdate,
    ShowAnswers,
    season_update,
)
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import Episode, EpisodeFacts, Numbering, Season, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord, seasons_due
from ingestion.domain.titles.changes import NOTHING_AIRED, aired_since
from ingestion.domain.titles.facts import Facts, SeasonOutline, Source, TitleKey
from ingestion.domain.titles.identity import Ids

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SHOW = TitleKey("show", 7)
DOWN = SourceFailed("tmdb", Cause.SERVER, "status 500")
UNKNOWN = SourceFailed("tmdb", Cause.NOT_FOUND, "status 404")


def _said(number: int, *days: str) -> SeasonFacts:
    return SeasonFacts(
        number=number,
        episodes=tuple(
            EpisodeFacts(numbering=Numbering(number, at), air_date=date.fromisoformat(day))
            for at, day in enumerate(days, start=1)
        ),
    )


def _tmdb(*seasons: SeasonFacts) -> dict[int, Fetched[SeasonFacts] | SourceFailed]:
    return {season.number: Fetched(season) for season in seasons}


def _kept(update: SeasonUpdate) -> dict[int, SeasonRecord]:
    return {record.number: record for record in update.renewed}


def _aired(number: int, *days: str) -> Season:
    episodes = (
        Episode(number=at, air_date=date.fromisoformat(day), ratings={}, numbering={})
        for at, day in enumerate(days, start=1)
    )
    return Season(number=number, episodes=tuple(episodes))


def test_what_was_told_as_aired_is_remembered_although_its_air_time_is_corrected_to_later() -> None:
    corrected = SeasonUpdate((_aired(1, "2026-11-13", "2026-11-25"),))
    told = corrected.last_aired((1, 2), NOW)
    assert told == (1, 2)
    aired = _aired(1, "2026-11-13", "2026-11-25", "2026-11-26")
    week_later = NOW + timedelta(days=7)
    assert [each.episode.number for each in aired_since((aired,), told, week_later)] == [3]
    assert SeasonUpdate((aired,)).last_aired(told, week_later) == (1, 3)


def test_a_first_look_remembers_what_aired_only_when_it_was_whole() -> None:
    aired = (_aired(1, "2026-11-13"),)
    assert SeasonUpdate(aired).last_aired(None, NOW) == (1, 1)
    assert SeasonUpdate(()).last_aired(None, NOW) == NOTHING_AIRED
    assert SeasonUpdate(aired, failed=(DOWN,)).last_aired(None, NOW) is None
    assert SeasonUpdate(aired, failed=(DOWN,)).last_aired(NOTHING_AIRED, NOW) == (1, 1)


def test_a_season_that_tmdb_does_not_know_is_no_failure() -> None:
    assert season_update(7, FetchedSeasons({}, {1: UNKNOWN}), NOW).failed == ()
    assert season_update(7, FetchedSeasons({}, {1: DOWN, 2: UNKNOWN}), NOW).failed == (DOWN,)


def test_seasons_that_others_number_by_year_are_not_published_beside_tmdbs() -> None:
    days = ("2026-11-13", "2026-11-20")
    for others in ((), ("2026-11-19",), ("2026-11-27",)):
        tvmaze = (_said(2026, *days, *others),)
        update = season_update(7, FetchedSeasons({}, _tmdb(_said(5, *days)), tvmaze=tvmaze), NOW)
        assert [event.record.number for event in update.synced] == [5]
        assert update.last_aired(None, LATER) == (5, 2)


def test_without_any_season_at_tmdb_the_others_numbers_count() -> None:
    update = season_update(7, FetchedSeasons({}, tvmaze=(_said(2026, "2026-11-13"),)), NOW)
    assert update.last_aired(None, NOW) == (2026, 1)


@pytest.mark.parametrize("source", ["tvmaze", "trakt"])
def test_a_whole_answer_takes_back_the_seasons_it_no_longer_has(source: Source) -> None:
    tmdb, ours, theirs = _tmdb(_said(1, "2026-11-13")), _said(1, "2026-11-13"), _said(2, "2027-01-01")
    first = season_update(7, _others(FetchedSeasons({}, tmdb), source, ours, theirs), NOW)
    stored = _kept(first)
    assert set(stored[2].said) == {source}
    again = season_update(7, _others(FetchedSeasons(stored), source, ours), LATER)
    [emptied] = again.renewed
    assert (emptied.number, emptied.said) == (2, {})
    [told] = again.synced
    assert told.record.merged == Season(number=2, withdrawn=True)
    assert told.record.version > stored[2].version
    assert season_update(7, _others(FetchedSeasons({**stored, 2: emptied}), source, ours), LATER).renewed == ()


def _listing(*counts: int) -> tuple[SeasonOutline, ...]:
    return tuple(SeasonOutline(number, episode_count=count) for number, count in enumerate(counts, start=1))


def test_season_that_tmdb_deleted_is_withdrawn_and_supplied_by_nobody() -> None:
    both = _tmdb(_said(1, "2026-11-13"), _said(2, "2026-11-30"))
    tvmaze = (_said(1, "2026-11-13"), _said(2, "2026-11-30"))
    stored = _kept(season_update(7, FetchedSeasons({}, both, tvmaze=tvmaze, listed=_listing(1, 1)), NOW))
    assert seasons_due(_listing(1), stored, NOW, every=False) == (1, 2)
    update = season_update(7, FetchedSeasons(stored, {2: UNKNOWN}, listed=_listing(1)), LATER)
    [event] = update.synced
    assert (event.record.merged, event.record.withdrawn_at) == (Season(number=2, withdrawn=True), LATER)
    assert update.failed == ()
    kept = {**stored, **_kept(update)}
    assert seasons_due(_listing(1), kept, LATER, every=False) == (1,)
    assert season_update(7, FetchedSeasons(kept, tvmaze=tvmaze, listed=_listing(1)), LATER).synced == ()
    back = season_update(7, FetchedSeasons(kept, both, tvmaze=tvmaze, listed=_listing(1, 1)), LATER)
    assert [(event.record.number, event.record.withdrawn_at) for event in back.synced] == [(2, None)]


@pytest.mark.parametrize(
    ("result", "listed"), [(DOWN, _listing(1)), (UNKNOWN, _listing(1, 1)), (UNKNOWN, None)], ids=["5xx", "listed", "?"]
)
def test_season_is_not_withdrawn_by_a_failure_nor_while_it_is_listed(
    result: SourceFailed, listed: tuple[SeasonOutline, ...] | None
) -> None:
    tmdb = _tmdb(_said(1, "2026-11-13"), _said(2, "2026-11-30"))
    stored = _kept(season_update(7, FetchedSeasons({}, tmdb, listed=_listing(1, 1)), NOW))
    update = season_update(7, FetchedSeasons(stored, {2: result}, listed=listed), LATER)
    assert update.synced == ()
    assert {number: len(each.said["tmdb"].episodes) for number, each in {**stored, **_kept(update)}.items()} == {
        1: 1,
        2: 1,
    }


@pytest.mark.parametrize(("count", "due"), [(3, (1, 2)), (1, (1, 2)), (2, (2,)), (None, (2,))])
def test_season_is_due_at_once_when_its_listed_count_differs(count: int | None, due: tuple[int, ...]) -> None:
    tmdb = _tmdb(_said(1, "2026-11-06", "2026-11-13"), _said(2, "2026-11-14"))
    stored = _kept(season_update(7, FetchedSeasons({}, tmdb), NOW))
    outlines = (SeasonOutline(1, episode_count=count), SeasonOutline(2, episode_count=1))
    assert seasons_due(outlines, stored, NOW, every=False) == due


def test_season_with_an_episode_still_to_air_is_always_due() -> None:
    tmdb = _tmdb(_said(1, "2026-11-30"), _said(2, "2026-11-14"))
    stored = _kept(season_update(7, FetchedSeasons({}, tmdb), NOW))
    assert seasons_due(_listing(1, 1), stored, NOW, every=False) == (1, 2)


def test_episodes_that_moved_to_the_next_season_are_there_once() -> None:
    days = [f"2026-11-{day:02}" for day in range(1, 8)]
    stored = _kept(season_update(7, FetchedSeasons({}, _tmdb(_said(1, *days), _said(2))), NOW))
    moved = _tmdb(_said(1, *days[:4]), _said(2, *days[4:]))
    update = season_update(7, FetchedSeasons(stored, moved, listed=_listing(4, 3)), LATER)
    assert {season.number: len(season.episodes) for season in update.published} == {1: 4, 2: 3}


def test_answer_that_could_not_be_read_in_full_removes_no_episode() -> None:
    stored = _kept(season_update(7, FetchedSeasons({}, _tmdb(_said(1, "2026-11-06", "2026-11-13"))), NOW))
    broken = Fetched(_said(1, "2026-11-07"), '"new"', ("episodes: no list",))
    update = season_update(7, FetchedSeasons(stored, {1: broken}), LATER)
    [record] = update.renewed
    days = [episode.air_date for episode in record.said["tmdb"].episodes]
    assert days == [date(2026, 11, 7), date(2026, 11, 13)]
    assert (record.etag, record.failure) == (None, "episodes: no list")


def _others(fetched: FetchedSeasons, source: Source, *seasons: SeasonFacts) -> FetchedSeasons:
    return replace(fetched, tvmaze=seasons) if source == "tvmaze" else replace(fetched, trakt=seasons)


def test_a_source_that_told_nothing_new_takes_nothing_back() -> None:
    stored = _kept(season_update(7, FetchedSeasons({}, tvmaze=(_said(2, "2027-01-01"),)), NOW))
    assert season_update(7, FetchedSeasons(stored), LATER).renewed == ()


@pytest.mark.parametrize(("degraded", "left"), [((), {}), (("episodes: not_found",), {2: {"tvmaze"}})])
async def test_an_answer_of_tvmaze_that_is_not_whole_takes_nothing_back(
    degraded: tuple[str, ...], left: dict[int, set[Source]]
) -> None:
    async def show(**_: object) -> Fetched[tuple[Facts, tuple[SeasonFacts, ...]]]:
        return Fetched((Facts(tvmaze_id=5), ()), None, degraded)

    answers = ShowAnswers()
    await ask_tvmaze(cast(Tvmaze, SimpleNamespace(show=show)), None, Ids(), answers, None)
    stored = {2: SeasonRecord(show_id=7, number=2, said={"tvmaze": _said(2, "2027-01-01")})}
    fetched = await _Provider().ask(stored).fetch(SHOW, Facts(), answers, every=False)
    assert fetched is not None
    records = {**stored, **_kept(season_update(7, fetched, NOW))}
    assert {number: set(record.said) for number, record in records.items() if record.said} == left


@pytest.mark.parametrize("source", ["tvmaze", "trakt"])
def test_what_another_show_led_to_is_dropped_from_every_season_though_nothing_new_was_said(source: Source) -> None:
    ours, other = _said(1, "2026-12-01"), _said(2, "2010-01-01")
    stored = _kept(season_update(7, _others(FetchedSeasons({}), source, ours, other), NOW))
    stored[1] = replace(stored[1], said={**stored[1].said, "tmdb": ours})
    update = season_update(7, FetchedSeasons(stored, void=frozenset({source})), LATER)
    records = {**stored, **_kept(update)}
    assert all(source not in record.said for record in records.values())
    assert [len(record.merged.episodes) for _, record in sorted(records.items()) if record.merged] == [1, 0]


@dataclass
class _Provider:
    """Stands for TMDB and Trakt; remembers the entity tags that seasons were asked with."""

    trakt: Mapping[int, SeasonFacts] = field(default_factory=dict)
    tags: dict[int, str | None] = field(default_factory=dict)

    def ask(self, stored: Mapping[int, SeasonRecord]) -> SeasonSync:
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
        return SeasonSync(providers, cast(UnitsOfWork, SimpleNamespace(read=read)), FixedClock(NOW), EpisodeMode.GREEDY)


async def test_a_season_that_is_asked_for_again_sends_its_tag_unless_it_is_forced_or_of_another_format() -> None:
    stored = {
        1: SeasonRecord(show_id=7, number=1, etag='"one"', fetched_at=NOW - timedelta(days=8)),
        2: SeasonRecord(show_id=7, number=2, etag='"two"', fetched_at=NOW, format=0),
    }
    facts = Facts(seasons=(SeasonOutline(1), SeasonOutline(2), SeasonOutline(3)))
    asked = _Provider()
    await asked.ask(stored).fetch(SHOW, facts, ShowAnswers(), every=False)
    assert asked.tags == {1: '"one"', 2: None, 3: None}
    await asked.ask(stored).fetch(SHOW, facts, ShowAnswers(), every=False, force=True)
    assert asked.tags == {1: None, 2: None, 3: None}


async def test_refresh_of_every_season_sends_the_entity_tags() -> None:
    stored = {
        number: SeasonRecord(show_id=7, number=number, etag=f'"{number}"', fetched_at=NOW, said={"tmdb": _said(number)})
        for number in (0, 1, 2)
    }
    facts = Facts(seasons=(SeasonOutline(0), SeasonOutline(1), SeasonOutline(2)))
    asked = _Provider()
    await asked.ask(stored).fetch(SHOW, facts, ShowAnswers(), every=False)
    assert asked.tags == {2: '"2"'}
    await asked.ask(stored).fetch(SHOW, facts, ShowAnswers(), every=True)
    assert asked.tags == {0: '"0"', 1: '"1"', 2: '"2"'}


async def test_seasons_that_trakt_tells_one_by_one_take_back_no_other() -> None:
    stored = {
        number: SeasonRecord(show_id=7, number=number, said={"trakt": _said(number, "2026-11-13")}) for number in (1, 2)
    }
    trakt = _Provider(trakt={2: _said(2, "2026-11-13", "2026-11-20")})
    facts = Facts(seasons=(SeasonOutline(1), SeasonOutline(2)))
    fetched = await trakt.ask(stored).fetch(SHOW, facts, ShowAnswers(trakt_id=5), every=False)
    assert fetched is not None
    said = {record.number: record.said["trakt"] for record in season_update(7, fetched, NOW).renewed}
    assert {number: len(each.episodes) for number, each in said.items()} == {1: 1, 2: 2}
