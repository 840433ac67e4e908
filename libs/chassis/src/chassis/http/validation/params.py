"""The values in the message of a validation error, with names like those of JSON Schema."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from chassis.http.validation.wording import FRAMEWORK_KINDS, day_of

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "greater_than": {"gt": "exclusiveMinimum"},
    "greater_than_equal": {"ge": "minimum"},
    "less_than": {"lt": "exclusiveMaximum"},
    "less_than_equal": {"le": "maximum"},
    "multiple_of": {"multiple_of": "multipleOf"},
    "too_short": {"min_length": "minItems"},
    "too_long": {"max_length": "maxItems"},
    "string_too_short": {"min_length": "minLength"},
    "string_too_long": {"max_length": "maxLength"},
    "url_too_long": {"max_length": "maxLength"},
    "string_pattern_mismatch": {"pattern": "pattern"},
}
"""The names of the framework's values, by the kind of error; values of other kinds are not shown."""
CHOICES: Final[Mapping[str, str]] = {
    "enum": "expected",
    "literal_error": "expected",
    "url_scheme": "expected_schemes",
}
"""The kinds of errors with possible values, and which of the framework's values lists them."""

_QUOTED: Final = re.compile(r"'([^']*)'")
_SEPARATOR: Final = re.compile(r", | or ")


def params_of(kind: str, context: Mapping[str, object]) -> dict[str, object]:
    """Return the values in the message of an error: of the framework's by `NAMES`, of our own as they are."""
    if kind in CHOICES:
        return {"allowed": _choices(str(context.get(CHOICES[kind], "")))}
    if kind in NAMES:
        return {name: _shown(context[key]) for key, name in NAMES[kind].items() if key in context}
    return {} if kind in FRAMEWORK_KINDS else {name: _shown(value) for name, value in context.items()}


def _choices(expected: str) -> list[str]:
    """Return the values of an enumeration, which the framework lists in one text, quoted if they are texts."""
    return _QUOTED.findall(expected) or [part for part in _SEPARATOR.split(expected) if part]


def _shown(value: object) -> object:
    """Return a value as JSON has it."""
    day = day_of(value)
    if day is not None:
        return day
    if value is None or isinstance(value, bool | int | float | str | list):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
