"""The kinds of validation errors: those of the framework, and whose values they carry."""

from collections.abc import Mapping
from typing import Final, get_args

from pydantic_core import core_schema

FRAMEWORK_KINDS: Final = frozenset(get_args(core_schema.ErrorType))

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


def is_own(kind: str, context: Mapping[str, object]) -> bool:
    """Return whether a rule of our own was broken: its kind is ours, or its values have our names."""
    if kind in NAMES:
        return bool(context) and NAMES[kind].keys().isdisjoint(context)
    return kind not in FRAMEWORK_KINDS
