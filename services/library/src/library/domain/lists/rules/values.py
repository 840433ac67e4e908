"""Reading the values of conditions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from library.domain.lists.errors import ListRuleInvalid
from library.domain.lists.rules.document import MINE, Streaming, Value
from library.domain.lists.rules.fields import MOST_DAYS, RuleField

MOST_VALUES: Final = 50

_DAYS: Final = RuleField("number", least=1, most=MOST_DAYS)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_value(field: RuleField, operator: str, value: Any, path: str) -> Value:
    """Return the value of an operator; raise ListRuleInvalid."""
    if operator == "missing":
        if not isinstance(value, bool):
            raise ListRuleInvalid(path, "bool_type", "must be true or false")
        return value
    if field.kind == "number":
        return _number(field, value, path)
    if field.kind == "moment":
        return _number(_DAYS, value, path) if operator == "within" else _day(value, path)
    if field.kind == "streaming":
        return _streaming(field, value, path)
    return _texts(field, value, path) if field.choices or field.pattern else _ids(field, value, path)


def wrong_choice(path: str, choices: Iterable[str]) -> ListRuleInvalid:
    """Return the error of a value that is none of those that are allowed."""
    allowed = list(choices)
    return ListRuleInvalid(path, "literal_error", f"must be one of {', '.join(allowed)}", allowed=allowed)


def wrong_integer(path: str, most: int) -> ListRuleInvalid:
    """Return the error of a value that is no integer from 1 to `most`."""
    rule = f"must be an integer between 1 and {most}"
    return ListRuleInvalid(path, "integer_range", rule, minimum=1, maximum=most)


def _number(field: RuleField, value: Any, path: str) -> int | float:
    kinds = (int,) if field.whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise ListRuleInvalid(
            path, "int_type" if field.whole else "float_type", f"must be {'an integer' if field.whole else 'a number'}"
        )
    if not field.least <= value <= field.most:
        raise ListRuleInvalid(
            path,
            "number_range",
            f"must be between {field.least:g} and {field.most:g}",
            minimum=field.least,
            maximum=field.most,
        )
    return value


def _day(value: Any, path: str) -> str:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise ListRuleInvalid(path, "date_form", "must be a day in the form YYYY-MM-DD")


def _streaming(field: RuleField, value: Any, path: str) -> Streaming:
    if not isinstance(value, Mapping) or "services" not in value or not value.keys() <= {"region", "services"}:
        raise ListRuleInvalid(path, "streaming", "must have services, and may have region")
    if value["services"] == MINE:
        if "region" in value:
            raise ListRuleInvalid(
                f"{path}.region", "region_of_mine", f"must be omitted: services {MINE!r} have a region"
            )
        return Streaming(None)
    services = _ids(field, value["services"], f"{path}.services")
    if "region" not in value:
        return Streaming(services)
    region = value["region"]
    if not isinstance(region, str) or not _has_form(field.pattern, region):
        raise _wrong_text(field, f"{path}.region")
    return Streaming(services, region)


def _texts(field: RuleField, value: Any, path: str) -> tuple[str, ...]:
    for index, item in enumerate(_items(value, path)):
        valid = isinstance(item, str) and (item in field.choices or _has_form(field.pattern, item))
        if not valid:
            raise _wrong_text(field, f"{path}[{index}]")
    return tuple(value)


def _wrong_text(field: RuleField, path: str) -> ListRuleInvalid:
    if field.choices:
        return wrong_choice(path, field.choices)
    rule = f"must be a text of the form {field.pattern}"
    return ListRuleInvalid(path, "string_pattern_mismatch", rule, pattern=field.pattern)


def _has_form(pattern: str, text: str) -> bool:
    """Return whether a text has a form and can be stored: it has no lone surrogates."""
    return bool(pattern) and re.fullmatch(pattern, text) is not None and not _SURROGATE.search(text)


def _ids(field: RuleField, value: Any, path: str) -> tuple[int, ...]:
    for index, item in enumerate(_items(value, path)):
        if not isinstance(item, int) or isinstance(item, bool) or not field.least <= item <= field.most:
            raise wrong_integer(f"{path}[{index}]", int(field.most))
    return tuple(value)


def _items(value: Any, path: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_VALUES:
        raise ListRuleInvalid(
            path, "list_length", f"must be a list of 1 to {MOST_VALUES} values", minItems=1, maxItems=MOST_VALUES
        )
    return value
