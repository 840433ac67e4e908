"""Providers that number, date, shorten and move episodes differently: the catalog shows what is true."""

from datetime import datetime

import pytest

import provider_cases as known
from cases import Cases
from provider_responses import Json, day, episode

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def numbers(season: Json) -> list[int]:
    return [item["number"] for item in season["episodes"]]


def counts(show: Json) -> list[tuple[int, int]]:
    return [(season["number"], season["episodeCount"]) for season in show["seasons"]]


def test_double_pilot_of_another_provider_shifts_no_day(cases: Cases) -> None:
    cases.imported("show", known.DAILY)

    season = cases.season(known.DAILY, 1)
    assert numbers(season) == [1, 2, 3, 4, 5], "no sixth episode is invented"
    assert [item["airDate"] for item in season["episodes"]] == [day(at) for at in range(10, 15)]
    instants = [datetime.fromisoformat(item["airsAt"]) for item in season["episodes"]]
    assert [f"{at:%Y-%m-%d %H:%M}" for at in instants] == [f"{day(at)} 18:00" for at in range(10, 15)]
    assert cases.calendar(known.DAILY, day(9)) == [(1, at, day(9 + at)) for at in range(1, 6)]


def test_corrected_imdb_id_replaces_the_wrong_show_of_tvmaze(cases: Cases) -> None:
    cases.imported("show", known.REPLACED)
    cases.edit("tmdb", f"/tv/{known.REPLACED}", {"external_ids": {"imdb_id": known.SECOND_SHOW_IMDB}})
    show = cases.imported("show", known.REPLACED, force=True)

    assert (show["externalIds"]["imdb"], show["externalIds"]["tvmaze"]) == (known.SECOND_SHOW_IMDB, 9312)
    only = cases.season(known.REPLACED, 1)["episodes"]
    assert [(item["number"], item["airDate"], item["airsAt"][:16]) for item in only] == [
        (1, day(20), f"{day(20)}T19:00")
    ]


@pytest.mark.parametrize("force", [False, True])
def test_season_deleted_at_tmdb_is_withdrawn(cases: Cases, force: bool) -> None:
    cases.edit_seasons(known.SHORTENED, {1: [episode(1, day(-30))], 2: [episode(1, day(12)), episode(2, day(19))]})
    show = cases.imported("show", known.SHORTENED, force=True)
    assert show["nextAirDate"][:10] == day(12)

    cases.edit_seasons(known.SHORTENED, {1: [episode(1, day(-30))]}, status="Ended")
    cases.edit("tmdb", f"/tv/{known.SHORTENED}/season/2", None)
    show = cases.imported("show", known.SHORTENED, force=force)

    assert (counts(show), show["totalSeasons"], show["nextAirDate"]) == ([(1, 1)], 1, None)
    assert cases.calendar(known.SHORTENED, day(1)) == []
    gone = cases.api.get(f"/catalog/shows/case-{known.SHORTENED}/seasons/2")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "SEASON_NOT_FOUND")


def test_episodes_moved_to_the_next_season_leave_the_first_at_once(cases: Cases) -> None:
    days = [day(-40 + number) for number in range(1, 8)]
    cases.imported("show", known.MOVED)
    first = [episode(number, days[number - 1]) for number in range(1, 5)]
    second = [episode(number, days[number + 3]) for number in range(1, 4)]
    cases.edit_seasons(known.MOVED, {1: first, 2: second})
    show = cases.imported("show", known.MOVED)

    assert (counts(show), show["totalEpisodes"]) == ([(1, 4), (2, 3)], 7)
    assert numbers(cases.season(known.MOVED, 1)) == [1, 2, 3, 4]
    assert numbers(cases.season(known.MOVED, 2)) == [1, 2, 3]


def test_season_numbered_by_its_year_is_no_season_of_its_own(cases: Cases) -> None:
    show = cases.imported("show", known.YEARS)

    assert (counts(show), show["totalSeasons"]) == ([(1, 1), (2, 1)], 2)
    assert [season for season, _, _ in cases.calendar(known.YEARS, day(1))] == [2]
    assert cases.season(known.YEARS, 2)["episodes"][0]["airsAt"][:16] == f"{day(13)}T20:00"


def test_season_of_two_thousand_episodes_with_long_texts_is_listed_whole(cases: Cases) -> None:
    job = cases.sync("show", known.LONG, seconds=180)
    assert job["status"] == "ready", job

    season = cases.season(known.LONG, 1)
    assert numbers(season) == list(range(1, known.LONG_SEASON + 1))
    assert (season["episodeCount"], {item["overview"] for item in season["episodes"]}) == (
        known.LONG_SEASON,
        {known.LONG_TEXT},
    )


def test_runtime_of_a_show_without_one_is_that_of_its_episodes(cases: Cases) -> None:
    assert cases.imported("show", known.RUNTIMES)["runtime"] == 50


def test_change_feed_refreshes_titles_of_older_seasons(cases: Cases) -> None:
    cases.imported("show", known.RETITLED)
    for season in (0, 1):
        cases.edit(
            "tmdb",
            f"/tv/{known.RETITLED}/season/{season}",
            {"episodes": [episode(1, day(-90 + season), id=season * 10_000 + 1, name=f"Corrected {season}")]},
        )
    cases.edit(
        "tmdb",
        "/tv/changes",
        {"page": 1, "total_pages": 1, "total_results": 1, "results": [{"id": known.RETITLED, "adult": False}]},
    )
    requested = cases.api.post("/ingestion/changes")
    assert requested.status_code == 202, requested.text
    cases.job(requested.json()["data"]["jobId"])
    cases.until(lambda: not cases.unfinished(known.RETITLED))
    cases.stack.settle()

    names = [cases.season(known.RETITLED, season)["episodes"][0]["title"] for season in (0, 1, 2)]
    assert names == ["Corrected 0", "Corrected 1", "Episode 1"]
