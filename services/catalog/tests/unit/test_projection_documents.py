"""The documents that are rendered when an event arrives."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from catalog.presentation import projection_documents as documents
from catalog.presentation.event_mapping import user_ratings
from catalog.presentation.schedule.schemas import CalendarEntry, CalendarHeader
from catalog.presentation.schemas.detail import MovieFacts, ShowFacts
from catalog.presentation.schemas.seasons import SeasonDetail, SeasonItem
from catalog.presentation.schemas.title import TitleFacts, TitleStats
from chassis.http.images import Images
from contracts.ingestion import (
    CastMember,
    Credits,
    CrewMember,
    Genre,
    MediaImportedV1,
    Offers,
    PercentRating,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    Video,
)

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make

pytestmark = pytest.mark.unit

IMAGES = Images("https://img.test/t")
NOTHING_RATED = {"tmdb": None, "imdb": None, "trakt": None, "metacritic": None, "rottenTomatoes": None}


def card(event: MediaImportedV1) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(documents.title_documents(event, IMAGES).card)
    return body


def detail(event: MediaImportedV1) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(documents.title_documents(event, IMAGES).detail)
    return body


def test_card_of_a_movie_without_facts_has_null_values(make: "Make") -> None:
    body = card(make.movie(550, title="Fight Club"))

    assert body == {
        "id": "bdf784d0-c2eb-5939-9d13-a7324e63a0e9",
        "mediaItemId": "bdf784d0-c2eb-5939-9d13-a7324e63a0e9",
        "type": "movie",
        "tmdbId": 550,
        "title": "Fight Club",
        "originalTitle": None,
        "overview": None,
        "ingestionStatus": "ready",
        "primaryTrailerKey": None,
        "poster": None,
        "backdrop": None,
        "releaseDate": None,
        "runtime": None,
        "externalRatings": NOTHING_RATED,
        "genres": [],
    }


def test_rating_without_votes_is_null(make: "Make") -> None:
    ratings = Ratings(
        tmdb=Rating(rating=0, votes=0),
        imdb=Rating(rating=8.7, votes=120),
        trakt=Rating(rating=8.1),
        rotten_tomatoes=PercentRating(rating=0),
    )

    body = card(make.movie(1, ratings=ratings))

    assert body["externalRatings"] == {
        "tmdb": None,
        "imdb": {"rating": 8.7, "voteCount": 120},
        "trakt": {"rating": 8.1, "voteCount": None},
        "metacritic": None,
        "rottenTomatoes": {"rating": 0},
    }
    assert user_ratings(ratings) == [(8.7, 120), (8.1, None)]


def test_genres_have_the_slugs_of_the_filter(make: "Make") -> None:
    genres = (Genre(tmdb_id=878, name="Science Fiction"), Genre(tmdb_id=16, name="アニメ"))

    body = card(make.show(1, genres=genres))

    assert [genre["slug"] for genre in body["genres"]] == ["science-fiction", "genre-16"]
    assert "theatricalReleaseDate" not in body


def test_detail_release_date_falls_back_to_the_theatrical_date(make: "Make") -> None:
    event = make.movie(1, theatrical_release_date=date(2021, 10, 22))

    assert detail(event)["releaseDate"] == "2021-10-22"
    assert card(event)["releaseDate"] is None


def test_credits_have_an_id_and_the_slug_of_the_person(make: "Make") -> None:
    crew = (
        CrewMember(tmdb_id=5, name="Марія Коваль", job="Director"),
        CrewMember(tmdb_id=6, name="宮崎", job="Writer"),
    )
    video = Video(key="k", name="n", site="YouTube", type="Trailer")

    body = detail(make.movie(1, credits=Credits(crew=crew), videos=(video,)))

    assert [(person["personId"], person["slug"]) for person in body["credits"]["crew"]] == [
        ("tmdb:5", "mariya-koval-5"),
        ("tmdb:6", "gong-qi-6"),
    ]
    assert body["primaryTrailer"] == body["videos"][0]
    assert body["primaryTrailerKey"] == "k"


def test_only_regions_with_offers_are_stored(make: "Make") -> None:
    provider = Provider(provider_id=8, name="Netflix")
    availability = {"UA": Offers(link="https://example.org"), "US": Offers(rent=(provider,))}

    offers: dict[str, Any] = json.loads(documents.offers(make.movie(1, availability=availability)))

    assert list(offers) == ["US"]
    assert offers["US"]["rent"] == [{"providerId": 8, "name": "Netflix", "logoPath": None, "displayPriority": None}]


def test_only_regions_with_an_age_rating_are_stored(make: "Make") -> None:
    certifications = {"US": "PG-13", "DE": "12", "FR": ""}

    assert json.loads(documents.certifications(make.movie(1, certifications=certifications))) == {
        "US": "PG-13",
        "DE": "12",
    }


def test_only_shows_have_a_calendar_header(make: "Make") -> None:
    assert documents.title_documents(make.movie(1), IMAGES).calendar_header is None
    header = documents.title_documents(make.show(1, title="Severance"), IMAGES).calendar_header
    assert json.loads(header or b"")["showTitle"] == "Severance"


def test_seasons_are_sorted_by_number(make: "Make") -> None:
    seasons = (SeasonSummary(number=2), SeasonSummary(number=0, name="Specials"))

    listed = json.loads(documents.listed_seasons(make.show(1, seasons=seasons), IMAGES))

    assert [season["number"] for season in listed] == [0, 2]


def test_repeated_episode_number_counts_once(make: "Make") -> None:
    event = make.season(1, 1, [date(2026, 1, 1), date(2026, 1, 8)])
    twice = event.model_copy(update={"episodes": (*event.episodes, event.episodes[0])})

    assert json.loads(documents.season_detail(twice, IMAGES))["episodeCount"] == 2


def members(model: type[BaseModel]) -> set[str]:
    """Return the names of a model's fields in JSON."""
    return {field.alias or name for name, field in model.model_fields.items()}


