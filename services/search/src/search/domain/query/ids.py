"""Ids of other systems and URLs of their pages in a query."""

import re
from typing import Final

_IMDB: Final = re.compile(r"(?:imdb:)?((?:tt|nm)\d{5,10})")
_PREFIXED: Final = re.compile(r"(tmdb|tvdb|trakt):(?:(movie|show|tv|person|collection):)?([a-z0-9-]{1,120})")
_NUMBER: Final = re.compile(r"[1-9]\d{0,8}")
_URL: Final = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]+\.)?(imdb\.com|themoviedb\.org|thetvdb\.com|trakt\.tv)/([^\s?#]*)(?:\?([^\s#]*))?(?:#\S*)?"
)
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_SLUG: Final = re.compile(r"[a-z0-9-]{1,120}")

TMDB_KINDS: Final = ("movie", "show", "person", "collection")
_TMDB_FOLDERS: Final = {"movie": "movie", "tv": "show", "person": "person", "collection": "collection"}
_TVDB_FOLDERS: Final = frozenset({"series", "movies", "movie"})
_TRAKT_FOLDERS: Final = frozenset({"movies", "shows"})


def ids_of(text: str) -> tuple[str, ...]:
    """Return the ids, any of which may be meant, when the whole text is an id, a number, or the URL of a page."""
    lowered = text.lower()
    if match := _IMDB.fullmatch(lowered):
        return (f"imdb:{match[1]}",)
    if match := _PREFIXED.fullmatch(lowered):
        return _prefixed(match[1], match[2], match[3])
    if _NUMBER.fullmatch(lowered):
        return (*_tmdb(lowered), f"tvdb:{lowered}", f"trakt:{lowered}")
    if match := _URL.fullmatch(lowered):
        return _of_page(match[1], [part for part in match[2].split("/") if part], match[3] or "")
    return ()


def is_number(text: str) -> bool:
    """Return whether a text is a number that may be an id."""
    return _NUMBER.fullmatch(text) is not None


def _prefixed(system: str, kind: str | None, value: str) -> tuple[str, ...]:
    if system == "trakt":
        return (f"trakt:{value}",)
    if not _NUMBER.fullmatch(value):
        return ()
    if system == "tvdb":
        return (f"tvdb:{value}",)
    return (f"tmdb:{_TMDB_FOLDERS.get(kind, kind)}:{value}",) if kind else _tmdb(value)


def _tmdb(number: str) -> tuple[str, ...]:
    return tuple(f"tmdb:{kind}:{number}" for kind in TMDB_KINDS)


def _of_page(site: str, path: list[str], parameters: str) -> tuple[str, ...]:
    if len(path) > 1 and _LANGUAGE.fullmatch(path[0]) and path[0] not in _TMDB_FOLDERS:
        path = path[1:]
    match site, path:
        case "imdb.com", ["title" | "name", id_, *_] if match := _IMDB.fullmatch(id_):
            return (f"imdb:{match[1]}",)
        case "themoviedb.org", [folder, name, *_] if folder in _TMDB_FOLDERS:
            number = name.split("-")[0]
            return (f"tmdb:{_TMDB_FOLDERS[folder]}:{number}",) if _NUMBER.fullmatch(number) else ()
        case "thetvdb.com", ["dereferrer", folder, number, *_] if folder in _TVDB_FOLDERS and is_number(number):
            return (f"tvdb:{number}",)
        case "thetvdb.com", [folder, number, *_] if folder in _TVDB_FOLDERS and is_number(number):
            return (f"tvdb:{number}",)
        case "thetvdb.com", _ if match := re.search(r"(?:^|&)(?:id|seriesid)=([1-9]\d{0,8})(?:&|$)", parameters):
            return (f"tvdb:{match[1]}",)
        case "trakt.tv", [folder, slug, *_] if folder in _TRAKT_FOLDERS and _SLUG.fullmatch(slug):
            return (f"trakt:{slug}",)
    return ()
