"""Random rules of smart lists, and their naive evaluation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from library.domain.lists.rules.document import (
    SORT_FIELDS,
    AllOf,
    AnyOf,
    Condition,
    NotOf,
    Rule,
    SmartRules,
    Streaming,
)

GENRES: Final = (18, 35, 80)
SERVICES: Final = (8, 9, 337)
REGIONS: Final = ("US", "DE")
OWN_REGION: Final = "DE"
"""The region in the settings of the user."""
OWN_SERVICES: Final = ("US", (8, 337))
"""The services that the user subscribes to, and their region."""
STATUSES: Final = ("Ended", "Released")
LANGUAGES: Final = ("en", "uk")
TAGS: Final = ("cozy", "with Ann", "4K")
STATES: Final = ("planned", "watching", "completed", "dropped", "paused", "none")


def _some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple)


def _days(first: date, last: date) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(date.isoformat)


def _condition(field: str, operators: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Condition]:
    return st.builds(Condition, st.just(field), st.sampled_from(operators), values)


def _missing(*fields: str) -> st.SearchStrategy[Condition]:
    return st.builds(Condition, st.sampled_from(fields), st.just("missing"), st.booleans())


CHOICE: Final = ("in", "notIn")
RANGE: Final = ("eq", "gte", "lte")
conditions = st.one_of(
    _condition("kind", CHOICE, _some(("movie", "show"))),
    _condition("genre", ("any", "all", "none"), _some(GENRES)),
    _condition("year", RANGE, st.integers(1998, 2003)),
    _condition("runtime", RANGE, st.integers(80, 130)),
    _condition("score", RANGE, st.integers(0, 10).map(lambda tenth: tenth * 10.0)),
    _condition("status", CHOICE, _some(STATUSES)),
    _condition("language", CHOICE, _some(LANGUAGES)),
    _condition("country", ("any", "all", "none"), _some(REGIONS)),
    _condition(
        "streaming",
        ("any", "none"),
        st.builds(Streaming, _some(SERVICES), st.none() | st.sampled_from(REGIONS)) | st.just(Streaming(None)),
    ),
    _condition("state", CHOICE, _some(STATES)),
    _condition("rating", RANGE, st.integers(0, 10).map(lambda tenth: tenth * 10)),
    _condition("added", ("after", "before"), _days(date(2026, 11, 10), date(2026, 11, 22))),
    _condition("tags", ("any", "all", "none"), _some(TAGS)),
    _condition("plays", RANGE, st.integers(0, 3)),
    _condition("watched", ("after", "before"), _days(date(2026, 11, 10), date(2026, 11, 22))),
    _condition("watched", ("within",), st.integers(1, 12)),
    _condition("added", ("within",), st.integers(1, 12)),
    _missing(
        "genre",
        "year",
        "runtime",
        "score",
        "status",
        "language",
        "country",
        "state",
        "rating",
        "tags",
        "plays",
        "watched",
        "added",
    ),
)
matches: st.SearchStrategy[Rule] = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(NotOf),
    ),
    max_leaves=6,
).filter(lambda rule: depth(rule) <= 5)
rules = st.builds(
    SmartRules,
    matches,
    st.sampled_from(["library", "catalog"]),
    st.sampled_from(SORT_FIELDS),
    st.sampled_from(["asc", "desc"]),
    st.integers(1, 60),
)


def depth(rule: Rule) -> int:
    """Return the number of levels of a rule."""
    match rule:
        case AllOf() | AnyOf():
            return 1 + max((depth(part) for part in rule.parts), default=0)
        case NotOf():
            return 1 + depth(rule.part)
        case Condition():
            return 1


@dataclass(frozen=True)
class Facts:
    """What rules read of one title and of the entry of the user; null is unknown."""

    key: str
    values: Mapping[str, Any]
    in_library: bool


def selected(rules: SmartRules, titles: list[Facts], now: datetime) -> list[str]:
    """Return the keys of the titles that rules select, in their order, in the plainest way."""
    chosen = [
        title for title in titles if (rules.scope == "catalog" or title.in_library) and applies(rules.match, title, now)
    ]
    chosen.sort(key=lambda title: title.key)
    with_value = [title for title in chosen if title.values[rules.sort] is not None]
    with_value.sort(key=lambda title: title.values[rules.sort], reverse=rules.direction == "desc")
    without = [title for title in chosen if title.values[rules.sort] is None]
    return [title.key for title in (*with_value, *without)][: rules.limit]


def applies(rule: Rule, title: Facts, now: datetime) -> bool:
    """Return whether a rule applies to a title."""
    match rule:
        case AllOf():
            return all(applies(part, title, now) for part in rule.parts)
        case AnyOf():
            return any(applies(part, title, now) for part in rule.parts)
        case NotOf():
            return not applies(rule.part, title, now)
        case Condition():
            return _holds(rule.operator, rule.value, title.values[rule.field], rule.field, now)


def _holds(operator: str, value: Any, own: Any, field: str, now: datetime) -> bool:
    if field == "streaming":
        default, numbers = OWN_SERVICES if value.services is None else (OWN_REGION, value.services)
        value = tuple(f"{value.region or default}:{service}" for service in numbers)
    if field == "state" and own is None and operator != "missing":
        own = "none"
    match operator:
        case "missing":
            return (own is None or own == ()) is value
        case "notIn" | "none":
            return not _holds({"notIn": "in", "none": "any"}[operator], value, own, "", now)
        case _:
            return own is not None and bool(_TESTS[operator](own, value, now))


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


_TESTS: Final[Mapping[str, Callable[[Any, Any, datetime], object]]] = {
    "in": lambda own, value, _: own in value,
    "any": lambda own, value, _: set(own) & set(value),
    "all": lambda own, value, _: set(value) <= set(own),
    "eq": lambda own, value, _: own == value,
    "gte": lambda own, value, _: own >= value,
    "lte": lambda own, value, _: own <= value,
    "after": lambda own, value, _: own >= _midnight(value),
    "before": lambda own, value, _: own < _midnight(value),
    "within": lambda own, value, now: own >= now - timedelta(days=value),
}
