"""The stored JSON of titles, seasons and scores, rendered once when an event arrives.

A document holds the facts; requests add what changes by user, day and score (`routes.rendering`). The dictionaries have
the fields of the models in `schemas`, which a test checks: building the models instead doubles the time of a batch.
"""

from datetime import UTC, date, datetime, time
from typing import Final

from pydantic import TypeAdapter
from pydantic_core import to_json

from catalog.application.commands import TitleDocuments
from catalog.domain.discovery.references import numbered_slug
from catalog.domain.slugs import slugify
from chassis.http.images import BACKDROP, POSTER, STILL, Images, image_urls
from contracts.ingestion import (
    Collection,
    Credits,
    Episode,
    ExternalIds,
    MediaImportedV1,
    Offers,
    PercentRating,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    SeasonSyncedV1,
    Video,
)
from contracts.stats import StatsUpdatedV1

Json = dict[str, object]

SCORE_DIGITS: Final = 4

# The serializer of the type is faster than one that finds out the type of each value.
_OFFERS: Final = TypeAdapter(dict[str, Offers])


def title_documents(event: MediaImportedV1, images: Images) -> TitleDocuments:
    """Return every document of a title."""
    facts = _title_facts(event, images)
    return TitleDocuments(
        card=to_json(facts),
        detail=to_json(_detail_facts(event, facts, images)),
        search_result=to_json(_search_facts(event, images)),
        texts=texts(event),
        calendar_header=to_json(_calendar_header(event, images)) if event.kind == "show" else None,
        offers=offers(event),
        certifications=certifications(event),
        seasons=listed_seasons(event, images),
        appraisal=appraisal(event),
    )


def texts(event: MediaImportedV1) -> bytes:
    """Return the texts of a title in every available language."""
    return to_json(
        {
            "originalTitle": event.original_title,
            "originalLanguage": event.original_language,
            "translations": {
                tag: [translation.title, translation.overview]
                for tag, translation in sorted(event.translations.items())
            },
            "genres": {str(genre.tmdb_id): dict(sorted(genre.names.items())) for genre in event.genres if genre.names},
        }
    )


def offers(event: MediaImportedV1) -> bytes:
    """Return the offers of each region that has any, as the event has them.

    A request reads only one region, so logos are rendered then.
    """
    offered = {
        region: offers
        for region, offers in event.availability.items()
        if offers.stream or offers.rent or offers.buy or offers.ads or offers.free
    }
    return _OFFERS.dump_json(offered, by_alias=True)


def certifications(event: MediaImportedV1) -> bytes:
    """Return the age rating of each region that has one."""
    return to_json({region: name for region, name in event.certifications.items() if name})


def appraisal(event: MediaImportedV1) -> bytes:
    """Return what a request needs to know of a page without reading all of it: `verdicts.appraisals` reads it."""
    ratings = event.ratings
    users = {"imdb": ratings.imdb, "trakt": ratings.trakt, "tmdb": ratings.tmdb}
    tmdb = event.sources.get("tmdb")
    fetched_at = tmdb.fetched_at if tmdb else None
    return to_json(
        {
            "externalRatings": {source: _rating(rating) for source, rating in users.items()},
            "status": event.status,
            "totalSeasons": event.total_seasons,
            "factsAt": fetched_at or event.imported_at,
            "offersAt": fetched_at,
        }
    )


def listed_seasons(event: MediaImportedV1, images: Images) -> bytes:
    """Return the seasons of a show as its import lists them, by number."""
    ordered = sorted(event.seasons, key=lambda season: season.number)
    return to_json([_season_item(season, images) for season in ordered])


def season_summary(event: SeasonSyncedV1, images: Images) -> bytes:
    """Return a synced season as the show's list of seasons has it."""
    summary = SeasonSummary(
        number=event.number,
        name=event.name,
        episode_count=len(event.episodes),
        air_date=event.air_date,
        poster_path=event.poster_path,
    )
    item = {**_season_item(summary, images), "syncedAt": event.synced_at}
    # Responses select from the texts, and never have them.
    texts = {tag: [text.title, text.overview] for tag, text in sorted(event.translations.items())}
    return to_json({**item, "texts": texts} if texts else item)


