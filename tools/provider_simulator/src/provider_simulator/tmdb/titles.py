"""TMDB's movie, tv, season and episode objects and the short forms in lists, from facts."""

from datetime import date

from provider_simulator.images.files import season_file, still_file, title_file
from provider_simulator.responses import Body
from provider_simulator.titles.episodes import Episode, aired, all_episodes, season_episodes, season_unique, upcoming
from provider_simulator.titles.facts import Movie, Network, Season, Show, Title
from provider_simulator.titles.seeded_random import mix
from provider_simulator.titles.vocabulary import COUNTRIES, episode_overview, language, overview
from provider_simulator.tmdb.collections import collection_of
from provider_simulator.tmdb.reference import MOVIE_GENRES, SHOW_GENRES

VOTES_DIVISOR = 40
"""TMDB has about this many times fewer votes per episode than Trakt, whose votes the tables state."""

_STATUS = {
    "released": "Released",
    "post-production": "Post Production",
    "planned": "Planned",
    "returning": "Returning Series",
    "ended": "Ended",
    "canceled": "Canceled",
}


def movie(movie: Movie, today: date, language: str) -> Body:
    """Return the body of GET /movie/{id}; `language` is the requested language ("uk-UA")."""
    return {
        "adult": False,
        "backdrop_path": title_file(movie, "backdrop"),
        "belongs_to_collection": collection_of(movie.ids.tmdb),
        "budget": 0,
        "genres": genres(movie),
        "homepage": "",
        "id": movie.ids.tmdb,
        "imdb_id": movie.ids.imdb,
        "origin_country": list(movie.countries[:1]),
        "original_language": movie.language,
        "original_title": movie.original_title,
        "overview": localised_overview(movie, language),
        "popularity": movie.audience.on(today).popularity,
        "poster_path": title_file(movie, "poster"),
        "production_companies": [],
        "production_countries": _countries(movie),
        "release_date": movie.released.isoformat(),
        "revenue": 0,
        "runtime": movie.runtime,
        "spoken_languages": _spoken(movie),
        "status": movie_status(movie, today),
        "tagline": "",
        "title": localised_title(movie, language),
        "video": False,
        "vote_average": movie.ratings.tmdb or 0.0,
        "vote_count": movie.ratings.tmdb_votes,
    }


def tv(show: Show, today: date, language: str) -> Body:
    """Return the body of GET /tv/{id}."""
    seen, ahead = aired(show, today), upcoming(show, today)
    regular = [season for season in show.seasons if season.number > 0]
    return {
        "adult": False,
        "backdrop_path": title_file(show, "backdrop"),
        "created_by": [],
        "episode_run_time": [show.runtime],
        "first_air_date": show.first_day.isoformat(),
        "genres": genres(show),
        "homepage": "",
        "id": show.ids.tmdb,
        "in_production": show.status == "returning",
        "languages": [show.language],
        "last_air_date": seen[-1].air_date.isoformat() if seen else None,
        "last_episode_to_air": episode_summary(show, seen[-1], today) if seen else None,
        "name": localised_title(show, language),
        "next_episode_to_air": episode_summary(show, ahead[0], today) if ahead else None,
        "networks": [_network(show.network)],
        "number_of_episodes": len(all_episodes(show)),
        "number_of_seasons": len(regular),
        "origin_country": list(show.countries),
        "original_language": show.language,
        "original_name": show.original_title,
        "overview": localised_overview(show, language),
        "popularity": show.audience.on(today).popularity,
        "poster_path": title_file(show, "poster"),
        "production_companies": [],
        "production_countries": _countries(show),
        "seasons": [_season_summary(show, season, today) for season in show.seasons],
        "spoken_languages": _spoken(show),
        "status": _STATUS[show.status],
        "tagline": "",
        "type": "Documentary" if "documentary" in show.genres else "Scripted",
        "vote_average": show.ratings.tmdb or 0.0,
        "vote_count": show.ratings.tmdb_votes,
    }


def tv_season(show: Show, season: Season, today: date, language: str = "") -> Body:
    """Return the body of GET /tv/{id}/season/{n}; episodes have texts in English and Ukrainian."""
    unique = season_unique(show, season)
    return {
        "_id": f"{mix(41, unique):016x}{unique & 0xFFFFFFFF:08x}",
        "air_date": season.first_air.isoformat(),
        "episodes": [
            {
                **episode_summary(show, episode, today),
                **_localised_episode(show, episode, language),
                "crew": [],
                "guest_stars": [],
            }
            for episode in season_episodes(show, season)
        ],
        "name": _season_name(season),
        "overview": "",
        "id": unique,
        "poster_path": season_file(show, season.number),
        "season_number": season.number,
        "vote_average": _season_average(show, season, today),
    }


def tv_episode(show: Show, episode: Episode, today: date) -> Body:
    """Return the body of GET /tv/{id}/season/{n}/episode/{m}."""
    body = episode_summary(show, episode, today)
    del body["show_id"]
    return {**body, "crew": [], "guest_stars": []}


