"""What counts as a change, and what is only knowledge."""

from datetime import UTC, date, datetime

import pytest

from ingestion.domain.seasons.episodes import Episode, Season
from ingestion.domain.titles.changes import (
    NOTHING_AIRED,
    AiredEpisode,
    Changes,
    DateChange,
    OfferChange,
    StatusChange,
    aired_since,
    changes_between,
    last_aired,
    offers_between,
)
from ingestion.domain.titles.facts import Facts, Offer, Offers, SeasonOutline
from ingestion.domain.titles.merging import MergedTitle, merge
from ingestion.domain.titles.observations import Observation

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _episode(number: int, day: str | None) -> Episode:
    return Episode(number=number, air_date=date.fromisoformat(day) if day else None, ratings={}, numbering={})


def _season(number: int, *days: str | None) -> Season:
    return Season(number=number, episodes=tuple(_episode(at, day) for at, day in enumerate(days, start=1)))


def _of_tmdb(facts: Facts) -> MergedTitle:
    return merge({"tmdb": Observation("tmdb", "ok", NOW, facts=facts, fetched_at=NOW)}, date.min)


def _changes(before: Facts, after: Facts) -> Changes:
    return changes_between(_of_tmdb(before), _of_tmdb(after), {"tmdb"}, (), TODAY)


def test_equal_facts_have_no_changes() -> None:
    facts = Facts(status="Ended", release_date=TODAY, seasons=(SeasonOutline(1),))
    assert _changes(facts, facts).empty


def test_status_changes_only_when_it_was_known_before() -> None:
    returning, ended = Facts(status="Returning Series"), Facts(status="Ended")
    assert _changes(returning, ended).status == StatusChange("Returning Series", "Ended")
    assert _changes(Facts(), ended).empty
    assert _changes(ended, Facts()).empty


def test_dates_are_announced_moved_and_taken_back() -> None:
    before = Facts(digital_release_date=date(2026, 12, 1), next_air_date=date(2026, 12, 24))
    after = Facts(digital_release_date=date(2026, 12, 8), theatrical_release_date=date(2026, 11, 30))
    assert _changes(before, after).dates == (
        DateChange("theatrical_release", None, date(2026, 11, 30)),
        DateChange("digital_release", date(2026, 12, 1), date(2026, 12, 8)),
        DateChange("next_air", date(2026, 12, 24), None),
    )


@pytest.mark.parametrize("was", [date(2026, 11, 20), TODAY])
def test_past_next_airing_moves_without_a_change(was: date) -> None:
    assert _changes(Facts(next_air_date=was), Facts(next_air_date=date(2026, 11, 28))).empty


def test_moved_airing_is_a_change() -> None:
    changes = _changes(Facts(next_air_date=date(2026, 11, 22)), Facts(next_air_date=date(2026, 11, 28)))
    assert changes.dates == (DateChange("next_air", date(2026, 11, 22), date(2026, 11, 28)),)


def test_new_seasons_are_those_that_were_not_listed_without_specials() -> None:
    before, after = (
        Facts(seasons=(SeasonOutline(1),)),
        Facts(seasons=(SeasonOutline(0), SeasonOutline(1), SeasonOutline(2))),
    )
    assert _changes(before, after) == Changes(seasons_added=(SeasonOutline(2),))
    assert _changes(Facts(), after).empty


def test_last_aired_episode_is_stored_even_when_none_has_aired() -> None:
    assert last_aired([_season(1, "2026-11-20", "2026-11-27")], NOW) == (1, 1)
    assert last_aired([_season(1, "2026-11-27")], NOW) == NOTHING_AIRED


def test_episodes_after_the_last_published_one_have_aired() -> None:
    seasons = [_season(0, "2026-11-19"), _season(1, "2026-11-06", "2026-11-13", "2026-11-20", "2026-11-27", None)]
    assert aired_since(seasons, (1, 1), NOW) == (
        AiredEpisode(1, _episode(2, "2026-11-13")),
        AiredEpisode(1, _episode(3, "2026-11-20")),
    )
    assert aired_since(seasons, (1, 3), NOW) == ()


def test_premiere_is_a_change_but_the_first_import_of_a_show_is_not() -> None:
    seasons = [_season(1, "2026-11-20")]
    assert [item.episode.number for item in aired_since(seasons, NOTHING_AIRED, NOW)] == [1]
    assert aired_since(seasons, None, NOW) == ()


def test_episode_that_aired_long_ago_is_no_change() -> None:
    assert aired_since([_season(1, "2026-10-22", "2026-10-21")], NOTHING_AIRED, NOW) == (
        AiredEpisode(1, _episode(1, "2026-10-22")),
    )


def test_offers_are_compared_by_region_way_and_service() -> None:
    netflix, apple = Offer(8, "Netflix"), Offer(2, "Apple TV")
    before = {"US": Offers(stream=(netflix,), rent=(apple,)), "GB": Offers(buy=(apple,))}
    after = {"US": Offers(stream=(netflix,), buy=(apple,)), "DE": Offers(ads=(netflix,))}
    rows = offers_between(before, after)
    assert list(rows) == ["DE", "GB", "US"]
    assert (rows["US"].added, rows["US"].removed) == ((OfferChange("buy", apple),), (OfferChange("rent", apple),))
    assert (rows["GB"].added, rows["GB"].removed) == ((), (OfferChange("buy", apple),))
    assert (rows["DE"].added, rows["DE"].removed) == ((OfferChange("ads", netflix),), ())


def test_name_or_logo_of_a_service_and_unknown_offers_are_no_change() -> None:
    before = {"US": Offers(stream=(Offer(8, "Netflix", "/a.jpg"),))}
    assert offers_between(before, {"US": Offers(link="x", stream=(Offer(8, "Netflix!", "/b.jpg"),))}) == {}
    assert offers_between(None, before) == offers_between(before, None) == {}
    assert offers_between(before, {})["US"].removed == (OfferChange("stream", Offer(8, "Netflix", "/a.jpg")),)
