"""Trakt's movie, show, season and episode objects, short and full, from facts."""

from datetime import UTC, date, datetime, time

from provider_simulator.responses import Body
from provider_simulator.titles.episodes import Episode, air_instant, aired, season_episodes, season_unique
from provider_simulator.titles.facts import Movie, Season, Show, Title
from provider_simulator.titles.vocabulary import certification, episode_overview, overview

NUMBERS_AFTER_TMDB = 300_000_000
"""Trakt's numbers of seasons and episodes are TMDB's plus this, TVDB's plus a third more, so none are alike."""
TVDB_NUMBERS_AFTER_TMDB = 400_000_000

_STATUS = {
    "released": "released",
    "post-production": "post production",
    "planned": "planned",
    "returning": "returning series",
    "ended": "ended",
    "canceled": "canceled",
}
_GENRES = {
    "sci-fi-fantasy": ("science-fiction", "fantasy"),
    "action-adventure": ("action", "adventure"),
    "war-politics": ("war",),
    "kids": ("children",),
}


def title(media: Title, today: date, *, full: bool) -> Body:
    """Return a movie or show object; short ones hold title, year and ids."""
    if isinstance(media, Movie):
        return _movie(media, today) if full else _short(media)
    return _show(media, today) if full else {**_short(media), "aired_episodes": len(aired(media, today))}


def season(show: Show, source: Season, today: date, *, full: bool, episodes: bool) -> Body:
    """Return a season object, with its episodes if requested."""
    tmdb = season_unique(show, source)
    body: Body = {"number": source.number, "ids": _numbers(show, tmdb)}
    listed = season_episodes(show, source)
    if full:
        rated = [e for e in listed if e.air_date <= today]
        body |= {
            "rating": round(sum(e.rating for e in rated) / len(rated), 5) if rated else 0.0,
            "votes": max((e.votes for e in rated), default=0) // 9,
            "episode_count": source.episodes,
            "aired_episodes": len(rated),
            "title": "Specials" if source.number == 0 else f"Season {source.number}",
            "overview": None,
            "first_aired": _instant(air_instant(show.network, source.first_air)),
            "updated_at": _instant(_noon(today)),
            "network": show.network.name,
            "original_title": "Specials" if source.number == 0 else f"Season {source.number}",
            "total_runtime": source.episodes * show.runtime,
        }
    if episodes:
        body["episodes"] = [episode(show, e, today, full=full) for e in listed]
    return body


def episode(show: Show, source: Episode, today: date, *, full: bool) -> Body:
    """Return an episode object; there are no votes before it aired."""
    ids = {**_numbers(show, source.unique), "imdb": None}
    body: Body = {"season": source.season, "number": source.number, "title": source.name, "ids": ids}
    if not full:
        return body
    out = source.air_date <= today
    return body | {
        "number_abs": source.absolute or None,
        "overview": episode_overview(show, source.season, source.number),
        "rating": source.rating if out else 0.0,
        "votes": source.votes if out else 0,
        "comment_count": source.votes // 300 if out else 0,
        "first_aired": _instant(source.airs_at),
        "updated_at": _instant(_noon(today)),
        "available_translations": ["en"],
        "runtime": source.runtime,
        "episode_type": _episode_type(source),
        "original_title": source.name,
        "after_credits": False,
        "during_credits": False,
    }


def updated_at(day: date) -> str:
    """Return the moment on a day at which our titles count as changed."""
    return _instant(datetime.combine(day, time(6), UTC))


def _movie(movie: Movie, today: date) -> Body:
    return _short(movie) | {
        "tagline": "",
        "overview": overview(movie),
        "released": movie.released.isoformat(),
        "runtime": movie.runtime,
        "country": movie.countries[0].lower(),
        "trailer": None,
        "homepage": None,
        "status": "released" if movie.released <= today else _STATUS[movie.status],
        "rating": movie.ratings.trakt or 0.0,
        "votes": movie.ratings.trakt_votes,
        "comment_count": movie.ratings.trakt_votes // 250,
        "updated_at": updated_at(today),
        "language": movie.language,
        "languages": [movie.language],
        "available_translations": sorted({"en", movie.language}),
        "genres": genres(movie),
        "subgenres": [],
        "certification": certification(movie),
        "original_title": movie.original_title,
        "after_credits": False,
        "during_credits": False,
    }


def _show(show: Show, today: date) -> Body:
    first = air_instant(show.network, show.first_day)
    out = aired(show, today)
    return _short(show) | {
        "tagline": "",
        "overview": overview(show),
        "first_aired": _instant(first),
        "airs": {
            "day": show.first_day.strftime("%A"),
            "time": show.network.airtime or "00:00",
            "timezone": show.network.timezone,
        },
        "runtime": show.runtime,
        "certification": certification(show, tv=True),
        "network": show.network.name,
        "country": show.countries[0].lower(),
        "trailer": None,
        "homepage": None,
        "status": _STATUS[show.status],
        "rating": show.ratings.trakt or 0.0,
        "votes": show.ratings.trakt_votes,
        "comment_count": show.ratings.trakt_votes // 250,
        "updated_at": updated_at(today),
        "language": show.language,
        "languages": [show.language],
        "available_translations": sorted({"en", show.language}),
        "genres": genres(show),
        "subgenres": [],
        "aired_episodes": len(out),
        "total_runtime": len(out) * show.runtime,
        "original_title": show.original_title,
    }


def genres(media: Title) -> list[str]:
    """Return Trakt's genre slugs; Trakt names separately what TMDB's show genres join."""
    return [slug for genre in media.genres for slug in _GENRES.get(genre, (genre,))]


def _short(media: Title) -> Body:
    ids: Body = {"trakt": media.ids.trakt, "slug": media.ids.slug, "imdb": media.ids.imdb, "tmdb": media.ids.tmdb}
    if isinstance(media, Show):
        ids |= {"tvdb": media.ids.tvdb}
    return {"title": media.title, "year": media.first_day.year, "ids": ids}


def _numbers(show: Show, tmdb: int) -> Body:
    tvdb = tmdb + TVDB_NUMBERS_AFTER_TMDB if show.ids.tvdb else None
    return {"trakt": tmdb + NUMBERS_AFTER_TMDB, "tvdb": tvdb, "tmdb": tmdb}


def _episode_type(source: Episode) -> str:
    if source.number == 1:
        return "series_premiere" if source.season == 1 else "season_premiere"
    return "season_finale" if source.last_of_season else "standard"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
