"""The JSON of titles, seasons and scores, rendered once when the event arrives.

A document is a whole object; what changes by reader, day or score is added to it when it is read (`answers`).
"""

from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from pydantic_core import from_json, to_json

from catalog.domain.slugs import slugify
from catalog.presentation.images import Images
from contracts.identity import season_id
from contracts.ingestion import (
    Credits,
    Episode,
    MediaImportedV1,
    Offers,
    PercentRating,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    SeasonSyncedV1,
    Video,
)
from contracts.stats import StatsUpdatedV1

Json = dict[str, object]

OFFER_KINDS: Final = ("stream", "rent", "buy", "ads", "free")


def card(event: MediaImportedV1, images: Images) -> bytes:
    """Give the list item of a title, without what `answers.list_item` adds."""
    return to_json(_card(event, images))


def detail(event: MediaImportedV1, images: Images) -> bytes:
    """Give everything of a title, without what `answers.detail` adds."""
    document = {
        **_card(event, images),
        "releaseDate": event.release_date or event.theatrical_release_date,
        "originalTitle": event.original_title,
        "originalLanguage": event.original_language,
        "originCountries": event.origin_countries,
        "externalIds": _external_ids(event),
        "keywords": event.keywords,
        "videos": [_video(video) for video in event.videos],
        "primaryTrailer": _video(event.videos[0]) if event.videos else None,
        "credits": _credits(event.credits),
        "status": event.status,
        "importedAt": event.imported_at,
    }
    if event.kind == "movie":
        document |= {
            "budget": event.budget,
            "revenue": event.revenue,
            "releases": [_release(release) for release in event.releases or ()],
        }
    else:
        document |= {"totalSeasons": event.total_seasons, "totalEpisodes": event.total_episodes}
    return to_json(document)


def found(event: MediaImportedV1, images: Images) -> bytes:
    """Give a title as a search result, without its slug."""
    tmdb = _rating(event.ratings.tmdb)
    return to_json(
        {
            "source": "local",
            "type": event.kind,
            "id": event.media_id,
            "mediaItemId": event.media_id,
            "tmdbId": event.tmdb_id,
            "title": event.title,
            "originalTitle": event.original_title,
            "year": event.release_date.year if event.release_date else None,
            "poster": images.poster(event.poster_path),
            "rating": tmdb["rating"] if tmdb else None,
            "isImported": True,
        }
    )


def texts(event: MediaImportedV1) -> bytes:
    """Return the texts of a title in every language that is known."""
    return to_json(
        {
            "originalTitle": event.original_title,
            "originalLanguage": event.original_language,
            "translations": {tag: [each.title, each.overview] for tag, each in sorted(event.translations.items())},
        }
    )


def billing(event: MediaImportedV1, images: Images) -> bytes | None:
    """Give a show as a calendar names it, without its slug; null for a movie."""
    if event.kind == "movie":
        return None
    poster = images.poster(event.poster_path)
    return to_json(
        {"showId": event.media_id, "showTitle": event.title, "posterPath": event.poster_path, "poster": poster}
    )


def offers(event: MediaImportedV1) -> bytes:
    """Give the offers of each region that has any; only one region is ever read, so images wait until then."""
    return to_json({region: _offers(given) for region, given in event.availability.items() if _has_offers(given)})


def certifications(event: MediaImportedV1) -> bytes:
    """Give the age rating of each region that has one."""
    return to_json({region: name for region, name in event.certifications.items() if name})


def seasons(event: MediaImportedV1, images: Images) -> bytes:
    """Give the seasons of a show as its import lists them."""
    ordered = sorted(event.seasons, key=lambda season: season.number)
    return to_json([_season_summary(season, images) for season in ordered])


def season_summary(event: SeasonSyncedV1, images: Images) -> bytes:
    """Give a synced season as the show's list of seasons has it."""
    summary = SeasonSummary(
        number=event.number,
        name=event.name,
        episode_count=len(event.episodes),
        air_date=event.air_date,
        poster_path=event.poster_path,
    )
    return to_json(_season_summary(summary, images))


def listed_season(show_id: UUID, show_tmdb_id: int, number: int, summary: bytes) -> bytes:
    """Return a season that the show's record lists and whose episodes were not synced."""
    listed = from_json(summary)
    return to_json(
        {
            "id": season_id(show_tmdb_id, number),
            "showId": show_id,
            "number": number,
            "name": listed["name"],
            "overview": None,
            "airDate": listed["airDate"],
            "posterPath": listed["posterPath"],
            "poster": listed["poster"],
            "episodeCount": listed["episodeCount"],
            "episodes": [],
            "syncedAt": None,
        }
    )


def season_detail(event: SeasonSyncedV1, images: Images) -> bytes:
    """Give a season with all its episodes."""
    episodes = sorted({episode.number: episode for episode in event.episodes}.values(), key=lambda item: item.number)
    return to_json(
        {
            "id": event.season_id,
            "showId": event.media_id,
            "number": event.number,
            "name": event.name,
            "overview": event.overview,
            "airDate": event.air_date,
            "posterPath": event.poster_path,
            "poster": images.poster(event.poster_path),
            "episodeCount": len(episodes),
            "episodes": [_episode(episode, images) for episode in episodes],
            "syncedAt": event.synced_at,
        }
    )


