"""Rules of smart lists as conditions of one query, with every value as a bound parameter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, cast, false, func, literal, not_, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from library.domain.lists.rules.document import AllOf, AnyOf, Condition, NotOf, Rule, SmartRules, SortField, Streaming
from library.domain.lists.rules.fields import FIELDS, Kind
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.tables import titles
from library.infrastructure.users.tables import users

OWN: Final = entries.alias("own")
"""The entries of the user for whom rules are evaluated."""

_COLUMNS: Final[Mapping[str, ColumnElement[Any]]] = {
    "kind": titles.c.kind,
    "genre": titles.c.genre_ids,
    "year": titles.c.release_date,
    "runtime": titles.c.runtime_minutes,
    "score": titles.c.ratingo_score,
    "status": titles.c.status,
    "language": titles.c.language,
    "country": titles.c.countries,
    "streaming": titles.c.streams,
    "state": OWN.c.state,
    "rating": OWN.c.rating,
    "tags": OWN.c.tags,
    "plays": OWN.c.plays,
    "watched": OWN.c.last_watched_at,
    "added": OWN.c.created_at,
}
_OF_ENTRIES: Final[Mapping[str, ColumnElement[Any]]] = {"kind": OWN.c.kind}
"""Columns of entries with the same value as those of titles."""
SORTS: Final[Mapping[SortField, ColumnElement[Any]]] = {
    "added": OWN.c.created_at,
    "watched": OWN.c.last_watched_at,
    "rating": OWN.c.rating,
    "score": titles.c.ratingo_score,
    "popularity": titles.c.popularity,
    "releaseDate": titles.c.release_date,
    "runtime": titles.c.runtime_minutes,
    "title": func.lower(titles.c.name),
}
_OWN_SORTS: Final = frozenset[SortField]({"added", "watched", "rating"})


def needs_titles(rules: SmartRules) -> bool:
    """Return whether rules read more than the entries of the user, each of which has an imported title."""
    return rules.scope == "catalog" or rules.sort not in _OWN_SORTS or _reads_titles(rules.match)


def _reads_titles(rule: Rule) -> bool:
    match rule:
        case AllOf() | AnyOf():
            return any(map(_reads_titles, rule.parts))
        case NotOf():
            return _reads_titles(rule.part)
        case Condition():
            return not FIELDS[rule.field].own and rule.field not in _OF_ENTRIES


@dataclass(frozen=True, slots=True)
class RuleConditions:
    """The conditions of rules for a user at an instant; without titles, the rules read entries only."""

    owner: UUID
    now: datetime
    with_titles: bool

    def of(self, rule: Rule) -> ColumnElement[bool]:
        """Return the condition that a rule applies; it is null rather than false where a field is unknown."""
        match rule:
            case AllOf():
                return and_(true(), *map(self.of, rule.parts))
            case AnyOf():
                return or_(false(), *map(self.of, rule.parts))
            case NotOf():
                return _negated(self.of(rule.part))
            case Condition():
                column = _COLUMNS[rule.field]
                if not self.with_titles:
                    column = _OF_ENTRIES.get(rule.field, column)
                return _CONDITIONS[FIELDS[rule.field].kind](column, rule, self)


def _negated(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a condition is false or null: what is unknown does not apply."""
    return not_(func.coalesce(condition, false()))


def _choice(column: ColumnElement[Any], condition: Condition, _: RuleConditions) -> ColumnElement[bool]:
    value = condition.value
    if condition.operator == "missing":
        return column.is_(None) if value else column.is_not(None)
    chosen: ColumnElement[bool] = column.in_(_list(value))
    if condition.field == "state" and isinstance(value, tuple) and "none" in value:
        chosen = or_(chosen, column.is_(None))
    return chosen if condition.operator == "in" else _negated(chosen)


def _members(column: ColumnElement[Any], condition: Condition, _: RuleConditions) -> ColumnElement[bool]:
    value = condition.value
    if condition.operator == "missing":
        empty = func.coalesce(func.cardinality(column), 0) == 0
        return empty if value else not_(empty)
    return _contains(column, condition.operator, literal(_list(value), ARRAY(_type_of(value))))


def _streaming(column: ColumnElement[Any], condition: Condition, conditions: RuleConditions) -> ColumnElement[bool]:
    value = condition.value
    if not isinstance(value, Streaming):
        raise TypeError(f"{condition.field} compares services of a region")
    if value.services is None:
        places = _places(users.c.services_region, func.unnest(users.c.provider_ids))
    elif value.region is None:
        places = _places(users.c.region, func.unnest(literal(list(value.services), ARRAY(Integer))))
    else:
        stated = [f"{value.region}:{service}" for service in value.services]
        return _contains(column, condition.operator, literal(stated, ARRAY(Text)))
    own_places = places.where(users.c.user_id == conditions.owner)
    return _contains(column, condition.operator, func.array(own_places.scalar_subquery()))


def _places(region: ColumnElement[Any], service: ColumnElement[Any]) -> Select[tuple[str]]:
    """Return services of a user's region, as `streams` has them."""
    return select(region + ":" + cast(service, Text))


def _contains(column: ColumnElement[Any], operator: str, values: ColumnElement[Any]) -> ColumnElement[bool]:
    if operator == "all":
        return column.op("@>", is_comparison=True)(values)
    overlaps: ColumnElement[bool] = column.op("&&", is_comparison=True)(values)
    return overlaps if operator == "any" else _negated(overlaps)


def _number(column: ColumnElement[Any], condition: Condition, _: RuleConditions) -> ColumnElement[bool]:
    value = condition.value
    if condition.operator == "missing":
        return column.is_(None) if value else column.is_not(None)
    least, most = (
        (date(int(value), 1, 1), date(int(value), 12, 31))
        if condition.field == "year" and isinstance(value, int | float)
        else (value, value)
    )
    match condition.operator:
        case "eq":
            return column.between(least, most)
        case "gte":
            return column >= least
        case _:
            return column <= most


def _moment(column: ColumnElement[Any], condition: Condition, conditions: RuleConditions) -> ColumnElement[bool]:
    value = condition.value
    match condition.operator:
        case "missing":
            return column.is_(None) if value else column.is_not(None)
        case "within":
            return column >= conditions.now - timedelta(days=value if isinstance(value, int) else 0)
        case _:
            midnight = datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
            return column >= midnight if condition.operator == "after" else column < midnight


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, tuple) else [value]


def _type_of(value: object) -> type[Integer] | type[Text]:
    return Integer if all(isinstance(item, int) for item in _list(value)) else Text


_CONDITIONS: Final[Mapping[Kind, Callable[[ColumnElement[Any], Condition, RuleConditions], ColumnElement[bool]]]] = {
    "choice": _choice,
    "members": _members,
    "number": _number,
    "moment": _moment,
    "streaming": _streaming,
}
