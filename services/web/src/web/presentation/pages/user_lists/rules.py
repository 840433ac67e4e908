"""The rules of smart lists as fields of a form, and back.

Rules that are more than a form holds are edited as JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from web.application.api import Json, invalid_field
from web.presentation.fields import whole_number

STATES: Final = ("none", "planned", "watching", "completed", "paused", "dropped")
SORTS: Final = ("score", "popularity", "releaseDate", "title", "rating", "added", "watched", "runtime")
NUMBERS: Final = {
    "yearFrom": ("year", "gte"),
    "yearTo": ("year", "lte"),
    "scoreFrom": ("score", "gte"),
    "runtimeTo": ("runtime", "lte"),
    "ratingFrom": ("rating", "gte"),
}
"""Fields of one number with the condition that each states."""
TEXTS: Final = {"kind": ("kind", "in"), "language": ("language", "in"), "country": ("country", "any")}
MANY: Final = {"genres": ("genre", "any"), "states": ("state", "in")}
MOST_TITLES: Final = 100


def rules_of(single: Mapping[str, str], many: Mapping[str, list[str]]) -> Json:
    """Return the rules that the fields of a form state; raise ApiError (400) for JSON that is none."""
    if single.get("json", "").strip():
        return _document(single["json"])
    conditions = [*_of_values(single), *_of_choices(many), *_of_others(single)]
    return {
        "match": {"all": conditions},
        "scope": "catalog" if single.get("scope") == "catalog" else "library",
        "sort": single.get("sort") or SORTS[0],
        "direction": "asc" if single.get("direction") == "asc" else "desc",
        "limit": _number("limit", single.get("limit") or str(MOST_TITLES)),
    }


def _of_values(single: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the conditions of fields with one value."""
    for name, (field, operator) in NUMBERS.items():
        if text := single.get(name, "").strip():
            yield {"field": field, operator: _number(name, text)}
    for name, (field, operator) in TEXTS.items():
        if text := single.get(name, "").strip():
            yield {"field": field, operator: [text]}


def _of_choices(many: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Yield the conditions of fields of which several values are chosen."""
    for name, (field, operator) in MANY.items():
        if values := many.get(name):
            yield {"field": field, operator: [whole_number(value) if value.isdecimal() else value for value in values]}


def _of_others(single: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the conditions of the services of the user, tags and plays."""
    if single.get("mine"):
        yield {"field": "streaming", "any": {"services": "mine"}}
    if text := single.get("tags", "").strip():
        yield {"field": "tags", "any": [tag.strip() for tag in text.split(",") if tag.strip()]}
    if text := single.get("within", "").strip():
        yield {"field": "watched", "within": _number("within", text)}


def fields_of(rules: Json) -> dict[str, Any] | None:
    """Return the fields of a form that state rules, or null when a form cannot."""
    conditions = (rules.get("match") or {}).get("all")
    if not isinstance(conditions, list):
        return None
    fields: dict[str, Any] = {name: rules.get(name) for name in ("scope", "sort", "direction", "limit")}
    for condition in conditions:
        stated = _field_of(condition)
        if stated is None or stated[0] in fields:
            return None
        fields[stated[0]] = stated[1]
    return fields


def _field_of(condition: Mapping[str, Any]) -> tuple[str, Any] | None:
    operators = [name for name in condition if name != "field"]
    if len(operators) != 1:
        return None
    stated = (condition.get("field"), operators[0])
    value = condition[operators[0]]
    names = {pair: name for name, pair in {**NUMBERS, **MANY}.items()}
    if stated in names:
        return names[stated], [str(one) for one in value] if isinstance(value, list) else value
    texts = {pair: name for name, pair in TEXTS.items()}
    if stated in texts and isinstance(value, list) and len(value) == 1:
        return texts[stated], value[0]
    if stated == ("streaming", "any") and value == {"services": "mine"}:
        return "mine", True
    if stated == ("tags", "any"):
        return "tags", ", ".join(value)
    return ("within", value) if stated == ("watched", "within") and isinstance(value, int) else None


def _document(text: str) -> Json:
    try:
        document = orjson.loads(text)
        # What is read may be nested deeper than what can be sent.
        orjson.dumps({"rules": document})
    except orjson.JSONDecodeError as error:
        raise invalid_field("json", "json_invalid", line=error.lineno, column=error.colno) from error
    except orjson.JSONEncodeError as error:
        raise invalid_field("json", "recursion_depth_exceeded") from error
    return document


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise invalid_field(name, "int_parsing") from error
