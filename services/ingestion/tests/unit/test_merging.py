"""The merge rules: the last good value survives, null is no value, every fact knows its source."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ingestion.domain.facts import Facts, Genre, RatedBy, Rating, Source
from ingestion.domain.failures import Cause
from ingestion.domain.merging import FORMAT, Answer, Observation, Outcome, merge, next_version, observe, overlay

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TODAY = NOON.date()


def _omdb(ratings: dict[RatedBy, Rating]) -> Observation:
    return observe(None, Answer("omdb", "ok", NOON, facts=Facts(ratings=ratings)))


def test_a_failure_keeps_what_the_source_said_and_tells_how_it_ended() -> None:
    said = _omdb({"imdb": Rating(8.8, 2_000_000), "metacritic": Rating(66)})
    failed = observe(said, Answer("omdb", "failed", LATER, cause=Cause.SERVER, detail="status 503"))
    assert failed.facts.ratings == {"imdb": Rating(8.8, 2_000_000), "metacritic": Rating(66)}
    assert (failed.fetched_at, failed.attempted_at, failed.outcome) == (NOON, LATER, "failed")
    assert (failed.cause, failed.detail) == (Cause.SERVER, "status 503")


@pytest.mark.parametrize("outcome", ["not_found", "not_configured", "not_asked"])
def test_no_other_ending_erases_either(outcome: Outcome) -> None:
    kept = observe(_omdb({"imdb": Rating(8.8, 10)}), Answer("omdb", outcome, LATER))
    assert kept.facts.ratings == {"imdb": Rating(8.8, 10)}
    assert kept.outcome == outcome


def test_a_failure_of_a_source_never_heard_says_nothing() -> None:
    first = observe(None, Answer("trakt", "failed", NOON, cause=Cause.TIMEOUT))
    assert first.facts == Facts()
    assert first.fetched_at is None


def test_null_is_not_a_value_and_a_rating_left_out_stays() -> None:
    said = _omdb({"imdb": Rating(8.8, 10), "rotten_tomatoes": Rating(80)})
    again = observe(said, Answer("omdb", "ok", LATER, facts=Facts(ratings={"imdb": Rating(8.9, 11)})))
    assert again.facts.ratings == {"imdb": Rating(8.9, 11), "rotten_tomatoes": Rating(80)}
    silent = observe(again, Answer("omdb", "ok", LATER, facts=Facts()))
    assert silent.facts.ratings == again.facts.ratings


def test_collections_are_replaced_not_added_to() -> None:
    before = Facts(genres=(Genre(18, "Drama"), Genre(53, "Thriller")), keywords=("a",))
    assert overlay(before, Facts(genres=(Genre(35, "Comedy"),))).genres == (Genre(35, "Comedy"),)
    assert overlay(before, Facts(genres=())).genres == ()
    assert overlay(before, Facts()).genres == before.genres
    assert overlay(before, Facts()).keywords == ("a",)


def test_a_next_air_date_and_live_watchers_are_taken_back_by_silence() -> None:
    before = Facts(next_air_date=date(2026, 12, 1), live_watchers=9, total_watchers=100)
    now = overlay(before, Facts())
    assert (now.next_air_date, now.live_watchers, now.total_watchers) == (None, None, 100)


def test_an_unchanged_answer_keeps_the_facts_and_is_fresh() -> None:
    said = observe(None, Answer("tmdb", "ok", NOON, facts=Facts(title="Fight Club"), etag='W/"1"'))
    again = observe(said, Answer("tmdb", "ok", LATER, facts=None, etag='W/"1"'))
    assert (again.facts.title, again.fetched_at, again.usable_etag) == ("Fight Club", LATER, 'W/"1"')


def test_an_entity_tag_of_another_format_is_not_used() -> None:
    old = Observation("tmdb", "ok", NOON, fetched_at=NOON, etag='"1"', format=FORMAT - 1)
    assert old.usable_etag is None


def test_each_fact_comes_from_its_first_source_and_says_so() -> None:
    observations: dict[Source, Observation] = {
        "tmdb": observe(None, Answer("tmdb", "ok", NOON, facts=Facts(title="House", ratings={"tmdb": Rating(8.6, 9)}))),
        "trakt": observe(
            None, Answer("trakt", "ok", NOON, facts=Facts(title="House M.D.", overview="A doctor.", total_watchers=5))
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


def test_tvmaze_knows_best_when_a_show_airs_next_and_the_past_is_not_next() -> None:
    def of(source: Source, day: date) -> Observation:
        return observe(None, Answer(source, "ok", NOON, facts=Facts(next_air_date=day)))

    ahead, further, past = date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 20)
    assert merge({"tmdb": of("tmdb", further), "tvmaze": of("tvmaze", ahead)}, TODAY).facts.next_air_date == ahead
    assert merge({"tmdb": of("tmdb", further), "tvmaze": of("tvmaze", past)}, TODAY).facts.next_air_date == further
    assert merge({"tmdb": of("tmdb", past)}, TODAY).facts.next_air_date is None


def test_a_version_only_grows_even_when_the_clock_goes_back() -> None:
    first = next_version(None, NOON)
    assert first == 1795262400000000
    assert next_version(first, NOON - timedelta(days=1)) == first + 1
    assert next_version(first, LATER) == first + 3_600_000_000


def test_an_answer_that_lost_a_part_takes_nothing_back_and_is_not_held_by_its_tag() -> None:
    said = observe(None, Answer("tvmaze", "ok", NOON, facts=Facts(next_air_date=TODAY), etag='"a"'))
    part = observe(said, Answer("tvmaze", "ok", LATER, facts=Facts(), detail="episodes: not_found", etag='"b"'))
    assert (part.facts.next_air_date, part.etag) == (TODAY, None)
    whole = observe(part, Answer("tvmaze", "ok", LATER, facts=Facts(), etag='"c"'))
    assert (whole.facts.next_air_date, whole.etag) == (None, '"c"')
