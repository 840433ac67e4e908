"""The rules of a smart list, and their form as a JSON document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Scope = Literal["library", "catalog"]
"""Which titles the rules choose from: those in the owner's library, or all."""
SortField = Literal["added", "watched", "rating", "score", "popularity", "releaseDate", "runtime", "title"]
Direction = Literal["asc", "desc"]

SORT_FIELDS: Final[tuple[SortField, ...]] = (
    "added",
    "watched",
    "rating",
    "score",
    "popularity",
    "releaseDate",
    "runtime",
    "title",
)
DEFAULT_LIMIT: Final = 500
MINE: Final = "mine"
"""The services that the user subscribes to, in a document."""


@dataclass(frozen=True, slots=True)
class Streaming:
    """Services that stream a title in a region."""

    services: tuple[int, ...] | None
    """Null are the services that the user subscribes to, in the region of these."""
    region: str | None = None
    """Null is the region in the settings of the user."""


Value = str | int | float | bool | tuple[str, ...] | tuple[int, ...] | Streaming


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one field; of a title without a known value only `missing`, `none` and `notIn` can apply."""

    field: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part applies; without parts it applies to every title."""

    parts: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part applies."""

    parts: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part does not apply."""

    part: "Rule"


Rule = Condition | AllOf | AnyOf | NotOf


@dataclass(frozen=True, slots=True)
class SmartRules:
    """What a smart list contains, in which order, and how many titles at most."""

    match: Rule = AllOf(())
    scope: Scope = "library"
    sort: SortField = "added"
    direction: Direction = "desc"
    limit: int = DEFAULT_LIMIT


def to_document(rules: SmartRules) -> dict[str, Any]:
    """Return the rules as JSON; reading the document returns the same rules."""
    return {
        "match": _rule(rules.match),
        "scope": rules.scope,
        "sort": rules.sort,
        "direction": rules.direction,
        "limit": rules.limit,
    }


def _rule(rule: Rule) -> Mapping[str, Any]:
    match rule:
        case AllOf():
            return {"all": [_rule(part) for part in rule.parts]}
        case AnyOf():
            return {"any": [_rule(part) for part in rule.parts]}
        case NotOf():
            return {"not": _rule(rule.part)}
        case Condition():
            return {"field": rule.field, rule.operator: _value(rule.value)}


def _value(value: Value) -> Any:
    if isinstance(value, Streaming):
        region = {} if value.region is None else {"region": value.region}
        return {**region, "services": MINE if value.services is None else list(value.services)}
    return list(value) if isinstance(value, tuple) else value
