"""The wording of validation errors: one predicate per kind of error, as in "limit: must be at most 50, not 51".

Pydantic's own messages mention inputs, Python types and its parsers, which mean nothing to a client. A kind without an
entry becomes "is not valid".
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from chassis.http.validation.kinds import is_own

Context = Mapping[str, object]
Predicate = Callable[[Context, object], str]

LONGEST_SHOWN: Final = 40

_DAY_IN_CODE: Final = re.compile(r"datetime\.date(?:time)?\((\d+), (\d+), (\d+)")
_DAY_IN_TEXT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?", re.ASCII)
_OWN_MESSAGES: Final = frozenset({"value_error", "assertion_error"})
_JSON_TYPES: Final[Mapping[type, str]] = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


def predicate(kind: str, context: Context, value: object, text: str) -> str:
    """Return the message about a field; `text` is used for rules of our own, which need no other wording."""
    if kind in _OWN_MESSAGES:
        cause = context.get("error")
        return str(cause) if cause is not None else text.partition("error, ")[2] or text
    if is_own(kind, context):
        return text
    wording = _PREDICATES.get(kind)
    return "is not valid" if wording is None else wording(context, value)


def _fixed(text: str) -> Predicate:
    return lambda _context, _value: text


def _of_type(name: str) -> Predicate:
    """Return the wording for a wrong JSON type: it names both types and never shows the value."""

    def word(_: Context, value: object) -> str:
        received = _JSON_TYPES.get(type(value))
        if isinstance(value, float):
            return f"must be {name}{_received(value)}"
        return f"must be {name}" if received is None or received == name else f"must be {name}, not {received}"

    return word


def _bound(name: str, words: str, days: str) -> Predicate:
    """Return the wording for a value beyond a bound; `days` is used for dates and instants."""

    def word(context: Context, value: object) -> str:
        limit = context.get(name)
        day = day_of(limit)
        return f"{words} {limit}{_received(value)}" if day is None else f"{days} {day}"

    return word


def day_of(limit: object) -> str | None:
    """Return a bound that is a day or an instant as text: pydantic reports it as text, too, or as Python code."""
    if isinstance(limit, date | datetime):
        return limit.isoformat()
    if not isinstance(limit, str):
        return None
    code = _DAY_IN_CODE.match(limit)
    if code is not None:
        return date(*map(int, code.groups())).isoformat()
    return limit if _DAY_IN_TEXT.fullmatch(limit) else None


def _length(unit: str, *, least: bool) -> Predicate:
    def word(context: Context, _: object) -> str:
        limit = context.get("min_length" if least else "max_length")
        plural = "" if limit == 1 else "s"
        return f"must have at {'least' if least else 'most'} {limit} {unit}{plural}"

    return word


def _expected(context: Context, value: object) -> str:
    """Return the rule of an enumeration with its values, which the framework lists quoted."""
    expected = str(context.get("expected", "")).replace("'", "")
    choice = "one of " if "," in expected or " or " in expected else ""
    return f"must be {choice}{expected}{_received(value)}"


def _received(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    text = str(value)
    return f", not {text}" if text and text.isprintable() and len(text) <= LONGEST_SHOWN else ""


def _pattern(context: Context, _: object) -> str:
    return f"must match the pattern {context.get('pattern')}"


_INTEGER: Final = _of_type("an integer")
_NUMBER: Final = _of_type("a number")
_BOOLEAN: Final = _fixed("must be true or false")
_DAY: Final = _fixed("must be a date in the form YYYY-MM-DD")
_INSTANT: Final = _fixed("must be an instant in the form 2026-11-21T12:00:00Z")
_UUID: Final = _fixed("must be a UUID in the form 8-4-4-4-12")
_OBJECT: Final = _of_type("an object")
_ARRAY: Final = _of_type("an array")
_STRING: Final = _of_type("a string")

_PREDICATES: Final[Mapping[str, Predicate]] = {
    "missing": _fixed("is required"),
    "extra_forbidden": _fixed("is unknown"),
    "invalid_key": _fixed("must have strings as names"),
    "recursion_loop": _fixed("must not contain itself"),
    "recursion_depth_exceeded": _fixed("is nested too deeply"),
    "none_required": _fixed("must be null"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _ARRAY,
    "tuple_type": _ARRAY,
    "set_type": _ARRAY,
    "frozen_set_type": _ARRAY,
    "iterable_type": _ARRAY,
    "greater_than": _bound("gt", "must be greater than", "must be after"),
    "greater_than_equal": _bound("ge", "must be at least", "must not be before"),
    "less_than": _bound("lt", "must be less than", "must be before"),
    "less_than_equal": _bound("le", "must be at most", "must not be after"),
    "multiple_of": _bound("multiple_of", "must be a multiple of", "must be a multiple of"),
    "finite_number": _fixed("must be a finite number"),
    "too_short": _length("item", least=True),
    "too_long": _length("item", least=False),
    "string_too_short": _length("character", least=True),
    "string_too_long": _length("character", least=False),
    "string_type": _STRING,
    "string_unicode": _fixed("must be text that UTF-8 can encode"),
    "string_not_ascii": _fixed("must have ASCII characters only"),
    "string_pattern_mismatch": _pattern,
    "enum": _expected,
    "literal_error": _expected,
    "bool_type": _of_type("a boolean"),
    "bool_parsing": _BOOLEAN,
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _fixed("has too many digits"),
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_past": _fixed("must be in the past"),
    "date_future": _fixed("must be in the future"),
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "datetime_past": _fixed("must be in the past"),
    "datetime_future": _fixed("must be in the future"),
    "timezone_aware": _fixed("must name its offset from UTC, such as Z or +02:00"),
    "timezone_naive": _fixed("must have no offset from UTC"),
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
    "url_type": _fixed("must be a URL"),
    "url_parsing": _fixed("must be a URL"),
    "url_syntax_violation": _fixed("must be a URL"),
    "url_scheme": _fixed("must be a URL with the scheme http or https"),
    "url_too_long": _length("character", least=False),
    "union_tag_invalid": _fixed("has an unknown discriminator"),
    "union_tag_not_found": _fixed("has no discriminator"),
}
WORDED_KINDS: Final = frozenset({*_PREDICATES, "json_invalid"})
"""The framework's kinds of errors that requests can have."""
