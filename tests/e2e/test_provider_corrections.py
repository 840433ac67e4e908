"""Providers that correct ids, take values back, speak for one country, or repeat themselves."""

from typing import Any

import pytest

import provider_cases as known
from cases import Cases
from provider_responses import day

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def search(cases: Cases, query: str) -> list[dict[str, Any]]:
    """Return what a search finds as soon as it finds anything: an import is in the index after a second."""
    result: list[dict[str, Any]] = []

    def has_result() -> bool:
        result[:] = cases.get("/catalog/search", query=query)["local"]
        return bool(result)

    cases.until(has_result, seconds=20)
    return result


def test_ratings_under_a_wrong_imdb_id_leave_with_it(cases: Cases) -> None:
    before = cases.imported("movie", known.WRONG_IMDB)
    assert before["externalRatings"]["imdb"]["rating"] == 8.8
    cases.edit(
        "tmdb",
        f"/movie/{known.WRONG_IMDB}",
        {"imdb_id": known.SECOND_IMDB, "external_ids": {"imdb_id": known.SECOND_IMDB}},
    )
    after = cases.imported("movie", known.WRONG_IMDB, force=True)

    assert after["externalIds"]["imdb"] == known.SECOND_IMDB
    assert {name: value for name, value in after["externalRatings"].items() if value} == {
        "tmdb": {"rating": 7.0, "voteCount": 100}
    }
    assert after["stats"]["qualityScore"] < before["stats"]["qualityScore"]


def test_withdrawn_dates_are_unknown_again(cases: Cases) -> None:
    assert cases.imported("movie", known.WITHDRAWN)["releaseDate"] == day(30)
    cases.edit(
        "tmdb",
        f"/movie/{known.WITHDRAWN}",
        {"release_date": "", "status": "Canceled", "release_dates": {"results": []}},
    )
    after = cases.imported("movie", known.WITHDRAWN, force=True)

    dates = ("releaseDate", "theatricalReleaseDate", "digitalReleaseDate")
    assert (after["status"], *(after[name] for name in dates)) == ("Canceled", None, None, None)
    assert after["releaseStatus"] != "upcoming"


def test_digital_release_of_one_country_is_not_everyones(cases: Cases) -> None:
    cases.imported("movie", known.KOREA)

    american = cases.details("movie", f"case-{known.KOREA}", region="US")
    korean = cases.details("movie", f"case-{known.KOREA}", region="KR")
    assert (american["releaseStatus"], american["digitalReleaseDate"]) == ("in_theaters", None)
    assert (korean["releaseStatus"], korean["digitalReleaseDate"]) == ("new_on_streaming", day(-3))
    listed = {
        region: {item["tmdbId"] for item in cases.get("/catalog/movies/new-on-digital", region=region, limit="50")}
        for region in ("US", "KR")
    }
    assert known.KOREA not in listed["US"]
    assert known.KOREA in listed["KR"]


def test_english_stands_before_an_original_that_the_user_cannot_read(cases: Cases) -> None:
    cases.sync("movie", known.JAPANESE)

    result = search(cases, "house by the sea case")
    assert [item["title"] for item in result] == ["House by the Sea Case"]
    assert cases.details("movie", result[0]["slug"])["title"] == "House by the Sea Case"


def test_nothing_is_returned_twice(cases: Cases) -> None:
    movie = cases.imported("movie", known.TWICE)

    assert [item["name"] for item in movie["availability"]["stream"]] == ["Netflix"]
    assert [item["name"] for item in movie["credits"]["crew"]] == ["Dana Direct"]


def test_cast_keeps_the_providers_order_and_markup_becomes_text(cases: Cases) -> None:
    show = cases.imported("show", known.GUESTS)

    assert show["credits"]["cast"][0]["name"] == "Lee Lead"
    assert show["overview"].split() == ["Ann", "&", "Bob", "meet.", "They", "leave", "at", "noon.", "It's", '"fine".']


@pytest.mark.parametrize("query", known.DOTTED)
def test_dotted_and_starred_names_are_found_without_their_marks(cases: Cases, query: str) -> None:
    number, _ = known.DOTTED[query]
    cases.sync("movie", number)

    result = search(cases, query)
    assert [item["tmdbId"] for item in result[:1]] == [number]


def test_one_title_that_always_fails_stops_no_other(cases: Cases) -> None:
    cases.fault("tmdb", {"status": 500, "paths": f"^/movie/{known.POISONED}$"})
    try:
        poisoned = cases.api.post("/ingestion/sync", json={"tmdbId": known.POISONED, "type": "movie"})
        for _ in range(6):
            assert cases.sync("movie", known.HEALTHY, force=True, seconds=12)["status"] == "ready"
        sources = {item["source"]: item for item in cases.get("/ingestion/sources")}
        assert sources["tmdb"]["breaker"]["state"] == "closed", sources["tmdb"]
    finally:
        cases.fault("tmdb")
    assert cases.job(poisoned.json()["data"]["jobId"], seconds=120)["status"] in ("ready", "failed")


def test_list_whose_pages_disagree_slightly_is_taken(cases: Cases) -> None:
    requested = cases.api.post("/ingestion/movies/now-playing", json={"region": "US"})
    assert requested.status_code == 202, requested.text
    job = cases.job(requested.json()["data"]["jobId"])

    assert job["status"] == "ready", job