def test_documents_have_exactly_the_fields_of_their_models(make: "Make") -> None:
    facts: dict[str, Any] = {
        "videos": (Video(key="k", name="n", site="YouTube", type="Trailer"),),
        "genres": (Genre(tmdb_id=18, name="Drama"),),
        "ratings": Ratings(tmdb=Rating(rating=7.5, votes=10), metacritic=PercentRating(rating=70)),
        "credits": Credits(
            cast=(CastMember(tmdb_id=1, name="Ada", order=0),), crew=(CrewMember(tmdb_id=2, name="Ben", job="Writer"),)
        ),
        "poster_path": "/p.jpg",
    }
    releases = (Release(region="US", type="digital", date=date(2021, 1, 1)),)
    movie = documents.title_documents(make.movie(1, releases=releases, **facts), IMAGES)
    show = documents.title_documents(make.show(1, seasons=(SeasonSummary(number=1),), **facts), IMAGES)
    season = make.season(1, 1, [date(2026, 1, 1)])
    pairs: list[tuple[bytes | None, type[BaseModel]]] = [
        (movie.card, TitleFacts),
        (show.card, TitleFacts),
        (movie.detail, MovieFacts),
        (show.detail, ShowFacts),
        (show.calendar_header, CalendarHeader),
        (documents.stats(make.scores(1)), TitleStats),
        (documents.season_summary(season, IMAGES), SeasonItem),
        (documents.season_detail(season, IMAGES), SeasonDetail),
        (documents.calendar_entry(season, season.episodes[0], IMAGES), CalendarEntry),
    ]

    for document, model in pairs:
        assert document is not None
        assert set(json.loads(document)) == members(model), model
        assert json.loads(model.model_validate_json(document).model_dump_json(by_alias=True)) == json.loads(document)
