"""What is rendered when an event arrives."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from catalog.presentation import projection_documents as documents
from catalog.presentation.images import Images
from contracts.ingestion import (
    Credits,
    CrewMember,
    Genre,
    Offers,
    PercentRating,
    Provider,
    Rating,
    Ratings,
    SeasonSummary,
    Video,
)

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make

pytestmark = pytest.mark.unit

IMAGES = Images("https://img.test/t")
NOTHING_RATED = {"tmdb": None, "imdb": None, "trakt": None, "metacritic": None, "rottenTomatoes": None}


def test_a_poster_has_four_sizes() -> None:
    assert IMAGES.poster("/a.jpg") == {
        "small": "https://img.test/t/w342/a.jpg",
        "medium": "https://img.test/t/w500/a.jpg",
        "large": "https://img.test/t/w780/a.jpg",
        "original": "https://img.test/t/original/a.jpg",
    }


def test_a_backdrop_is_wider_and_a_still_is_smaller() -> None:
    backdrop, still = IMAGES.backdrop("/b.jpg"), IMAGES.still("/s.jpg")

    assert backdrop is not None
    assert backdrop["large"] == "https://img.test/t/w1280/b.jpg"
    assert still is not None
    assert still["small"] == "https://img.test/t/w92/s.jpg"


@pytest.mark.parametrize("path", [None, ""])
def test_no_image_is_null(path: str | None) -> None:
    assert IMAGES.poster(path) is None


def test_an_address_is_left_as_it_is() -> None:
    address = "https://static.tvmaze.test/e.jpg"

    assert IMAGES.still(address) == {"small": address, "medium": address, "large": address, "original": address}


def test_a_movie_that_nobody_described_is_a_card_of_nulls(make: "Make") -> None:
    card = json.loads(documents.card(make.movie(550, title="Fight Club"), IMAGES))

    assert card == {
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


def test_a_rating_that_nobody_voted_for_is_unknown(make: "Make") -> None:
    ratings = Ratings(
        tmdb=Rating(rating=0, votes=0),
        imdb=Rating(rating=8.7, votes=120),
        trakt=Rating(rating=8.1),
        rotten_tomatoes=PercentRating(rating=0),
    )

    card = json.loads(documents.card(make.movie(1, ratings=ratings), IMAGES))

    assert card["externalRatings"] == {
        "tmdb": None,
        "imdb": {"rating": 8.7, "voteCount": 120},
        "trakt": {"rating": 8.1, "voteCount": None},
        "metacritic": None,
        "rottenTomatoes": {"rating": 0},
    }
    assert documents.ratings_of_viewers(ratings) == [(8.7, 120), (8.1, None)]


def test_genres_are_named_as_filters_spell_them(make: "Make") -> None:
    genres = (Genre(tmdb_id=878, name="Science Fiction"), Genre(tmdb_id=16, name="アニメ"))

    card = json.loads(documents.card(make.show(1, genres=genres), IMAGES))

    assert [genre["slug"] for genre in card["genres"]] == ["science-fiction", "genre-16"]
    assert "theatricalReleaseDate" not in card


def test_details_fall_back_to_the_theatrical_date(make: "Make") -> None:
    event = make.movie(1, theatrical_release_date=date(2021, 10, 22))

    assert json.loads(documents.detail(event, IMAGES))["releaseDate"] == "2021-10-22"
    assert json.loads(documents.card(event, IMAGES))["releaseDate"] is None


def test_people_are_known_by_number_and_by_a_name_that_can_be_spelled(make: "Make") -> None:
    crew = (
        CrewMember(tmdb_id=5, name="Марія Коваль", job="Director"),
        CrewMember(tmdb_id=6, name="宮崎", job="Writer"),
    )
    video = Video(key="k", name="n", site="YouTube", type="Trailer")

    detail = json.loads(documents.detail(make.movie(1, credits=Credits(crew=crew), videos=(video,)), IMAGES))

    assert [(person["personId"], person["slug"]) for person in detail["credits"]["crew"]] == [
        ("tmdb:5", "mariya-koval"),
        ("tmdb:6", None),
    ]
    assert detail["primaryTrailer"] == detail["videos"][0]
    assert detail["primaryTrailerKey"] == "k"


def test_only_regions_with_offers_are_kept(make: "Make") -> None:
    provider = Provider(provider_id=8, name="Netflix")
    availability = {"UA": Offers(link="https://example.org"), "US": Offers(rent=(provider,))}

    offers: dict[str, Any] = json.loads(documents.offers(make.movie(1, availability=availability)))

    assert list(offers) == ["US"]
    assert offers["US"]["rent"] == [{"providerId": 8, "name": "Netflix", "logoPath": None, "displayPriority": None}]


def test_only_regions_with_an_age_rating_are_kept(make: "Make") -> None:
    given = {"US": "PG-13", "DE": "12", "FR": ""}

    assert json.loads(documents.certifications(make.movie(1, certifications=given))) == {"US": "PG-13", "DE": "12"}


def test_only_shows_are_billed(make: "Make") -> None:
    assert documents.billing(make.movie(1), IMAGES) is None
    assert json.loads(documents.billing(make.show(1, title="Severance"), IMAGES) or b"")["showTitle"] == "Severance"


def test_seasons_are_listed_by_number(make: "Make") -> None:
    seasons = (SeasonSummary(number=2), SeasonSummary(number=0, name="Specials"))

    listed = json.loads(documents.seasons(make.show(1, seasons=seasons), IMAGES))

    assert [season["number"] for season in listed] == [0, 2]


def test_an_episode_numbered_twice_counts_once(make: "Make") -> None:
    event = make.season(1, 1, [date(2026, 1, 1), date(2026, 1, 8)])
    twice = event.model_copy(update={"episodes": (*event.episodes, event.episodes[0])})

    assert json.loads(documents.season_detail(twice, IMAGES))["episodeCount"] == 2
