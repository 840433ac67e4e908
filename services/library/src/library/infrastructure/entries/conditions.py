"""The conditions of a filter of entries, with the values of a request as parameters."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, any_, bindparam, exists, func, select

from library.application.entries.filters import EVERY_ENTRY, EntryFilter
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.tables import titles

_NAME: Final = func.unnest(titles.c.names, type_=Text).column_valued("name")
_CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "states": entries.c.state == any_(bindparam("states", type_=ARRAY(Text))),
    "kind": entries.c.kind == bindparam("kind"),
    "tag": bindparam("tag", type_=Text) == any_(entries.c.tags),
    "min_rating": entries.c.rating >= bindparam("min_rating"),
    "max_rating": entries.c.rating <= bindparam("max_rating"),
    "genre": bindparam("genre", type_=Integer) == any_(titles.c.genre_ids),
    "year": titles.c.release_date.between(bindparam("first_day"), bindparam("last_day")),
    # One of the title's normalized names has this part, which is normalized too.
    "name": exists(select(1).where(func.strpos(_NAME, bindparam("name_part", type_=Text)) > 0).correlate(titles)),
}

TITLE_CONDITIONS: Final = frozenset({"genre", "year", "name"})
"""The conditions on titles."""


def used_by(chosen: EntryFilter) -> frozenset[str]:
    """Return the names of the conditions that a filter has."""
    if chosen == EVERY_ENTRY:
        return frozenset()
    return frozenset(field.name for field in fields(chosen) if getattr(chosen, field.name) not in (None, ()))


def conditions_of(names: Collection[str]) -> list[ColumnElement[bool]]:
    """Return the conditions of these names, for a query of entries joined with their titles."""
    return [condition for name, condition in _CONDITIONS.items() if name in names]


def values_of(chosen: EntryFilter) -> dict[str, Any]:
    """Return the values of the parameters of a filter."""
    values: dict[str, Any] = {name: getattr(chosen, name) for name in _CONDITIONS}
    if chosen.year is not None:
        values |= {"first_day": date(chosen.year, 1, 1), "last_day": date(chosen.year, 12, 31)}
    return values | {"name_part": chosen.name}
