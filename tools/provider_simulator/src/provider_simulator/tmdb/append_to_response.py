"""TMDB's sub-resources of a title (credits, videos, release dates, ...), as responses of their own or appended."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from provider_simulator.images.files import service_file
from provider_simulator.responses import Body
from provider_simulator.titles.episodes import Episode, season_unique
from provider_simulator.titles.facts import Movie, Season, Show, Title
from provider_simulator.titles.offers import Service, offers
from provider_simulator.titles.seeded_random import mix, pick
from provider_simulator.titles.vocabulary import certification, country, language
from provider_simulator.tmdb.people import PERSON_NUMBERS, author, performers

REGIONAL_DELAYS = (0, 0, 1, 2, 7, 14)
"""Days after the first release at which a movie may open in another region."""

_RELEASE_REGIONS = ("US", "GB", "UA", "DE")


def release_day(movie: Movie, region: str) -> date:
    """Return the day the movie opens in that region; the home country opens first."""
    if region == movie.countries[0]:
        return movie.released
    spread = mix(51, movie.ids.tmdb, *region.encode())
    return movie.released + timedelta(days=REGIONAL_DELAYS[spread % len(REGIONAL_DELAYS)])


def digital_day(movie: Movie, region: str) -> date | None:
    """Return the day of the digital release in that region, None where none is known."""
    if movie.digital is None:
        return None
    return max(movie.digital, release_day(movie, region))


def movie_part(movie: Movie, name: str, today: date) -> Body | None:
    """Return a sub-resource of a movie by TMDB's name, without the "id"; None for names TMDB ignores."""
    make = _MOVIE_PARTS.get(name)
    return make(movie, today) if make else None


def show_part(show: Show, name: str, today: date) -> Body | None:
    """Return a sub-resource of a show."""
    make = _SHOW_PARTS.get(name)
    return make(show, today) if make else None


def season_part(show: Show, season: Season, name: str, today: date) -> Body | None:
    """Return a sub-resource of a season."""
    if name == "external_ids":
        number = season_unique(show, season) if show.ids.tvdb else None
        return {"freebase_mid": None, "freebase_id": None, "tvdb_id": number, "tvrage_id": None, "wikidata_id": None}
    if name in {"aggregate_credits", "credits", "videos", "watch/providers"}:
        return show_part(show, name, today)
    return {"translations": _season_translations(season)} if name == "translations" else None


def episode_part(show: Show, episode: Episode, name: str, today: date) -> Body | None:
    """Return a sub-resource of an episode."""
    if name == "external_ids":
        tvdb = episode.unique if show.ids.tvdb else None
        ids = {"imdb_id": None, "freebase_mid": None, "freebase_id": None, "tvdb_id": tvdb}
        return {**ids, "tvrage_id": None, "wikidata_id": None}
    if name == "credits":
        return {**_credits(show, today), "guest_stars": []}
    return {"results": []} if name == "videos" else {"translations": []} if name == "translations" else None


