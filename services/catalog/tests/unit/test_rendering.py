"""The state that is added to stored documents when they are read."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from catalog.application.read_models import (
    Entry,
    Offers,
    Paging,
    Title,
    TitleDetail,
    TitlePage,
)
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import ShowProgress
from catalog.presentation.routes import rendering
from catalog.presentation.routes.localization import (
    ANY_LANGUAGE,
    MOST_CACHED_BYTES,
    Languages,
    content_language,
    localized,
)
from chassis.http.images import Images

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
IMAGES = Images("https://img.test")
UNKNOWN = {
    "ratingoScore": None,
    "qualityScore": None,
    "popularityScore": None,
    "liveWatchers": None,
    "totalWatchers": None,
}


def a_title(**changes: Any) -> Title:
    fields: dict[str, Any] = {
        "media_id": UUID(int=1),
        "kind": "movie",
        "slug": "dune",
        "document": b'{"title":"Dune"}',
        "stats": None,
        "popularity": None,
        "ratingo": None,
        "total_watchers": None,
        "release_date": None,
        "theatrical_release_date": None,
        "digital_release_date": None,
        "release_region": None,
        "texts": None,
        "trending": False,
        "progress": None,
    }
    return Title(**{**fields, **changes})


def a_detail(title: Title, **changes: Any) -> TitleDetail:
    fields: dict[str, Any] = {
        "title": title,
        "region": "US",
        "hit": False,
        "rising": False,
        "popularity_score": None,
        "appraisal": b'{"factsAt":"2026-11-21T11:00:00Z"}',
        "stats_at": None,
        "offers": None,
        "certification": None,
        "seasons": b"[]",
        "synced_seasons": (),
        "drop_off": None,
        "entry": None,
        "as_of": NOW,
    }
    return TitleDetail(**{**fields, **changes})


def progress(**changes: Any) -> ShowProgress:
    fields: dict[str, Any] = dict.fromkeys(("last_episode", "last_aired_at", "last_air_date", "next_air_date"))
    return ShowProgress(**{**fields, **changes})


def item(title: Title, entry: Entry | None = None) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(rendering.list_item(title, entry, "TRENDING_LIST", NOW, "US"))
    return result


def detail(result: TitleDetail) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(rendering.detail(result, IMAGES).body)["data"]
    return body


def test_movie_without_facts_has_null_values() -> None:
    assert item(a_title()) == {
        "title": "Dune",
        "stats": UNKNOWN,
        "slug": "dune",
        "popularity": None,
        "isNew": False,
        "isClassic": False,
        "theatricalReleaseDate": None,
        "digitalReleaseDate": None,
        "releaseRegion": None,
        "isReleaseFallback": False,
        "userState": None,
        "card": {"badgeKey": None, "primaryCta": "SAVE", "continue": None, "listContext": "TRENDING_LIST"},
    }


def test_only_top_ranks_are_trending() -> None:
    assert item(a_title(trending=True))["card"]["badgeKey"] == "TRENDING"
    assert item(a_title())["card"]["badgeKey"] is None


def test_dates_have_their_region_and_whether_it_is_a_fallback() -> None:
    dated = a_title(theatrical_release_date=date(2026, 11, 1), release_region="US")
    here = item(dated)
    assert (here["theatricalReleaseDate"], here["releaseRegion"], here["isReleaseFallback"]) == (
        "2026-11-01",
        "US",
        False,
    )
    elsewhere = json.loads(rendering.list_item(dated, None, "DEFAULT", NOW, "GB"))
    assert (elsewhere["releaseRegion"], elsewhere["isReleaseFallback"]) == ("US", True)


def test_texts_are_in_the_language_of_the_request() -> None:
    texts = json.dumps({"translations": {"de": ["Der Wüstenplanet", None], "en": ["Dune", "Sand."]}}).encode()
    title = a_title(document=b'{"title":"Dune","overview":"Spice."}', texts=texts)
    languages = Languages("de-AT", "fr")
    german = json.loads(rendering.list_item(title, None, "DEFAULT", NOW, "US", languages))
    assert (german["title"], german["overview"]) == ("Der Wüstenplanet", "Sand.")
    assert content_language(languages.served) == {"Content-Language": "de, en"}
    assert json.loads(rendering.list_item(title, None, "DEFAULT", NOW, "US"))["overview"] == "Spice."


@pytest.mark.parametrize("padding", [0, MOST_CACHED_BYTES])
def test_every_response_names_its_languages_also_when_the_texts_were_selected_before(padding: int) -> None:
    texts = json.dumps({"translations": {"de": ["Der Wüstenplanet", "x" * padding]}}).encode()
    german = ("de", "Der Wüstenplanet", "de")
    for language, title, served in (german, german, ("fr", "Dune", "")):
        languages = Languages(language)
        document = json.loads(localized(b'{"title":"Dune"}', texts, languages))
        assert (document, content_language(languages.served).get("Content-Language", "")) == ({"title": title}, served)


def test_movie_that_opens_later_in_the_region_is_not_a_new_release() -> None:
    soon = a_title(
        release_date=date(2026, 11, 11), theatrical_release_date=date(2026, 12, 1), release_region="US", trending=True
    )
    result = detail(a_detail(soon))
    assert (result["releaseStatus"], result["card"]["badgeKey"]) == ("upcoming", "TRENDING")


@pytest.mark.parametrize(
    ("region", "fallback", "dated", "status"),
    [
        ("US", False, "US", "streaming"),
        ("US", True, "GB", "in_theaters"),
        ("US", True, "US", "streaming"),
        ("US", True, None, "streaming"),
        (None, False, "US", "in_theaters"),
    ],
)
def test_movie_offered_in_the_region_of_its_dates_is_not_in_theaters(
    region: str | None, fallback: bool, dated: str | None, status: str
) -> None:
    stored = json.dumps({"link": None, **{kind: [] for kind in ("stream", "rent", "buy", "ads", "free")}}).encode()
    offers = Offers(region, fallback, stored) if region else None
    title = a_title(release_date=date(2026, 11, 1), release_region=dated)
    assert detail(a_detail(title, offers=offers))["releaseStatus"] == status


@pytest.mark.parametrize(
    ("production", "status"), [("Planned", "upcoming"), ("Released", "streaming"), (None, "streaming")]
)
def test_unfinished_movie_without_a_date_is_upcoming(production: str | None, status: str) -> None:
    document = json.dumps({"title": "Dune", "status": production}).encode()
    assert detail(a_detail(a_title(document=document)))["releaseStatus"] == status


def test_list_item_adds_state_to_the_stored_card() -> None:
    title = a_title(stats=b'{"ratingoScore":78.4}', popularity=48.7, release_date=date(2026, 11, 1))
    entry = Entry("watching", 90, EpisodeNumber(2, 5), NOW)

    result = item(title, entry)

    assert result["stats"] == {"ratingoScore": 78.4}
    assert result["popularity"] == 48.7
    assert result["isNew"] is True
    assert result["userState"] == {
        "state": "watching",
        "rating": 90,
        "progress": {"season": 2, "episode": 5, "seasons": {"2": 5}},
        "updatedAt": "2026-11-21T12:00:00Z",
    }
    assert result["card"]["badgeKey"] == "CONTINUE"
    assert result["card"]["continue"] == {"season": 2, "episode": 5}


def test_show_has_its_progress() -> None:
    aired = progress(
        last_episode=EpisodeNumber(2, 5), last_air_date=date(2026, 11, 20), next_air_date=date(2026, 11, 27)
    )

    assert item(a_title(kind="show", progress=aired))["showProgress"] == {
        "season": 2,
        "episode": 5,
        "label": "S2E5",
        "lastAirDate": "2026-11-20",
        "nextAirDate": "2026-11-27",
    }
    assert item(a_title(kind="show", progress=progress()))["showProgress"] is None
    assert "showProgress" not in item(a_title())


def test_show_with_dates_but_without_episodes_has_no_label() -> None:
    result = item(a_title(kind="show", progress=progress(last_air_date=date(2026, 1, 1))))["showProgress"]

    assert (result["season"], result["label"], result["lastAirDate"]) == (None, None, "2026-01-01")


def test_page_has_its_position_in_the_list() -> None:
    page = TitlePage((a_title(),), "US", {}, 7, True, NOW - timedelta(hours=1), NOW)

    body = json.loads(rendering.page(page, Paging(limit=1, offset=2), ANY_LANGUAGE, "TRENDING_LIST")[0])

    assert body["success"] is True
    assert body["data"] == [item(a_title())]
    assert body["meta"] == {
        "count": 1,
        "total": 7,
        "limit": 1,
        "offset": 2,
        "hasMore": True,
        "nextCursor": None,
        "listTakenAt": "2026-11-21T11:00:00Z",
    }


def test_offers_of_another_region_are_a_fallback() -> None:
    stored: dict[str, list[object]] = {kind: [] for kind in ("rent", "buy", "ads", "free")}
    stream = [{"providerId": 8, "name": "Netflix", "logoPath": "/n.jpg", "displayPriority": 1}]
    offers = Offers("US", is_fallback=True, offers=json.dumps({"link": None, "stream": stream, **stored}).encode())

    result = detail(a_detail(a_title(), offers=offers))["availability"]

    assert (result["region"], result["isFallback"], result["link"], result["rent"]) == ("US", True, None, [])
    assert result["stream"][0]["logo"]["small"] == "https://img.test/w342/n.jpg"
    assert "logoPath" not in result["stream"][0]
    assert detail(a_detail(a_title()))["availability"] is None


def test_synced_season_overrides_a_listed_one_except_null_values() -> None:
    listed = b'[{"number":0,"name":"Specials"},{"number":1,"name":"Season 1","episodeCount":10,"posterPath":"/p.jpg"}]'
    synced = (b'{"number":1,"name":null,"episodeCount":8,"posterPath":null}', b'{"number":2,"name":"Two"}')

    result = detail(a_detail(a_title(kind="show", progress=progress()), seasons=listed, synced_seasons=synced))

    assert result["seasons"] == [
        {"number": 0, "name": "Specials", "syncedAt": None},
        {"number": 1, "name": "Season 1", "episodeCount": 8, "posterPath": "/p.jpg", "syncedAt": None},
        {"number": 2, "name": "Two", "syncedAt": None},
    ]


def test_movie_page_has_the_badges_of_hits_trends_and_releases() -> None:
    movie = a_title(release_date=date(2026, 12, 1))

    assert detail(a_detail(movie))["releaseStatus"] == "upcoming"
    trending = a_title(release_date=date(2026, 12, 1), trending=True)
    assert detail(a_detail(trending, hit=True))["card"]["badgeKey"] == "HIT"
    assert detail(a_detail(trending))["card"]["badgeKey"] == "TRENDING"
    assert detail(a_detail(a_title(release_date=date(2026, 11, 20))))["card"]["badgeKey"] == "NEW_RELEASE"


def test_page_has_the_verdict_of_its_ratings_and_badge() -> None:
    appraisal = b'{"externalRatings":{"imdb":{"rating":8.66,"voteCount":null},"trakt":null},"factsAt":"now"}'
    opened = a_title(release_date=date(2026, 11, 1))

    assert detail(a_detail(opened, appraisal=appraisal))["verdict"]["messageKey"] == "justReleased"
    old = a_title(release_date=date(1999, 11, 1))
    assert detail(a_detail(old, appraisal=appraisal))["verdict"] == {
        "type": "general",
        "messageKey": "earlyReviews",
        "context": "IMDb: 8.7",
        "basis": {"source": "imdb", "rating": 8.66, "voteCount": 0, "sources": 1},
        "seasons": None,
        "hintKey": "decideToWatch",
    }
    assert detail(a_detail(old, rising=True))["verdict"]["messageKey"] == "steadyInterest"
    awaited = a_title(release_date=date(2026, 12, 1))
    assert detail(a_detail(awaited, popularity_score=50.1))["verdict"]["messageKey"] == "upcomingHit"
    assert detail(a_detail(awaited, popularity_score=50.0))["verdict"]["messageKey"] is None


def test_verdict_and_its_badge_are_the_same_for_every_user() -> None:
    entry = Entry("planned", None, None, NOW)
    trending = a_detail(a_title(trending=True), entry=entry)

    assert detail(trending)["card"]["badgeKey"] == "IN_WATCHLIST"
    assert detail(trending)["verdict"]["messageKey"] == "trendingNow"


def test_page_without_an_appraisal_of_its_own_is_read_as_a_whole() -> None:
    document = b'{"title":"Dune","externalRatings":{"imdb":{"rating":5.0,"voteCount":900}},"importedAt":"then"}'
    result = detail(a_detail(a_title(document=document), appraisal=document))

    assert result["verdict"]["messageKey"] == "poorRatings"
    assert result["freshness"] == {"facts": "then", "stats": None, "seasons": None, "offers": None}


def test_show_has_a_hint_and_the_newest_instants_of_its_parts() -> None:
    appraisal = (
        b'{"externalRatings":{"tmdb":{"rating":8.0,"voteCount":900}},"status":"Returning Series",'
        b'"factsAt":"2026-11-21T10:00:00Z","offersAt":"2026-11-21T09:00:00Z"}'
    )
    synced = (
        b'{"number":0,"airDate":"2026-11-19","syncedAt":"2026-11-21T03:00:00Z"}',
        b'{"number":1,"airDate":"2026-11-01","syncedAt":"2026-11-20T01:00:00Z"}',
    )
    show = a_title(kind="show", progress=progress(last_air_date=date(2026, 11, 18)))
    result = detail(a_detail(show, appraisal=appraisal, synced_seasons=synced, stats_at=NOW))

    assert result["statusHint"] == {"messageKey": "newEpisodes"}
    assert result["freshness"] == {
        "facts": "2026-11-21T10:00:00Z",
        "stats": "2026-11-21T12:00:00Z",
        "seasons": "2026-11-21T03:00:00Z",
        "offers": "2026-11-21T09:00:00Z",
    }
    begun = (*synced, b'{"number":2,"airDate":"2026-11-18","syncedAt":null}')
    assert detail(a_detail(show, appraisal=appraisal, synced_seasons=begun))["statusHint"] == {
        "messageKey": "newSeason"
    }
    assert detail(a_detail(show))["statusHint"] is None
