"""Responses of the API about titles, as the pages of titles get them."""

from typing import Any, Final

MOVIE_ID: Final = "cea52d80-ccf0-5783-9ff8-6c291937db12"
SHOW_ID: Final = "15d8e1d0-63d2-5e88-8ca2-2c71086e8c9c"
Data = dict[str, Any]


def picture(file: str) -> Data:
    """Return a set of pictures."""
    base = "https://image.tmdb.org/t/p"
    return {"small": f"{base}/w342/{file}", "medium": f"{base}/w500/{file}", "large": f"{base}/w780/{file}"}


def offers(region: str = "US", **services: str) -> Data:
    """Return the offers of a region, one service by kind."""
    kinds = {
        kind: [{"providerId": 8, "name": services[kind], "logo": picture("logo.png"), "displayPriority": 1}]
        if kind in services
        else []
        for kind in ("stream", "rent", "buy", "ads", "free")
    }
    return {"region": region, "link": "https://www.themoviedb.org/watch", "isFallback": False, **kinds}


def listed(title: str = "Orchard", **changes: Any) -> Data:
    """Return a movie as lists have it."""
    item: Data = {
        "mediaItemId": MOVIE_ID,
        "type": "movie",
        "slug": title.lower(),
        "title": title,
        "poster": picture("poster.jpg"),
        "releaseDate": "2026-11-20",
        "runtime": 129,
        "popularity": 178.9,
        "stats": {
            "ratingoScore": 73.7,
            "qualityScore": 74.5,
            "popularityScore": 60.9,
            "liveWatchers": 1610,
            "totalWatchers": 6852,
        },
        "card": {"badgeKey": "TRENDING", "primaryCta": "SAVE", "continue": None, "listContext": "DEFAULT"},
        "externalRatings": {
            "tmdb": {"rating": 6.0, "voteCount": 1618},
            "imdb": {"rating": 8.1, "voteCount": 35602},
            "trakt": None,
            "metacritic": {"rating": 54},
            "rottenTomatoes": None,
        },
        "genres": [{"id": 99, "name": "Documentary", "slug": "documentary"}],
    }
    return {**item, **changes}


def _title(**changes: Any) -> Data:
    person = {"tmdbId": 1, "personId": "tmdb:1", "profilePath": "/face.jpg"}
    cast = {**person, "slug": "ada-l-1", "name": "Ada L", "character": "The Gardener", "order": 0}
    crew = {**person, "slug": "bo-k-2", "name": "Bo K", "department": "Directing", "job": "Director"}
    trailer = {
        "key": "abc&def",
        "name": "Trailer",
        "site": "YouTube",
        "type": "Trailer",
        "official": True,
        "language": "en",
        "country": "US",
    }
    extra: Data = {
        "tmdbId": 9900231,
        "originalTitle": "Сад",
        "overview": "A <garden> in winter.",
        "backdrop": picture("backdrop.jpg"),
        "originalLanguage": "uk",
        "originCountries": ["UA", "FR"],
        "externalIds": {"imdb": "tt99000231", "trakt": 1, "traktSlug": "orchard", "tvdb": None, "tvmaze": None},
        "keywords": ["winter"],
        "videos": [trailer, {**trailer, "key": "second", "name": "Teaser"}],
        "primaryTrailer": trailer,
        "credits": {"cast": [cast], "crew": [crew]},
        "status": "Released",
        "verdict": {
            "type": "quality",
            "messageKey": "criticsLoved",
            "context": "IMDb: 8.1",
            "basis": None,
            "seasons": None,
            "hintKey": "forLater",
        },
        "availability": offers(stream="Netflix", rent="Apple TV"),
        "certification": {"region": "US", "isFallback": True, "name": "PG-13"},
        "freshness": {
            "facts": "2026-11-21T11:00:00Z",
            "stats": None,
            "seasons": None,
            "offers": "2026-11-21T10:00:00Z",
        },
    }
    return {**listed(), **extra, **changes}


def movie(**changes: Any) -> Data:
    """Return a movie with everything that its page shows."""
    extra: Data = {
        "releaseStatus": "in_theaters",
        "theatricalReleaseDate": "2026-11-20",
        "digitalReleaseDate": "2027-01-02",
        "releaseRegion": "DE",
        "isReleaseFallback": True,
        "budget": 1500000,
        "revenue": None,
        "collection": {"slug": "garden-7", "name": "The Garden Collection", "backdrop": picture("garden.jpg")},
        "releases": [{"region": "DE", "type": "theatrical", "date": "2026-11-20", "note": None, "certification": None}],
    }
    return {**_title(), **extra, **changes}


