"""What the directory states, read from its JSON: what is not what is documented is left out.

https://docs.radio-browser.info
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from music.application.radio.views import Country, Tag
from music.domain.radio.station import Station

_LONGEST_NAME: Final = 200
_LONGEST_URL: Final = 2048
_LONGEST_WORD: Final = 60
_MOST_WORDS: Final = 20
_MOST_NUMBER: Final = 2**31 - 1
_SPACE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def station_of(entry: object) -> Station | None:
    """Return a station, or null for an entry without an id, a name or an address."""
    if not isinstance(entry, Mapping):
        return None
    station_id, name = _identifier(entry.get("stationuuid")), _text(entry.get("name"), _LONGEST_NAME)
    url = _url(entry.get("url_resolved")) or _url(entry.get("url"))
    if station_id is None or name is None or url is None:
        return None
    code = (_text(entry.get("countrycode"), 2) or "").upper()
    return Station(
        id=station_id,
        name=name,
        url=url,
        homepage=_url(entry.get("homepage")),
        favicon=_url(entry.get("favicon")),
        country=_text(entry.get("country"), _LONGEST_NAME),
        country_code=code if _COUNTRY.fullmatch(code) else None,
        languages=_words(entry.get("language")),
        tags=_words(entry.get("tags")),
        codec=_codec(entry.get("codec")),
        # The directory states 0 for what it has not found out.
        bit_rate=_number(entry.get("bitrate")) or None,
        votes=_number(entry.get("votes")),
        clicks=_number(entry.get("clickcount")),
        is_segmented=entry.get("hls") in (1, True),
    )


def tags_of(entries: Sequence[Any]) -> Sequence[Tag]:
    """Return tags with stations."""
    return [Tag(name, number) for name, number, _ in _counted(entries)]


def countries_of(entries: Sequence[Any]) -> Sequence[Country]:
    """Return countries with stations."""
    stated = ((str(entry.get("iso_3166_1") or "").upper(), name, number) for name, number, entry in _counted(entries))
    return [Country(code, name, number) for code, name, number in stated if _COUNTRY.fullmatch(code)]


def _counted(entries: Sequence[Any]) -> Sequence[tuple[str, int, Mapping[str, Any]]]:
    stated = [
        (_text(entry.get("name"), _LONGEST_NAME), _number(entry.get("stationcount")), entry)
        for entry in entries
        if isinstance(entry, Mapping)
    ]
    return [(name, number, entry) for name, number, entry in stated if name and number]


def _text(value: object, longest: int) -> str | None:
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", value).strip()[:longest].rstrip() or None


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        return ()
    words = (_text(word, _LONGEST_WORD) for word in value.split(",", 10 * _MOST_WORDS))
    return tuple(dict.fromkeys(word for word in words if word))[:_MOST_WORDS]


def _codec(value: object) -> str | None:
    codec = _text(value, 20)
    return None if codec is None or codec.upper() == "UNKNOWN" else codec


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_NUMBER else None


def _identifier(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _url(value: object) -> str | None:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or len(value) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(value.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return value.strip() if usable else None