def season_detail(event: SeasonSyncedV1, images: Images) -> bytes:
    """Return a season with all its episodes; an episode number that occurs twice counts once."""
    by_number = {episode.number: episode for episode in event.episodes}
    return to_json(
        {
            "id": event.season_id,
            "showId": event.media_id,
            "number": event.number,
            "name": event.name,
            "overview": event.overview,
            "airDate": event.air_date,
            "posterPath": event.poster_path,
            "poster": _poster(event.poster_path, images),
            "episodeCount": len(by_number),
            "episodes": [_episode(by_number[number], images) for number in sorted(by_number)],
            "syncedAt": event.synced_at,
        }
    )


def calendar_entry(season: SeasonSyncedV1, episode: Episode, images: Images) -> bytes:
    """Return an episode as a calendar shows it, without its show."""
    return to_json({"seasonNumber": season.number, "episodeNumber": episode.number, **_episode_facts(episode, images)})


def stats(event: StatsUpdatedV1) -> bytes:
    """Return the scores, rounded to four decimal places, and the audience of a title."""
    return to_json(
        {
            "ratingoScore": round(event.scores.ratingo, SCORE_DIGITS),
            "qualityScore": round(event.scores.quality, SCORE_DIGITS),
            "popularityScore": round(event.scores.popularity, SCORE_DIGITS),
            "liveWatchers": event.live_watchers,
            "totalWatchers": event.total_watchers,
        }
    )


def genre_slug(name: str, tmdb_id: int) -> str:
    """Return the slug of a genre for the filter, or `genre-<number>` for a name without Latin letters."""
    return slugify(name) or f"genre-{tmdb_id}"


def starts_at(episode: Episode) -> datetime | None:
    """Return the place of an episode in a calendar: its instant, or midnight UTC of its day."""
    return episode.airs_at or _midnight(episode.air_date)


def _title_facts(event: MediaImportedV1, images: Images) -> Json:
    return {
        "id": event.media_id,
        "mediaItemId": event.media_id,
        "type": event.kind,
        "tmdbId": event.tmdb_id,
        "title": event.title,
        "originalTitle": event.original_title,
        "overview": event.overview,
        "ingestionStatus": "ready",
        "primaryTrailerKey": event.videos[0].key if event.videos else None,
        "poster": _poster(event.poster_path, images),
        "backdrop": image_urls(event.backdrop_path, BACKDROP, images.base),
        "releaseDate": event.release_date,
        "runtime": event.runtime_minutes,
        "externalRatings": _ratings(event.ratings),
        "genres": [
            {"id": genre.tmdb_id, "name": genre.name, "slug": genre_slug(genre.name, genre.tmdb_id)}
            for genre in event.genres
        ],
    }


def _detail_facts(event: MediaImportedV1, facts: Json, images: Images) -> Json:
    """Return the facts of a title's page, whose release date falls back to the theatrical date."""
    detail = {
        **facts,
        "releaseDate": event.release_date or event.theatrical_release_date,
        "originalLanguage": event.original_language,
        "originCountries": event.origin_countries,
        "externalIds": _external_ids(event.external_ids),
        "keywords": event.keywords,
        "videos": [_video(video) for video in event.videos],
        "primaryTrailer": _video(event.videos[0]) if event.videos else None,
        "credits": _credits(event.credits),
        "status": event.status,
        "importedAt": event.imported_at,
    }
    if event.kind == "movie":
        releases = [_release(release) for release in event.releases or ()]
        return {
            **detail,
            "budget": event.budget,
            "collection": _collection(event.collection, images),
            "revenue": event.revenue,
            "releases": releases,
        }
    return {**detail, "totalSeasons": event.total_seasons, "totalEpisodes": event.total_episodes}


def _search_facts(event: MediaImportedV1, images: Images) -> Json:
    tmdb = _rating(event.ratings.tmdb)
    return {
        "source": "local",
        "type": event.kind,
        "id": event.media_id,
        "mediaItemId": event.media_id,
        "tmdbId": event.tmdb_id,
        "title": event.title,
        "originalTitle": event.original_title,
        "year": event.release_date.year if event.release_date else None,
        "poster": _poster(event.poster_path, images),
        "rating": tmdb["rating"] if tmdb else None,
        "isImported": True,
    }