def show(**changes: Any) -> Data:
    """Return a show with everything that its page shows."""
    seasons = [
        {"number": number, "name": None, "episodeCount": 8, "poster": None, "airDate": f"202{number}-01-05"}
        for number in (0, 1, 2)
    ]
    extra: Data = {
        "mediaItemId": SHOW_ID,
        "type": "show",
        "slug": "orchard",
        "totalSeasons": 2,
        "totalEpisodes": 16,
        "lastAirDate": "2026-11-14",
        "nextAirDate": "2026-11-28",
        "statusHint": {"messageKey": "newEpisodes"},
        "seasons": seasons,
    }
    return {**_title(), **extra, **changes}


def explanation(**changes: Any) -> Data:
    """Return the terms of a score of 62.2."""
    values = [
        ("popularity", 142.5, None, 14.25, 0.15, 2.1),
        ("imdb", 8.0, 680000, 80.0, 0.5, 40.0),
        ("freshness", 20.0, None, 100.0, 0.2, 20.1),
    ]
    terms = [
        {
            "name": name,
            "value": value,
            "votes": votes,
            "observedAt": "2026-11-21T10:00:00Z",
            "ageSeconds": 60,
            "normalised": normalised,
            "prior": None,
            "strength": None,
            "evidence": None,
            "weight": weight,
            "contribution": contribution,
        }
        for name, value, votes, normalised, weight, contribution in values
    ]
    data: Data = {
        "formula": "ratingo-1",
        "asOf": "2026-11-21",
        "day": "2026-11-21",
        "score": 62.2,
        "low": 60.0,
        "high": 64.0,
        "reason": None,
        "terms": terms,
        "computedAt": "2026-11-21T11:00:00Z",
    }
    return {**data, **changes}


def series(*values: float | None) -> Data:
    """Return a signal by day."""
    entries = [
        {"at": f"2026-11-{number:02}", "value": value, "observations": 1}
        for number, value in enumerate(values, start=1)
    ]
    return {"signal": "live_watchers", "source": "trakt", "title": {"mediaItemId": MOVIE_ID, "entries": entries}}


def drop_off(**changes: Any) -> Data:
    """Return the curve of a show that loses viewers at its second episode."""
    curve = [
        {
            "season": 1,
            "episode": number,
            "retention": left,
            "low": left - 0.05,
            "high": left,
            "hazard": 0.1,
            "atRisk": 9,
        }
        for number, left in ((1, 1.0), (2, 0.625))
    ]
    season = {"season": 1, "retentionStart": 1.0, "retentionEnd": 0.625, "lost": 0.375}
    data: Data = {
        "method": "votes-1",
        "sampleSize": 44926,
        "reason": None,
        "dropPoint": {"season": 1, "episode": 2, "title": None, "loss": 0.375},
        "curve": curve,
        "seasons": [season],
        "statements": [
            {"key": "dropOff.point", "parameters": {"season": 1, "episode": 2, "lossPercent": 38}},
            {"key": "dropOff.end", "parameters": {"remainingPercent": 63}},
        ],
    }
    return {**data, **changes}


def mover(**changes: Any) -> Data:
    """Return a title that rises above its pattern."""
    stats = {"day": "2026-11-21", "current": 194.0, "expected": 61.0, "difference": 133.0, "percent": 218.0}
    reasons = [
        {"code": "RELEASED", "day": "2026-11-20", "parameters": {"releaseType": "digital", "regions": "US,UA"}},
        {"code": "ARRIVED_ON_SERVICE", "day": "2026-11-19", "parameters": {"service": "Netflix", "regions": "DE"}},
        {"code": "SEASON_STARTED", "day": "2026-11-18", "parameters": {"season": 2}},
        {"code": "LIST_ENTRY", "day": "2026-11-17", "parameters": {"listId": "trending.movie.day", "rank": 3}},
        {"code": "TRAILER_PUBLISHED", "day": "2026-11-16", "parameters": {"videoType": "trailer"}},
    ]
    return {"mediaItemId": MOVIE_ID, "stats": stats, "reasons": reasons, **changes}


def season(**changes: Any) -> Data:
    """Return a season of three episodes, the last of which is yet to air."""
    airs = ("2026-11-07T02:00:00Z", "2026-11-14T02:00:00Z", "2026-11-28T02:00:00Z")
    episodes = [
        {
            "number": number,
            "title": f"Secret {number}",
            "overview": f"The gardener does thing {number}.",
            "airDate": instant[:10],
            "airsAt": instant,
            "runtime": 58,
            "still": picture(f"still{number}.jpg"),
            "ratings": {"trakt": {"rating": 7.5, "voteCount": 1282}, "tmdb": {"rating": 7.3, "voteCount": 32}},
        }
        for number, instant in enumerate(airs, start=1)
    ]
    data: Data = {
        "number": 1,
        "name": "Season 1",
        "overview": "It begins.",
        "airDate": "2026-11-07",
        "poster": None,
        "episodes": episodes,
    }
    return {**data, **changes}
