"""The values of single cells and JSON members: cleaned, checked against the limits, and typed.

Empty values are null. Anything else that is not valid raises InvalidValue, which rejects its row and no other.
"""

import re
from typing import Final
from uuid import UUID

from library.domain.imports.limits import (
    FIRST_YEAR,
    LARGEST_EPISODE,
    LARGEST_ID,
    LARGEST_SEASON,
    LONGEST_TITLE,
    YEARS_AHEAD,
)

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_WHOLE: Final = re.compile(r"([+-]?)0*(\d{1,10})(?:[.,]0*)?")
_DECIMAL: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,6})?")
_IMDB: Final = re.compile(r"\btt0*\d{5,10}\b")
_YEAR_SUFFIX: Final = re.compile(r"(.*\S)\s*\(((?:18[7-9]|19\d|20\d)\d)\)")
_DATE: Final = re.compile(r"(\d{4})[-/.]\d")
_NO_YEAR: Final = re.compile(r"0+(?:1?[-/.]|$)")
_NOTHING: Final = frozenset({"", "-", "--", "\\n", "null", "none", "nil", "nan", "n/a", "undefined"})
_TRUE: Final = frozenset({"1", "true", "yes", "y", "x", "t", "ja", "sí", "si", "oui", "sim", "так", "да"})


class Json:
    """A JSON value whose members are read without knowing its shape: what is missing is null."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def get(self, *path: str) -> object:
        """Return the member at a path of names, null when it is missing."""
        value = self.value
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def at(self, *path: str) -> "Json":
        """Return the member at a path of names to read further."""
        return Json(self.get(*path))

    def items(self, *path: str) -> "list[Json]":
        """Return the entries of the array at a path of names, none when there is no array."""
        value = self.get(*path)
        return [Json(entry) for entry in value] if isinstance(value, list) else []

    def has(self, *names: str) -> bool:
        """Return whether the value is an object that has all of the names."""
        return isinstance(self.value, dict) and self.value.keys() >= set(names)


class InvalidValue(Exception):
    """A value that its row cannot have; it becomes a rejected row."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


def text_of(value: object) -> str | None:
    """Return a value as text without surrounding spaces, with U+FFFD for what cannot be stored; null when empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = (value if isinstance(value, str) else str(value)).strip()
    return _UNSTORABLE.sub("\ufffd", text) or None


def filled(value: object) -> str | None:
    """Return a value as text, null when it is empty or a word for nothing, such as `N/A`."""
    text = text_of(value)
    return None if text is None or text.casefold() in _NOTHING else text


def cut(text: str | None, length: int) -> str | None:
    """Return a text cut to a length, null when it is empty."""
    return text if text is None or len(text) <= length else f"{text[: length - 1].rstrip()}…"


def title_of(value: object, field: str = "title") -> str | None:
    """Return a title, null when it is empty; raise InvalidValue when it is too long."""
    text = text_of(value)
    if text is None:
        return None
    text = " ".join(text.split())
    if len(text) > LONGEST_TITLE:
        raise InvalidValue("too_long", field, f"{field} must have at most {LONGEST_TITLE} characters")
    return text


def split_year(title: str) -> tuple[str, int | None]:
    """Return a title without the year in parentheses that it ends with, and that year."""
    match = _YEAR_SUFFIX.fullmatch(title)
    return (match.group(1), int(match.group(2))) if match else (title, None)


def whole(value: object, field: str, lowest: int, highest: int) -> int | None:
    """Return a whole number, null when it is empty; raise InvalidValue when it is none or out of range."""
    text = filled(value)
    if text is None:
        return None
    match = _WHOLE.fullmatch(text)
    number = int(match.group(2)) if match else None
    if match and number is not None and match.group(1) == "-":
        number = -number
    if number is None or not lowest <= number <= highest:
        raise InvalidValue(
            "out_of_range", field, f"{field} must be a whole number from {lowest} to {highest}, not {_shown(text)}"
        )
    return number


def year_of(value: object, field: str, this_year: int) -> int | None:
    """Return the year of a release from the year or a date that begins with it, null when it is empty or zero."""
    text = filled(value)
    if text is None or _NO_YEAR.match(text):
        return None
    date = _DATE.match(text)
    return whole(date.group(1) if date else text, field, FIRST_YEAR, this_year + YEARS_AHEAD)


def id_of(value: object, field: str) -> int | None:
    """Return a numeric id, null when it is empty or zero."""
    return whole(value, field, 0, LARGEST_ID) or None


def imdb_of(value: object, field: str = "imdbId") -> str | None:
    """Return an IMDb id of a title from the id itself or its address, null when it is empty."""
    text = filled(value)
    if text is None:
        return None
    match = _IMDB.search(text)
    if match is None:
        raise InvalidValue("invalid_id", field, f"{field} must be an id such as tt0000001, not {_shown(text)}")
    return match.group()


def uuid_of(value: object, field: str) -> UUID | None:
    """Return a UUID, null when it is empty."""
    text = filled(value)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidValue("invalid_id", field, f"{field} must be a UUID, not {_shown(text)}") from None


def season_of(value: object, field: str = "season") -> int | None:
    """Return the number of a season, null when it is empty."""
    return whole(value, field, 0, LARGEST_SEASON)


def episode_of(value: object, field: str = "episode") -> int | None:
    """Return the number of an episode, null when it is empty."""
    return whole(value, field, 0, LARGEST_EPISODE)


def rating_of(value: object, field: str, highest: float) -> int | None:
    """Return a rating scaled from 0…`highest` to 0…100, null when it is empty or zero: sources use zero for none."""
    text = filled(value)
    if text is None:
        return None
    number = float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else -1.0
    if not 0 <= number <= highest:
        raise InvalidValue("out_of_range", field, f"{field} must be from 0 to {highest:g}, not {_shown(text)}")
    return round(number * 100 / highest) or None


def is_true(value: object) -> bool:
    """Return whether a value means yes."""
    return value is True or (filled(value) or "").casefold() in _TRUE


def _shown(text: str) -> str:
    return repr(cut(text, 40))
