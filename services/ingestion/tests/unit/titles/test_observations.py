"""The merge rules: a failure keeps values, a complete response clears them, another id drops them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ingestion.domain.failures import Cause
from ingestion.domain.titles.facts import Facts, Genre, Offers, RatedBy, Rating, Release, Source
from ingestion.domain.titles.merging import merge, next_version
from ingestion.domain.titles.observations import FORMAT, Observation, Outcome, ProviderResponse, observe, overlay

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TODAY = NOON.date()


def _omdb(ratings: dict[RatedBy, Rating]) -> Observation:
    return observe(None, ProviderResponse("omdb", "ok", NOON, facts=Facts(ratings=ratings)))


def test_failure_keeps_the_values_and_stores_the_outcome() -> None:
    returned = _omdb({"imdb": Rating(8.8, 2_000_000), "metacritic": Rating(66)})
    failed = observe(returned, ProviderResponse("omdb", "failed", LATER, cause=Cause.SERVER, detail="status 503"))
    assert failed.facts.ratings == {"imdb": Rating(8.8, 2_000_000), "metacritic": Rating(66)}
    assert (failed.fetched_at, failed.attempted_at, failed.outcome) == (NOON, LATER, "failed")
    assert (failed.cause, failed.detail) == (Cause.SERVER, "status 503")


@pytest.mark.parametrize("outcome", ["not_configured", "not_asked"])
def test_other_outcomes_clear_no_values(outcome: Outcome) -> None:
    kept = observe(_omdb({"imdb": Rating(8.8, 10)}), ProviderResponse("omdb", outcome, LATER))
    assert kept.facts.ratings == {"imdb": Rating(8.8, 10)}
    assert kept.outcome == outcome


def test_failure_of_a_provider_without_responses_has_no_values() -> None:
    first = observe(None, ProviderResponse("trakt", "failed", NOON, cause=Cause.TIMEOUT))
    assert first.facts == Facts()
    assert first.fetched_at is None


def test_title_that_a_provider_no_longer_has_loses_its_values() -> None:
    gone = observe(
        _omdb({"imdb": Rating(8.8, 10)}), ProviderResponse("omdb", "not_found", LATER, cause=Cause.NOT_FOUND)
    )
    assert (gone.facts, gone.fetched_at, gone.outcome) == (Facts(), None, "not_found")


def test_error_without_data_keeps_the_values() -> None:
    kept = observe(_omdb({"imdb": Rating(8.8, 10)}), ProviderResponse("omdb", "not_found", LATER, cause=Cause.NO_DATA))
    assert kept.facts.ratings == {"imdb": Rating(8.8, 10)}


def test_title_that_tmdb_deleted_keeps_its_facts() -> None:
    returned = observe(None, ProviderResponse("tmdb", "ok", NOON, facts=Facts(title="X")))
    assert observe(returned, ProviderResponse("tmdb", "not_found", LATER, cause=Cause.NOT_FOUND)).facts.title == "X"


def test_complete_response_clears_every_value_that_it_omits() -> None:
    before = Facts(
        imdb_id="tt1",
        overview="Text",
        status="Released",
        release_date=TODAY,
        digital_release_date=TODAY,
        releases=(Release("US", TODAY, "digital"),),
        certifications={"US": "R"},
        runtime_minutes=90,
        poster_path="/p.jpg",
        genres=(Genre(18, "Drama"),),
        availability={"US": Offers()},
        ratings={"tmdb": Rating(8.0, 9)},
        next_air_date=TODAY,
        live_watchers=9,
        total_watchers=100,
    )
    assert overlay(before, Facts(title="X")) == Facts(title="X")


def test_values_that_a_response_does_not_cover_stay_part_by_part() -> None:
    before = Facts(
        runtime_minutes=90,
        status="Released",
        ratings={"imdb": Rating(8.8, 10), "metacritic": Rating(80)},
        availability={"US": Offers("us"), "GB": Offers("gb")},
        genres=(Genre(18, "Drama"),),
    )
    now = Facts(availability={"US": Offers("new")}, genres=(Genre(35, "Comedy"),))
    unread = frozenset({"runtime_minutes", "ratings.imdb", "availability", "genres"})
    assert overlay(before, now, unread) == Facts(
        runtime_minutes=90,
        ratings={"imdb": Rating(8.8, 10)},
        availability={"US": Offers("new"), "GB": Offers("gb")},
        genres=(Genre(35, "Comedy"),),
    )


def _under(origin: str, **facts: Any) -> Observation:
    return observe(None, ProviderResponse("omdb", "ok", NOON, facts=Facts(**facts), origins=(origin,), etag='"1"'))


@pytest.mark.parametrize("outcome", ["failed", "not_found", "not_asked", "not_configured"])
@pytest.mark.parametrize("origins", [("imdb:tt2",), ()])
def test_values_of_another_id_are_dropped_however_the_request_ended(outcome: Outcome, origins: tuple[str, ...]) -> None:
    before = _under("imdb:tt1", ratings={"imdb": Rating(8.8, 10)})
    after = observe(before, ProviderResponse("omdb", outcome, LATER, origins=origins))
    assert (after.facts, after.fetched_at, after.etag, after.outcome) == (Facts(), None, None, outcome)


def test_unchanged_response_under_another_id_leaves_no_entity_tag() -> None:
    before = _under("imdb:tt1", ratings={"imdb": Rating(8.8, 10)})
    after = observe(before, ProviderResponse("omdb", "ok", LATER, origins=("imdb:tt2",), etag='"1"'))
    assert (after.facts, after.etag) == (Facts(), None)


def test_failure_under_the_same_id_keeps_the_values_and_their_origin() -> None:
    before = _under("imdb:tt1", ratings={"imdb": Rating(8.8, 10)})
    after = observe(before, ProviderResponse("omdb", "failed", LATER, origins=("imdb:tt1",)))
    assert (after.facts, after.origin) == (before.facts, "imdb:tt1")


def test_observation_without_an_origin_belongs_to_the_id_in_its_facts() -> None:
    old = Observation("omdb", "ok", NOON, Facts(imdb_id="tt1", ratings={"imdb": Rating(8.8, 10)}), NOON)
    assert observe(old, ProviderResponse("omdb", "failed", LATER, origins=("imdb:tt1",))).facts == old.facts
    assert observe(old, ProviderResponse("omdb", "failed", LATER, origins=("imdb:tt2",))).facts == Facts()


def test_values_that_the_provider_disowned_are_dropped_by_a_failure() -> None:
    before = observe(None, ProviderResponse("trakt", "ok", NOON, facts=Facts(trakt_id=7), origins=("tmdb:5",)))
    after = observe(before, ProviderResponse("trakt", "failed", LATER, origins=("tmdb:5",), disowned=True))
    assert after.facts == Facts()


def test_show_with_another_imdb_id_at_tvmaze_is_dropped_although_the_tvdb_id_stays() -> None:
    facts = Facts(tvmaze_id=12, imdb_id="tt1", tvdb_id=5)
    before = observe(None, ProviderResponse("tvmaze", "ok", NOON, facts=facts, origins=("tvdb:5",)))
    assert observe(before, ProviderResponse("tvmaze", "failed", LATER, origins=("imdb:tt1", "tvdb:5"))).facts == facts
    assert observe(before, ProviderResponse("tvmaze", "failed", LATER, origins=("imdb:tt2", "tvdb:5"))).facts == Facts()


def test_unchanged_response_keeps_the_facts_and_is_fresh() -> None:
    returned = observe(None, ProviderResponse("tmdb", "ok", NOON, facts=Facts(title="Fight Club"), etag='W/"1"'))
    again = observe(returned, ProviderResponse("tmdb", "ok", LATER, facts=None, etag='W/"1"'))
    assert (again.facts.title, again.fetched_at, again.usable_etag) == ("Fight Club", LATER, 'W/"1"')


def test_entity_tag_of_another_format_is_not_used() -> None:
    old = Observation("tmdb", "ok", NOON, fetched_at=NOON, etag='"1"', format=FORMAT - 1)
    assert old.usable_etag is None


def test_each_fact_comes_from_its_first_provider_with_provenance() -> None:
    observations: dict[Source, Observation] = {
        "tmdb": observe(
            None, ProviderResponse("tmdb", "ok", NOON, facts=Facts(title="House", ratings={"tmdb": Rating(8.6, 9)}))
        ),
        "trakt": observe(
            None,
            ProviderResponse(
                "trakt", "ok", NOON, facts=Facts(title="House M.D.", overview="A doctor.", total_watchers=5)
            ),
        ),
        "omdb": _omdb({"imdb": Rating(8.7, 99)}),
    }
    merged = merge(observations, TODAY)
    assert (merged.facts.title, merged.facts.overview, merged.facts.total_watchers) == ("House", "A doctor.", 5)
    assert merged.facts.ratings == {"tmdb": Rating(8.6, 9), "imdb": Rating(8.7, 99)}
    assert merged.provenance == {
        "title": "tmdb",
        "overview": "trakt",
        "total_watchers": "trakt",
        "ratings.tmdb": "tmdb",
        "ratings.imdb": "omdb",
    }


def test_next_air_date_is_that_of_tvmaze_unless_it_is_past() -> None:
    def of(source: Source, day: date) -> Observation:
        return observe(None, ProviderResponse(source, "ok", NOON, facts=Facts(next_air_date=day)))

    ahead, further, past = date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 20)
    assert merge({"tmdb": of("tmdb", further), "tvmaze": of("tvmaze", ahead)}, TODAY).facts.next_air_date == ahead
    assert merge({"tmdb": of("tmdb", further), "tvmaze": of("tvmaze", past)}, TODAY).facts.next_air_date == further
    assert merge({"tmdb": of("tmdb", past)}, TODAY).facts.next_air_date is None


def test_version_only_grows_even_when_the_clock_goes_back() -> None:
    first = next_version(None, NOON)
    assert first == 1795262400000000
    assert next_version(first, NOON - timedelta(days=1)) == first + 1
    assert next_version(first, LATER) == first + 3_600_000_000


def test_degraded_response_keeps_the_missing_part_and_no_entity_tag() -> None:
    returned = observe(None, ProviderResponse("tvmaze", "ok", NOON, facts=Facts(next_air_date=TODAY), etag='"a"'))
    lost = frozenset({"next_air_date"})
    part = observe(
        returned,
        ProviderResponse("tvmaze", "ok", LATER, facts=Facts(), detail="episodes: not_found", etag='"b"', unread=lost),
    )
    assert (part.facts.next_air_date, part.etag) == (TODAY, None)
    whole = observe(part, ProviderResponse("tvmaze", "ok", LATER, facts=Facts(), etag='"c"'))
    assert (whole.facts.next_air_date, whole.etag) == (None, '"c"')


def test_english_title_is_preferred_to_the_original_one_from_any_provider() -> None:
    original = Facts(original_title="海の家", original_overview="海。")
    tmdb = observe(None, ProviderResponse("tmdb", "ok", NOON, facts=original))
    assert merge({"tmdb": tmdb}, TODAY).facts.title == "海の家"
    trakt = observe(
        None, ProviderResponse("trakt", "ok", NOON, facts=Facts(title="House by the Sea", overview="A house."))
    )
    both = merge({"tmdb": tmdb, "trakt": trakt}, TODAY).facts
    assert (both.title, both.original_title, both.overview) == ("House by the Sea", "海の家", "A house.")