def scheduled(season: SeasonSyncedV1, episode: Episode, images: Images) -> bytes:
    """Give an episode as a calendar shows it, without its show."""
    return to_json(
        {
            "seasonNumber": season.number,
            "episodeNumber": episode.number,
            "title": episode.title,
            "overview": episode.overview,
            "airDate": episode.air_date,
            "airsAt": episode.airs_at,
            "runtime": episode.runtime_minutes,
            "stillPath": episode.still_path,
            "still": images.still(episode.still_path),
        }
    )


def stats(event: StatsUpdatedV1) -> bytes:
    """Give the scores and audience of a title."""
    return to_json(
        {
            "ratingoScore": round(event.scores.ratingo, 4),
            "qualityScore": round(event.scores.quality, 4),
            "popularityScore": round(event.scores.popularity, 4),
            "liveWatchers": event.live_watchers,
            "totalWatchers": event.total_watchers,
        }
    )


def starts_at(episode: Episode) -> datetime | None:
    """Return the place of an episode in a calendar: its instant, or midnight UTC of its day."""
    return episode.airs_at or _midnight(episode.air_date)


def genre_slug(name: str, tmdb_id: int) -> str:
    """Give the name of a genre as filters spell it."""
    return slugify(name) or f"genre-{tmdb_id}"


def ratings_of_viewers(ratings: Ratings) -> list[tuple[float, int | None]]:
    """Give the ratings and votes of IMDb, TMDB and Trakt that are known."""
    given = (ratings.imdb, ratings.tmdb, ratings.trakt)
    return [(rating.rating, rating.votes) for rating in given if rating is not None and rating.votes != 0]


def _card(event: MediaImportedV1, images: Images) -> Json:
    document: Json = {
        "id": event.media_id,
        "mediaItemId": event.media_id,
        "type": event.kind,
        "tmdbId": event.tmdb_id,
        "title": event.title,
        "originalTitle": event.original_title,
        "overview": event.overview,
        "ingestionStatus": "ready",
        "primaryTrailerKey": event.videos[0].key if event.videos else None,
        "poster": images.poster(event.poster_path),
        "backdrop": images.backdrop(event.backdrop_path),
        "releaseDate": event.release_date,
        "runtime": event.runtime_minutes,
        "externalRatings": _ratings(event.ratings),
        "genres": [
            {"id": genre.tmdb_id, "name": genre.name, "slug": genre_slug(genre.name, genre.tmdb_id)}
            for genre in event.genres
        ],
    }
    return document


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
    """A rating that nobody voted for is no rating."""
    if rating is None or rating.votes == 0:
        return None
    return {"rating": rating.rating, "voteCount": rating.votes}


def _percent(rating: PercentRating | None) -> Json | None:
    return None if rating is None else {"rating": rating.rating}


def _external_ids(event: MediaImportedV1) -> Json:
    ids = event.external_ids
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


def _credits(given: Credits) -> Json:
    cast = [
        {
            **_person(member.tmdb_id, member.name),
            "character": member.character,
            "profilePath": member.profile_path,
            "order": member.order,
        }
        for member in given.cast
    ]
    crew = [
        {
            **_person(member.tmdb_id, member.name),
            "job": member.job,
            "department": member.department,
            "profilePath": member.profile_path,
        }
        for member in given.crew
    ]
    return {"cast": cast, "crew": crew}


def _person(tmdb_id: int, name: str) -> Json:
    return {"tmdbId": tmdb_id, "personId": f"tmdb:{tmdb_id}", "slug": slugify(name) or None, "name": name}


def _has_offers(given: Offers) -> bool:
    return any(getattr(given, kind) for kind in OFFER_KINDS)


def _offers(given: Offers) -> Json:
    return {
        "link": given.link,
        "stream": [_provider(provider) for provider in given.stream],
        "rent": [_provider(provider) for provider in given.rent],
        "buy": [_provider(provider) for provider in given.buy],
        "ads": [_provider(provider) for provider in given.ads],
        "free": [_provider(provider) for provider in given.free],
    }


def _provider(provider: Provider) -> Json:
    return {
        "providerId": provider.provider_id,
        "name": provider.name,
        "logoPath": provider.logo_path,
        "displayPriority": provider.display_priority,
    }


def _season_summary(season: SeasonSummary, images: Images) -> Json:
    return {
        "number": season.number,
        "name": season.name,
        "episodeCount": season.episode_count,
        "posterPath": season.poster_path,
        "poster": images.poster(season.poster_path),
        "airDate": season.air_date,
    }


def _episode(episode: Episode, images: Images) -> Json:
    return {
        "id": episode.episode_id,
        "number": episode.number,
        "title": episode.title,
        "overview": episode.overview,
        "airDate": episode.air_date,
        "airsAt": episode.airs_at,
        "runtime": episode.runtime_minutes,
        "stillPath": episode.still_path,
        "still": images.still(episode.still_path),
        "ratings": {source: _rating(rating) for source, rating in sorted(episode.ratings.items())},
    }


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