def episode_summary(show: Show, episode: Episode, today: date) -> Body:
    """Return an episode as it stands inside a season or as last or next episode; no votes before it aired."""
    out = episode.air_date <= today
    return {
        "air_date": episode.air_date.isoformat(),
        "episode_number": episode.number,
        "episode_type": "finale" if episode.last_of_season else "standard",
        "id": episode.unique,
        "name": episode.name,
        "overview": episode_overview(show, episode.season, episode.number),
        "production_code": "",
        "runtime": episode.runtime,
        "season_number": episode.season,
        "show_id": show.ids.tmdb,
        "still_path": still_file(show, episode.season, episode.number),
        "vote_average": round(episode.rating - 0.2, 3) if out else 0.0,
        "vote_count": episode.votes // VOTES_DIVISOR if out else 0,
    }


def movie_item(movie: Movie, today: date, language: str) -> Body:
    """Return a movie in a list."""
    return {
        "adult": False,
        "backdrop_path": title_file(movie, "backdrop"),
        "genre_ids": [MOVIE_GENRES[genre].number for genre in movie.genres],
        "id": movie.ids.tmdb,
        "original_language": movie.language,
        "original_title": movie.original_title,
        "overview": localised_overview(movie, language),
        "popularity": movie.audience.on(today).popularity,
        "poster_path": title_file(movie, "poster"),
        "release_date": movie.released.isoformat(),
        "title": localised_title(movie, language),
        "video": False,
        "vote_average": movie.ratings.tmdb or 0.0,
        "vote_count": movie.ratings.tmdb_votes,
    }


def tv_item(show: Show, today: date, language: str) -> Body:
    """Return a show in a list."""
    return {
        "adult": False,
        "backdrop_path": title_file(show, "backdrop"),
        "first_air_date": show.first_day.isoformat(),
        "genre_ids": [SHOW_GENRES[genre].number for genre in show.genres],
        "id": show.ids.tmdb,
        "name": localised_title(show, language),
        "origin_country": list(show.countries),
        "original_language": show.language,
        "original_name": show.original_title,
        "overview": localised_overview(show, language),
        "popularity": show.audience.on(today).popularity,
        "poster_path": title_file(show, "poster"),
        "vote_average": show.ratings.tmdb or 0.0,
        "vote_count": show.ratings.tmdb_votes,
    }


def item(title: Title, today: date, language: str, *, typed: bool = False) -> Body:
    """Return a title in a list; lists of both kinds carry the `media_type`."""
    if isinstance(title, Movie):
        body, media_type = movie_item(title, today, language), "movie"
    else:
        body, media_type = tv_item(title, today, language), "tv"
    return {**body, "media_type": media_type} if typed else body


def genres(title: Title) -> list[Body]:
    """Return the genres as TMDB numbers and names them; movies and shows have different tables."""
    table = MOVIE_GENRES if isinstance(title, Movie) else SHOW_GENRES
    return [{"id": table[genre].number, "name": table[genre].name} for genre in title.genres]


def movie_status(movie: Movie, today: date) -> str:
    """Return the status of a movie: released once its day has come, whatever the table says."""
    return "Released" if movie.released <= today else _STATUS[movie.status]


def localised_title(title: Title, language: str) -> str:
    """Return the original title for its own language, else the English one."""
    return title.original_title if language[:2] == title.language else title.title


def localised_overview(title: Title, language: str) -> str:
    """Return the overview in English, or empty: TMDB leaves missing translations empty."""
    return overview(title) if language[:2] in {"", "en"} else ""


def _localised_episode(show: Show, episode: Episode, language: str) -> Body:
    """Return the texts of an episode that differ from the English ones.

    As TMDB does, an episode without texts in the language is named by its number and has no overview.
    """
    code = language[:2]
    if code in {"", "en"}:
        return {}
    if code != "uk":
        return {"name": f"Episode {episode.number}", "overview": ""}
    overview = f"Серія {episode.number} сезону {episode.season} серіалу «{show.title}»."
    return {"name": f"Серія {episode.number}", "overview": overview}


def _countries(title: Title) -> list[Body]:
    return [{"iso_3166_1": code, "name": COUNTRIES.get(code, code)} for code in title.countries]


def _spoken(title: Title) -> list[Body]:
    name = language(title.language)
    return [{"english_name": name, "iso_639_1": title.language, "name": name}]


def _network(network: Network) -> Body:
    country = "" if network.streaming else network.country
    return {"id": network.tmdb, "logo_path": None, "name": network.name, "origin_country": country}


def _season_name(season: Season) -> str:
    return "Specials" if season.number == 0 else f"Season {season.number}"


def _season_average(show: Show, season: Season, today: date) -> float:
    rated = [e.rating - 0.2 for e in season_episodes(show, season) if e.air_date <= today]
    return round(sum(rated) / len(rated), 1) if rated else 0.0


def _season_summary(show: Show, season: Season, today: date) -> Body:
    return {
        "air_date": season.first_air.isoformat(),
        "episode_count": season.episodes,
        "id": season_unique(show, season),
        "name": _season_name(season),
        "overview": "",
        "poster_path": season_file(show, season.number),
        "season_number": season.number,
        "vote_average": _season_average(show, season, today),
    }