def changes(title: Title, days: list[date]) -> Body:
    """Return the body of GET /{movie|tv}/{id}/changes: one popularity change for each day the title changed."""
    items = [
        {
            "id": f"{mix(52, title.ids.tmdb, day.toordinal()):016x}",
            "action": "updated",
            "time": datetime.combine(day, time(6), UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
            "iso_639_1": "",
            "iso_3166_1": "",
            "value": title.audience.on(day).popularity,
            "original_value": title.audience.on(day - timedelta(days=1)).popularity,
        }
        for day in days
    ]
    return {"changes": [{"key": "popularity", "items": items}] if items else []}


def _credit(title: Title, place: int) -> str:
    return f"{mix(55, title.ids.tmdb, place):016x}"


def _credits(title: Title, _today: date) -> Body:
    cast = [
        {**person, "credit_id": _credit(title, place)} | ({"cast_id": place} if isinstance(title, Movie) else {})
        for place, person in enumerate(performers(title))
    ]
    job = ("Directing", "Director") if isinstance(title, Movie) else ("Writing", "Creator")
    crew = {**author(title, job[0]), "credit_id": _credit(title, 90), "department": job[0], "job": job[1]}
    return {"cast": cast, "crew": [crew]}


def _aggregate_credits(show: Show, _today: date) -> Body:
    total = sum(season.episodes for season in show.seasons if season.number > 0)
    cast = [
        {
            **{name: value for name, value in person.items() if name != "character"},
            "roles": [{"credit_id": _credit(show, place), "character": person["character"], "episode_count": total}],
            "total_episode_count": total,
        }
        for place, person in enumerate(performers(show))
    ]
    jobs = [{"credit_id": _credit(show, 90), "job": "Writer", "episode_count": total}]
    writer = {**author(show, "Writing"), "jobs": jobs, "department": "Writing", "total_episode_count": total}
    return {"cast": cast, "crew": [writer]}


def _videos(title: Title, _today: date) -> Body:
    published = datetime.combine(title.first_day - timedelta(days=60), time(15), UTC)
    video = {
        "iso_639_1": "en",
        "iso_3166_1": "US",
        "name": "Example trailer",
        "key": f"demo{title.ids.tmdb:07d}",
        "site": "YouTube",
        "size": 1080,
        "type": "Trailer",
        "official": True,
        "published_at": published.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "id": f"{mix(57, title.ids.tmdb):016x}",
    }
    return {"results": [video]}


def _release_dates(movie: Movie, _today: date) -> Body:
    regions = sorted({*_RELEASE_REGIONS, *movie.countries})
    return {"results": [{"iso_3166_1": code, "release_dates": _releases(movie, code)} for code in regions]}


def _releases(movie: Movie, region: str) -> list[Body]:
    days = [(3, release_day(movie, region))]
    digital = digital_day(movie, region)
    if digital is not None:
        days.append((4, digital))
    rated = certification(movie) if region == "US" else ""
    return [
        {
            "certification": rated,
            "descriptors": [],
            "iso_639_1": "",
            "note": "",
            "release_date": f"{day.isoformat()}T00:00:00.000Z",
            "type": kind,
        }
        for kind, day in days
    ]


def _content_ratings(show: Show, _today: date) -> Body:
    rating = certification(show, tv=True)
    return {"results": [{"descriptors": [], "iso_3166_1": "US", "rating": rating}]}


def _watch_providers(title: Title, today: date) -> Body:
    kind = "movie" if isinstance(title, Movie) else "tv"
    results: Body = {}
    for region, kinds in offers(title, today).items():
        link = f"https://www.themoviedb.org/{kind}/{title.ids.tmdb}/watch?locale={region}"
        results[region] = {"link": link} | {name: [_service(s) for s in result] for name, result in kinds.items()}
    return {"results": results}


def _service(service: Service) -> Body:
    return {
        "logo_path": service_file(service.number),
        "provider_id": service.number,
        "provider_name": service.name,
        "display_priority": service.priority,
    }


def _movie_external_ids(movie: Movie, _today: date) -> Body:
    social: Body = dict.fromkeys(("wikidata_id", "facebook_id", "instagram_id", "twitter_id"))
    return {"imdb_id": movie.ids.imdb} | social


def _show_external_ids(show: Show, _today: date) -> Body:
    return {
        "imdb_id": show.ids.imdb,
        "freebase_mid": None,
        "freebase_id": None,
        "tvdb_id": show.ids.tvdb,
        "tvrage_id": None,
        "wikidata_id": None,
        "facebook_id": None,
        "instagram_id": None,
        "twitter_id": None,
    }


def _movie_translations(movie: Movie, _today: date) -> Body:
    return {"translations": _translations(movie, "title")}


def _show_translations(show: Show, _today: date) -> Body:
    return {"translations": _translations(show, "name")}


def _translations(title: Title, key: str) -> list[Body]:
    result = [_translation("US", "en", {"homepage": "", "overview": "", "tagline": "", key: title.title})]
    if title.language != "en":
        data: Body = {"homepage": "", "overview": "", "tagline": "", key: title.original_title}
        result.append(_translation(title.countries[0], title.language, data))
    if isinstance(title, Movie):
        for entry in result:
            entry["data"] = {**_mapping(entry["data"]), "runtime": title.runtime}
    return result


def _season_translations(season: Season) -> list[Body]:
    english, ukrainian = ("Specials", "Спеціальні епізоди")
    if season.number:
        english, ukrainian = f"Season {season.number}", f"Сезон {season.number}"
    return [
        _translation("US", "en", {"name": english, "overview": ""}),
        _translation("UA", "uk", {"name": ukrainian, "overview": ""}),
    ]


def _mapping(value: object) -> Body:
    return value if isinstance(value, dict) else {}


def _translation(region: str, code: str, data: Body) -> Body:
    name = language(code)
    return {"iso_3166_1": region, "iso_639_1": code, "name": name, "english_name": name, "data": data}


def _keywords(title: Title, _today: date) -> Body:
    decade = title.first_day.year // 10 * 10
    words = [{"id": PERSON_NUMBERS + decade, "name": f"{decade}s"}]
    return {"keywords" if isinstance(title, Movie) else "results": words}


def _alternative_titles(title: Title, _today: date) -> Body:
    result = []
    if title.original_title != title.title:
        code = pick(title.countries, 58)
        result.append({"iso_3166_1": code, "title": title.original_title, "type": f"original, {country(code)}"})
    return {"titles" if isinstance(title, Movie) else "results": result}


_MOVIE_PARTS: dict[str, Callable[[Movie, date], Body]] = {
    "alternative_titles": _alternative_titles,
    "credits": _credits,
    "external_ids": _movie_external_ids,
    "keywords": _keywords,
    "release_dates": _release_dates,
    "translations": _movie_translations,
    "videos": _videos,
    "watch/providers": _watch_providers,
}

_SHOW_PARTS: dict[str, Callable[[Show, date], Body]] = {
    "aggregate_credits": _aggregate_credits,
    "alternative_titles": _alternative_titles,
    "content_ratings": _content_ratings,
    "credits": _credits,
    "external_ids": _show_external_ids,
    "keywords": _keywords,
    "translations": _show_translations,
    "videos": _videos,
    "watch/providers": _watch_providers,
}
