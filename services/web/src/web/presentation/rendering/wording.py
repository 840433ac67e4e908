"""The words for what the API rejects: a text for each rule and each code, in the language of the visitor."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from web.application.api import ApiError, BrokenField
from web.presentation.rendering.formats import Formats
from web.presentation.rendering.texts import COUNT, load_texts, translate

RULE: Final = "rules."
CODE: Final = "codes."
FIELD: Final = "fields."
INVALID: Final = "VALIDATION_ERROR"
"""The code of errors whose fields say what is wrong."""

SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "above": ("greater_than",),
    "at_least": ("greater_than_equal",),
    "at_least_characters": ("string_too_short",),
    "at_least_items": ("too_short",),
    "at_most": ("less_than_equal",),
    "at_most_characters": ("string_too_long", "url_too_long"),
    "at_most_items": ("too_long", "ids_too_many"),
    "below": ("less_than",),
    "body": ("body", "form"),
    "boolean": ("bool_type", "bool_parsing"),
    "bounds_order": ("bounds_order", "year_order"),
    "bytes": ("base64url",),
    "choice": ("enum", "literal_error"),
    "country": ("country_code",),
    "cursor": ("cursor", "cursor_conflict", "cursor_invalid"),
    "date": ("date_form", "date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    "encoding": ("string_unicode", "unstorable"),
    "finite": ("finite_number",),
    "future_needed": ("date_future", "datetime_future"),
    "given_twice": ("given_twice", "body_or_query"),
    "id": ("uuid_form", "uuid_type", "uuid_parsing", "uuid_version"),
    "id_list": ("ids_malformed", "ids_empty"),
    "instant": (
        "datetime_form",
        "datetime_type",
        "datetime_parsing",
        "datetime_from_date_parsing",
        "datetime_object_invalid",
    ),
    "integer": ("int_type", "int_parsing", "int_from_float"),
    "integer_range": ("integer_range", "providers_range"),
    "json": ("json_invalid",),
    "key_name": ("invalid_key",),
    "list": ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"),
    "multiple": ("multiple_of",),
    "nested": ("recursion_loop", "recursion_depth_exceeded"),
    "not_ascii": ("string_not_ascii",),
    "null": ("null", "no_null"),
    "null_needed": ("none_required",),
    "number": ("float_type", "float_parsing", "decimal_type", "decimal_parsing"),
    "object": ("model_type", "model_attributes_type", "dataclass_type", "dict_type", "mapping_type"),
    "past": ("date_past", "datetime_past"),
    "pattern": ("string_pattern_mismatch",),
    "period_order": ("period_order", "period_reversed"),
    "text": ("string_type",),
    "time_zone_missing": ("timezone_aware",),
    "time_zone_present": ("timezone_naive",),
    "together": ("half_a_title", "type_with_number"),
    "too_many_digits": ("int_parsing_size",),
    "unknown_field": ("extra_forbidden",),
    "url": ("url_type", "url_parsing", "url_syntax_violation"),
    "values_too_many": ("values_too_many", "providers_too_many"),
    "values_unknown": ("values_unknown", "union_tag_invalid", "union_tag_not_found"),
}
"""The rules of texts that several rules have, or that are named otherwise than their rule."""
OF_DAYS: Final[Mapping[str, str]] = {
    "above": "after",
    "at_least": "not_before",
    "at_most": "not_after",
    "below": "before",
}
"""The texts of bounds that are a day or an instant."""

_TEXTS: Final[Mapping[str, str]] = {rule: text for text, rules in SHARED.items() for rule in rules}


@cache
def rules() -> frozenset[str]:
    """Return every rule with a text."""
    own = {key.removeprefix(RULE) for key in load_texts() if key.startswith(RULE)}
    return frozenset(_TEXTS) | (own - {*SHARED, *OF_DAYS.values()})


def text_of_rule(rule: str) -> str | None:
    """Return the key of the text of a rule, or null."""
    key = RULE + _TEXTS.get(rule, rule)
    return key if rule in rules() and key in load_texts() else None


def text_of_code(code: str) -> str | None:
    """Return the key of the text of an error's code, or null."""
    key = CODE + code.lower()
    return key if key in load_texts() else None


def field_label(language: str, field: BrokenField) -> str:
    """Return the label of a field, or its path in the request for one that no page has."""
    key = FIELD + field.name
    return translate(language, key, {}) if key in load_texts() else field.path


def wording_of(formats: Formats, field: BrokenField) -> str:
    """Return what is wrong with a field; the sentence of the API for a rule without a text."""
    key = text_of_rule(field.rule)
    if key is None:
        return field.message
    dates = any(isinstance(value, str) for value in field.params.values())
    name = key.removeprefix(RULE)
    key = RULE + OF_DAYS[name] if dates and name in OF_DAYS else key
    values = _values(formats, field)
    shown = {name: _shown(formats, value) for name, value in values.items()}
    try:
        return translate(formats.language, key, values, shown)
    except KeyError:
        return field.message


def reason_of(formats: Formats, error: ApiError) -> str:
    """Return why the API has rejected something, in one text; its own message for a code without a text."""
    fields = error.problems().values()
    if fields or error.code == INVALID:
        named = [f"{field_label(formats.language, field)}: {wording_of(formats, field)}" for field in fields]
        return " ".join(named) or error.message
    return code_text(formats.language, error.code, error.message)


def code_text(language: str, code: str, message: str) -> str:
    """Return the words for the code of an error; its message for one without a text."""
    key = text_of_code(code)
    return message if key is None else translate(language, key, {})


def _values(formats: Formats, field: BrokenField) -> dict[str, object]:
    """Return the values of a text: the label, those of the rule, and the number that decides the plural form."""
    numbers = [value for value in field.params.values() if isinstance(value, int | float)]
    values: dict[str, object] = {"label": field_label(formats.language, field), **field.params}
    if numbers:
        values[COUNT] = numbers[-1]
    if "name" in field.params:
        values["name"] = field_label(formats.language, BrokenField(str(field.params["name"])))
    return values


def _shown(formats: Formats, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.number(value, 2)
    return str(value)
