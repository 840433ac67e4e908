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


def title(found: Title, today: date, *, full: bool) -> Body:
    """A movie or show object; short ones hold title, year and ids."""
    if isinstance(found, Movie):
        return _movie(found, today) if full else _short(found)
    return _show(found, today) if full else {**_short(found), "aired_episodes": len(aired(found, today))}


def season(show: Show, found: Season, today: date, *, full: bool, episodes: bool) -> Body:
    """A season object, with its episodes if requested."""
    tmdb = season_unique(show, found)
    body: Body = {"number": found.number, "ids": _numbers(show, tmdb)}
    listed = season_episodes(show, found)
    if full:
        rated = [e for e in listed if e.air_date <= today]
        body |= {
            "rating": round(sum(e.rating for e in rated) / len(rated), 5) if rated else 0.0,
            "votes": max((e.votes for e in rated), default=0) // 9,
            "episode_count": found.episodes,
            "aired_episodes": len(rated),
            "title": "Specials" if found.number == 0 else f"Season {found.number}",
            "overview": None,
            "first_aired": _instant(air_instant(show.network, found.first_air)),
            "updated_at": _instant(_noon(today)),
            "network": show.network.name,
            "original_title": "Specials" if found.number == 0 else f"Season {found.number}",
            "total_runtime": found.episodes * show.runtime,
        }
    if episodes:
        body["episodes"] = [episode(show, e, today, full=full) for e in listed]
    return body


def episode(show: Show, found: Episode, today: date, *, full: bool) -> Body:
    """An episode object; nobody voted before it aired."""
    ids = {**_numbers(show, found.unique), "imdb": None}
    body: Body = {"season": found.season, "number": found.number, "title": found.name, "ids": ids}
    if not full:
        return body
    out = found.air_date <= today
    return body | {
        "number_abs": found.absolute or None,
        "overview": episode_overview(show, found.season, found.number),
        "rating": found.rating if out else 0.0,
        "votes": found.votes if out else 0,
        "comment_count": found.votes // 300 if out else 0,
        "first_aired": _instant(found.airs_at),
        "updated_at": _instant(_noon(today)),
        "available_translations": ["en"],
        "runtime": found.runtime,
        "episode_type": _episode_type(found),
        "original_title": found.name,
        "after_credits": False,
        "during_credits": False,
    }


def updated_at(day: date) -> str:
    """The moment on a day at which our titles count as changed."""
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


def genres(found: Title) -> list[str]:
    """Trakt's genre slugs; it names separately what TMDB's show genres join."""
    return [slug for genre in found.genres for slug in _GENRES.get(genre, (genre,))]


def _short(found: Title) -> Body:
    ids: Body = {"trakt": found.ids.trakt, "slug": found.ids.slug, "imdb": found.ids.imdb, "tmdb": found.ids.tmdb}
    if isinstance(found, Show):
        ids |= {"tvdb": found.ids.tvdb}
    return {"title": found.title, "year": found.first_day.year, "ids": ids}


def _numbers(show: Show, tmdb: int) -> Body:
    tvdb = tmdb + TVDB_NUMBERS_AFTER_TMDB if show.ids.tvdb else None
    return {"trakt": tmdb + NUMBERS_AFTER_TMDB, "tvdb": tvdb, "tmdb": tmdb}


def _episode_type(found: Episode) -> str:
    if found.number == 1:
        return "series_premiere" if found.season == 1 else "season_premiere"
    return "season_finale" if found.last_of_season else "standard"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
