"""The values in the message of a validation error, with names like those of JSON Schema."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from chassis.http.validation.kinds import NAMES, is_own
from chassis.http.validation.wording import day_of

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
    if is_own(kind, context):
        return {name: _shown(value) for name, value in context.items()}
    return {name: _shown(context[key]) for key, name in NAMES.get(kind, {}).items() if key in context}


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
