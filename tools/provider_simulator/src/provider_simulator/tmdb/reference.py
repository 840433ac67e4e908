"""TMDB's reference lists: genres, watch providers and the configuration."""

from dataclasses import dataclass

from provider_simulator.images.files import service_file
from provider_simulator.responses import Body
from provider_simulator.titles.offers import ALL, REGIONS


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre's number and name."""

    number: int
    name: str


MOVIE_GENRES = {
    "action": Genre(28, "Action"),
    "adventure": Genre(12, "Adventure"),
    "animation": Genre(16, "Animation"),
    "comedy": Genre(35, "Comedy"),
    "crime": Genre(80, "Crime"),
    "documentary": Genre(99, "Documentary"),
    "drama": Genre(18, "Drama"),
    "family": Genre(10751, "Family"),
    "fantasy": Genre(14, "Fantasy"),
    "history": Genre(36, "History"),
    "horror": Genre(27, "Horror"),
    "music": Genre(10402, "Music"),
    "mystery": Genre(9648, "Mystery"),
    "romance": Genre(10749, "Romance"),
    "science-fiction": Genre(878, "Science Fiction"),
    "tv-movie": Genre(10770, "TV Movie"),
    "thriller": Genre(53, "Thriller"),
    "war": Genre(10752, "War"),
    "western": Genre(37, "Western"),
}

SHOW_GENRES = {
    "action-adventure": Genre(10759, "Action & Adventure"),
    "animation": Genre(16, "Animation"),
    "comedy": Genre(35, "Comedy"),
    "crime": Genre(80, "Crime"),
    "documentary": Genre(99, "Documentary"),
    "drama": Genre(18, "Drama"),
    "family": Genre(10751, "Family"),
    "kids": Genre(10762, "Kids"),
    "mystery": Genre(9648, "Mystery"),
    "news": Genre(10763, "News"),
    "reality": Genre(10764, "Reality"),
    "sci-fi-fantasy": Genre(10765, "Sci-Fi & Fantasy"),
    "soap": Genre(10766, "Soap"),
    "talk": Genre(10767, "Talk"),
    "war-politics": Genre(10768, "War & Politics"),
    "western": Genre(37, "Western"),
}


UKRAINIAN_GENRES = {
    12: "Пригоди",
    14: "Фентезі",
    16: "Мультфільм",
    18: "Драма",
    27: "Жахи",
    28: "Бойовик",
    35: "Комедія",
    36: "Історичний",
    37: "Вестерн",
    53: "Трилер",
    80: "Кримінал",
    99: "Документальний",
    878: "Наукова фантастика",
    9648: "Детектив",
    10402: "Музичний",
    10749: "Мелодрама",
    10751: "Сімейний",
    10752: "Воєнний",
    10759: "Бойовик і пригоди",
    10762: "Дитячий",
    10763: "Новини",
    10764: "Реаліті-шоу",
    10765: "Фантастика і фентезі",
    10766: "Мильна опера",
    10767: "Ток-шоу",
    10768: "Війна і політика",
}
"""Names of genres in Ukrainian by number; as at TMDB, one of them is missing."""


def genre_list(table: dict[str, Genre], language: str = "") -> Body:
    """Serve GET /genre/{movie|tv}/list; a name that is missing in the language is null."""
    ukrainian = language.partition("-")[0] == "uk"
    return {
        "genres": [
            {"id": genre.number, "name": UKRAINIAN_GENRES.get(genre.number) if ukrainian else genre.name}
            for genre in table.values()
        ]
    }


def provider_list() -> Body:
    """Serve GET /watch/providers/{movie|tv}."""
    return {
        "results": [
            {
                "display_priorities": dict.fromkeys(REGIONS, service.priority),
                "display_priority": service.priority,
                "logo_path": service_file(service.number),
                "provider_name": service.name,
                "provider_id": service.number,
            }
            for service in ALL
        ]
    }


def configuration() -> Body:
    """Serve GET /configuration; the addresses are those of the real host."""
    return {
        "images": {
            "base_url": "http://image.tmdb.org/t/p/",
            "secure_base_url": "https://image.tmdb.org/t/p/",
            "backdrop_sizes": ["w300", "w780", "w1280", "original"],
            "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
            "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
            "profile_sizes": ["w45", "w185", "h632", "original"],
            "still_sizes": ["w92", "w185", "w300", "original"],
        },
        "change_keys": ["air_date", "cast", "crew", "episode", "general", "genres", "name", "overview", "popularity",
                        "release_dates", "runtime", "season", "status", "title", "translations", "videos"],
    }  # fmt: skip
