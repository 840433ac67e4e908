"""English names of genres, countries and languages, and the one-line description made from facts."""

from datetime import date

from provider_simulator.titles.facts import Movie, Show, Title

COUNTRIES = {
    "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BR": "Brazil", "CA": "Canada", "DE": "Germany",
    "DK": "Denmark", "ES": "Spain", "FR": "France", "GB": "United Kingdom", "IE": "Ireland", "IN": "India",
    "IR": "Iran", "IT": "Italy", "JP": "Japan", "KR": "South Korea", "LV": "Latvia", "MX": "Mexico",
    "NZ": "New Zealand", "PL": "Poland", "SE": "Sweden", "SU": "Soviet Union", "UA": "Ukraine",
    "US": "United States of America",
}  # fmt: skip

LANGUAGES = {
    "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French",
    "hi": "Hindi", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lv": "Latvian", "pt": "Portuguese",
    "ru": "Russian", "sv": "Swedish", "uk": "Ukrainian",
}  # fmt: skip

_DESCRIBED = {"sci-fi-fantasy": "science fiction", "action-adventure": "action", "war-politics": "political"}


def country(code: str) -> str:
    """Return the English name of a country, the code itself where we have none."""
    return COUNTRIES.get(code, code)


def language(code: str) -> str:
    """Return the English name of a language, the code itself where we have none."""
    return LANGUAGES.get(code, code)


def overview(title: Title) -> str:
    """Return one neutral sentence from facts: "A 1999 science fiction movie from the United States."

    That of an invented title says what it is about, and that it is invented.
    """
    genre = title.genres[0]
    described = _DESCRIBED.get(genre, genre.replace("-", " "))
    places = " and ".join(_with_article(code) for code in title.countries[:2])
    noun = "movie" if isinstance(title, Movie) else "series"
    if title.pitch:
        return f"{title.pitch} An invented {described} {noun} of {title.first_day.year}."
    return f"A {title.first_day.year} {described} {noun} from {places}."


def episode_overview(show: Show, season: int, number: int) -> str:
    """Return one neutral sentence about an episode."""
    return f"Episode {number} of season {season} of {show.title}."


def certification(title: Title, *, tv: bool = False) -> str:
    """Return a plausible US age rating by rule of genre; not a fact about the title."""
    genres = set(title.genres)
    if genres & {"family", "kids", "animation"}:
        return "TV-PG" if tv else "PG"
    if genres & {"horror", "crime", "war", "thriller", "war-politics"}:
        return "TV-MA" if tv else "R"
    return "TV-14" if tv else "PG-13"


def long_date(day: date) -> str:
    """Return a date as OMDb writes it: "31 Mar 1999"."""
    return day.strftime("%d %b %Y")


def _with_article(code: str) -> str:
    name = {"US": "United States", "SU": "Soviet Union"}.get(code, country(code))
    return f"the {name}" if code in {"US", "GB", "SU"} else name
