"""A show's seasons after a sync: what is merged, stored and published."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ingestion.application.ports.providers import Fetched
from ingestion.application.titles.season_update import FetchedSeasons, SeasonUpdate, content_hash, update_seasons
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import Episode, EpisodeFacts, Numbering, Season, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord, seasons_due
from ingestion.domain.titles.changes import NOTHING_AIRED, aired_since
from ingestion.domain.titles.facts import SeasonOutline, Source, Text, TitleKey

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SHOW = TitleKey("show", 7)
DOWN = SourceFailed("tmdb", Cause.SERVER, "status 500")
UNKNOWN = SourceFailed("tmdb", Cause.NOT_FOUND, "status 404")


def _season_facts(number: int, *days: str) -> SeasonFacts:
    return SeasonFacts(
        number=number,
        episodes=tuple(
            EpisodeFacts(numbering=Numbering(number, at), air_date=date.fromisoformat(day))
            for at, day in enumerate(days, start=1)
        ),
    )


def _tmdb(*seasons: SeasonFacts) -> dict[int, Fetched[SeasonFacts] | SourceFailed]:
    return {season.number: Fetched(season) for season in seasons}


def _records(update: SeasonUpdate) -> dict[int, SeasonRecord]:
    return {record.number: record for record in update.records}


def _aired(number: int, *days: str) -> Season:
    episodes = (
        Episode(number=at, air_date=date.fromisoformat(day), ratings={}, numbering={})
        for at, day in enumerate(days, start=1)
    )
    return Season(number=number, episodes=tuple(episodes))


def test_last_aired_episode_never_falls() -> None:
    corrected = SeasonUpdate((_aired(1, "2026-11-13", "2026-11-25"),))
    last = corrected.last_aired((1, 2), NOW)
    assert last == (1, 2)
    aired = _aired(1, "2026-11-13", "2026-11-25", "2026-11-26")
    week_later = NOW + timedelta(days=7)
    assert [episode.episode.number for episode in aired_since((aired,), last, week_later)] == [3]
    assert SeasonUpdate((aired,)).last_aired(last, week_later) == (1, 3)


def test_first_sync_with_a_failure_leaves_last_aired_open() -> None:
    aired = (_aired(1, "2026-11-13"),)
    assert SeasonUpdate(aired).last_aired(None, NOW) == (1, 1)
    assert SeasonUpdate(()).last_aired(None, NOW) == NOTHING_AIRED
    assert SeasonUpdate(aired, failures=(DOWN,)).last_aired(None, NOW) is None
    assert SeasonUpdate(aired, failures=(DOWN,)).last_aired(NOTHING_AIRED, NOW) == (1, 1)


def test_season_that_tmdb_does_not_have_is_no_failure() -> None:
    assert update_seasons(7, FetchedSeasons({}, {1: UNKNOWN}), NOW).failures == ()
    assert update_seasons(7, FetchedSeasons({}, {1: DOWN, 2: UNKNOWN}), NOW).failures == (DOWN,)


def test_seasons_numbered_by_year_are_not_published_beside_those_of_tmdb() -> None:
    days = ("2026-11-13", "2026-11-20")
    for others in ((), ("2026-11-19",), ("2026-11-27",)):
        tvmaze = (_season_facts(2026, *days, *others),)
        update = update_seasons(7, FetchedSeasons({}, _tmdb(_season_facts(5, *days)), tvmaze=tvmaze), NOW)
        assert [event.record.number for event in update.events] == [5]
        assert update.last_aired(None, LATER) == (5, 2)


def test_numbers_of_other_providers_count_when_tmdb_has_no_season() -> None:
    update = update_seasons(7, FetchedSeasons({}, tvmaze=(_season_facts(2026, "2026-11-13"),)), NOW)
    assert update.last_aired(None, NOW) == (2026, 1)


@pytest.mark.parametrize("source", ["tvmaze", "trakt"])
def test_complete_response_withdraws_the_seasons_that_it_lacks(source: Source) -> None:
    tmdb, ours, theirs = (
        _tmdb(_season_facts(1, "2026-11-13")),
        _season_facts(1, "2026-11-13"),
        _season_facts(2, "2027-01-01"),
    )
    first = update_seasons(7, _others(FetchedSeasons({}, tmdb), source, ours, theirs), NOW)
    stored = _records(first)
    assert set(stored[2].facts) == {source}
    again = update_seasons(7, _others(FetchedSeasons(stored), source, ours), LATER)
    [emptied] = again.records
    assert (emptied.number, emptied.facts) == (2, {})
    [event] = again.events
    assert event.record.merged == Season(number=2, withdrawn=True)
    assert event.record.version > stored[2].version
    assert update_seasons(7, _others(FetchedSeasons({**stored, 2: emptied}), source, ours), LATER).records == ()


def _outlines(*counts: int) -> tuple[SeasonOutline, ...]:
    return tuple(SeasonOutline(number, episode_count=count) for number, count in enumerate(counts, start=1))


def test_season_that_tmdb_deleted_is_withdrawn_and_not_supplied_by_others() -> None:
    both = _tmdb(_season_facts(1, "2026-11-13"), _season_facts(2, "2026-11-30"))
    tvmaze = (_season_facts(1, "2026-11-13"), _season_facts(2, "2026-11-30"))
    stored = _records(update_seasons(7, FetchedSeasons({}, both, tvmaze=tvmaze, outlines=_outlines(1, 1)), NOW))
    assert seasons_due(_outlines(1), stored, NOW, every=False) == (1, 2)
    update = update_seasons(7, FetchedSeasons(stored, {2: UNKNOWN}, outlines=_outlines(1)), LATER)
    [event] = update.events
    assert (event.record.merged, event.record.withdrawn_at) == (Season(number=2, withdrawn=True), LATER)
    assert update.failures == ()
    records = {**stored, **_records(update)}
    assert seasons_due(_outlines(1), records, LATER, every=False) == (1,)
    assert update_seasons(7, FetchedSeasons(records, tvmaze=tvmaze, outlines=_outlines(1)), LATER).events == ()
    back = update_seasons(7, FetchedSeasons(records, both, tvmaze=tvmaze, outlines=_outlines(1, 1)), LATER)
    assert [(event.record.number, event.record.withdrawn_at) for event in back.events] == [(2, None)]


@pytest.mark.parametrize(
    ("result", "outlines"),
    [(DOWN, _outlines(1)), (UNKNOWN, _outlines(1, 1)), (UNKNOWN, None)],
    ids=["5xx", "listed", "?"],
)
def test_season_is_not_withdrawn_by_a_failure_nor_while_it_is_listed(
    result: SourceFailed, outlines: tuple[SeasonOutline, ...] | None
) -> None:
    tmdb = _tmdb(_season_facts(1, "2026-11-13"), _season_facts(2, "2026-11-30"))
    stored = _records(update_seasons(7, FetchedSeasons({}, tmdb, outlines=_outlines(1, 1)), NOW))
    update = update_seasons(7, FetchedSeasons(stored, {2: result}, outlines=outlines), LATER)
    assert update.events == ()
    assert {
        number: len(record.facts["tmdb"].episodes) for number, record in {**stored, **_records(update)}.items()
    } == {
        1: 1,
        2: 1,
    }


@pytest.mark.parametrize(("count", "due"), [(3, (1, 2)), (1, (1, 2)), (2, (2,)), (None, (2,))])
def test_season_is_due_at_once_when_its_listed_count_differs(count: int | None, due: tuple[int, ...]) -> None:
    tmdb = _tmdb(_season_facts(1, "2026-11-06", "2026-11-13"), _season_facts(2, "2026-11-14"))
    stored = _records(update_seasons(7, FetchedSeasons({}, tmdb), NOW))
    outlines = (SeasonOutline(1, episode_count=count), SeasonOutline(2, episode_count=1))
    assert seasons_due(outlines, stored, NOW, every=False) == due


def test_season_with_an_episode_still_to_air_is_always_due() -> None:
    tmdb = _tmdb(_season_facts(1, "2026-11-30"), _season_facts(2, "2026-11-14"))
    stored = _records(update_seasons(7, FetchedSeasons({}, tmdb), NOW))
    assert seasons_due(_outlines(1, 1), stored, NOW, every=False) == (1, 2)


def test_episodes_that_moved_to_the_next_season_appear_once() -> None:
    days = [f"2026-11-{day:02}" for day in range(1, 8)]
    stored = _records(update_seasons(7, FetchedSeasons({}, _tmdb(_season_facts(1, *days), _season_facts(2))), NOW))
    moved = _tmdb(_season_facts(1, *days[:4]), _season_facts(2, *days[4:]))
    update = update_seasons(7, FetchedSeasons(stored, moved, outlines=_outlines(4, 3)), LATER)
    assert {season.number: len(season.episodes) for season in update.published} == {1: 4, 2: 3}


def test_degraded_response_removes_no_episode() -> None:
    stored = _records(update_seasons(7, FetchedSeasons({}, _tmdb(_season_facts(1, "2026-11-06", "2026-11-13"))), NOW))
    broken = Fetched(_season_facts(1, "2026-11-07"), '"new"', ("episodes: no list",))
    update = update_seasons(7, FetchedSeasons(stored, {1: broken}), LATER)
    [record] = update.records
    days = [episode.air_date for episode in record.facts["tmdb"].episodes]
    assert days == [date(2026, 11, 7), date(2026, 11, 13)]
    assert (record.etag, record.failure) == (None, "episodes: no list")


def _others(fetched: FetchedSeasons, source: Source, *seasons: SeasonFacts) -> FetchedSeasons:
    return replace(fetched, tvmaze=seasons) if source == "tvmaze" else replace(fetched, trakt=seasons)


def test_provider_without_a_new_response_withdraws_nothing() -> None:
    stored = _records(update_seasons(7, FetchedSeasons({}, tvmaze=(_season_facts(2, "2027-01-01"),)), NOW))
    assert update_seasons(7, FetchedSeasons(stored), LATER).records == ()


@pytest.mark.parametrize("source", ["tvmaze", "trakt"])
def test_facts_of_a_void_provider_are_dropped_from_every_season(source: Source) -> None:
    ours, other = _season_facts(1, "2026-12-01"), _season_facts(2, "2010-01-01")
    stored = _records(update_seasons(7, _others(FetchedSeasons({}), source, ours, other), NOW))
    stored[1] = replace(stored[1], facts={**stored[1].facts, "tmdb": ours})
    update = update_seasons(7, FetchedSeasons(stored, void=frozenset({source})), LATER)
    records = {**stored, **_records(update)}
    assert all(source not in record.facts for record in records.values())
    assert [len(record.merged.episodes) for _, record in sorted(records.items()) if record.merged] == [1, 0]


def _translated(season: SeasonFacts, **texts: str) -> SeasonFacts:
    translations = {language: Text(title, None) for language, title in texts.items()}
    episodes = tuple(replace(episode, translations=translations) for episode in season.episodes)
    return replace(season, episodes=episodes, languages=("uk", "fa"))


def test_texts_of_episodes_are_published_and_kept_when_a_language_fails() -> None:
    plain = _season_facts(1, "2026-11-13")
    first = update_seasons(7, FetchedSeasons({}, tmdb=_tmdb(_translated(plain, uk="Пілот", fa="آغاز"))), NOW)
    [record] = first.records
    assert record.merged is not None
    assert record.merged.episodes[0].translations == {"uk": Text("Пілот", None), "fa": Text("آغاز", None)}

    degraded = Fetched(_translated(plain, uk="Початок"), '"2"', ("episodes in fa: status 500",))
    second = update_seasons(7, FetchedSeasons({1: record}, tmdb={1: degraded}), LATER)
    [changed] = second.records
    assert changed.merged is not None
    assert changed.merged.episodes[0].translations == {"uk": Text("Початок", None), "fa": Text("آغاز", None)}
    assert (changed.etag, changed.failure) == (None, "episodes in fa: status 500")

    third = update_seasons(7, FetchedSeasons({1: changed}, tmdb=_tmdb(_translated(plain, uk="Початок"))), LATER)
    [complete] = third.records
    assert complete.merged is not None
    assert complete.merged.episodes[0].translations == {"uk": Text("Початок", None)}


BEFORE = (
    "Season(number=1, name='One', overview=None, poster_path=None, air_date=None, translations={}, episodes=(Episode("
    "number=1, title='A', overview=None, air_date=None, airs_at=None, runtime_minutes=None, still_path=None,"
    " ratings={}, numbering={}),), withdrawn=False)"
)


def test_season_without_texts_of_episodes_has_the_hash_of_the_release_before() -> None:
    season = Season(number=1, name="One", episodes=(Episode(number=1, title="A", ratings={}, numbering={}),))
    assert content_hash(season) == hashlib.sha256(BEFORE.encode()).hexdigest()
    texts = {"uk": Text("А", None)}
    translated = replace(season, episodes=(replace(season.episodes[0], translations=texts),))
    assert content_hash(translated) != content_hash(season)