def _calendar_header(event: MediaImportedV1, images: Images) -> Json:
    return {
        "showId": event.media_id,
        "showTitle": event.title,
        "showOriginalTitle": event.original_title,
        "posterPath": event.poster_path,
        "poster": _poster(event.poster_path, images),
    }


def _poster(path: str | None, images: Images) -> dict[str, str] | None:
    return image_urls(path, POSTER, images.base)


def _release(release: Release) -> Json:
    return {
        "region": release.region,
        "type": release.type,
        "date": release.date,
        "note": release.note,
        "certification": release.certification,
    }


def _ratings(ratings: Ratings) -> Json:
    return {
        "tmdb": _rating(ratings.tmdb),
        "imdb": _rating(ratings.imdb),
        "trakt": _rating(ratings.trakt),
        "metacritic": _percent(ratings.metacritic),
        "rottenTomatoes": _percent(ratings.rotten_tomatoes),
    }


def _rating(rating: Rating | None) -> Json | None:
    """Return a rating, or null when it is unknown or has no votes."""
    if rating is None or rating.votes == 0:
        return None
    return {"rating": rating.rating, "voteCount": rating.votes}


def _percent(rating: PercentRating | None) -> Json | None:
    return None if rating is None else {"rating": rating.rating}


def _external_ids(ids: ExternalIds) -> Json:
    return {"imdb": ids.imdb, "trakt": ids.trakt, "traktSlug": ids.trakt_slug, "tvdb": ids.tvdb, "tvmaze": ids.tvmaze}


def _video(video: Video) -> Json:
    return {
        "key": video.key,
        "name": video.name,
        "site": video.site,
        "type": video.type,
        "official": video.official,
        "language": video.language,
        "country": video.country,
    }


def _collection(collection: Collection | None, images: Images) -> Json | None:
    if collection is None:
        return None
    slug = numbered_slug(collection.name, collection.tmdb_id, "collection")
    return {
        "id": f"tmdb:{collection.tmdb_id}",
        "tmdbId": collection.tmdb_id,
        "slug": slug,
        "name": collection.name,
        "poster": _poster(collection.poster_path, images),
        "backdrop": image_urls(collection.backdrop_path, BACKDROP, images.base),
        "path": f"/api/v1/catalog/collections/{slug}",
    }


def _credits(names: Credits) -> Json:
    cast = [
        {
            **_person(member.tmdb_id, member.name),
            "character": member.character,
            "profilePath": member.profile_path,
            "order": member.order,
        }
        for member in names.cast
    ]
    crew = [
        {
            **_person(member.tmdb_id, member.name),
            "job": member.job,
            "department": member.department,
            "profilePath": member.profile_path,
        }
        for member in names.crew
    ]
    return {"cast": cast, "crew": crew}


def _person(tmdb_id: int, name: str) -> Json:
    return {
        "tmdbId": tmdb_id,
        "personId": f"tmdb:{tmdb_id}",
        "slug": numbered_slug(name, tmdb_id, "person"),
        "name": name,
    }


def _season_item(season: SeasonSummary, images: Images) -> Json:
    return {
        "number": season.number,
        "name": season.name,
        "episodeCount": season.episode_count,
        "posterPath": season.poster_path,
        "poster": _poster(season.poster_path, images),
        "airDate": season.air_date,
    }


def _episode_facts(episode: Episode, images: Images) -> Json:
    return {
        "title": episode.title,
        "overview": episode.overview,
        "airDate": episode.air_date,
        "airsAt": episode.airs_at,
        "runtime": episode.runtime_minutes,
        "stillPath": episode.still_path,
        "still": image_urls(episode.still_path, STILL, images.base),
    }


def _episode(episode: Episode, images: Images) -> Json:
    return {
        "id": episode.episode_id,
        "number": episode.number,
        **_episode_facts(episode, images),
        "ratings": {source: _rating(rating) for source, rating in sorted(episode.ratings.items())},
    }


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
