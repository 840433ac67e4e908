"""The conditions of a filter of entries."""

from datetime import date

from sqlalchemy import ColumnElement, Text, any_, exists, func, literal, select

from library.application.entries.filters import EntryFilter
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.tables import titles


def conditions(chosen: EntryFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a query of entries joined with their titles."""
    chosen_by: list[ColumnElement[bool]] = []
    if chosen.states:
        chosen_by.append(entries.c.state.in_(chosen.states))
    if chosen.kind is not None:
        chosen_by.append(entries.c.kind == chosen.kind)
    if chosen.tag is not None:
        chosen_by.append(literal(chosen.tag) == any_(entries.c.tags))
    if chosen.min_rating is not None:
        chosen_by.append(entries.c.rating >= chosen.min_rating)
    if chosen.max_rating is not None:
        chosen_by.append(entries.c.rating <= chosen.max_rating)
    if chosen.genre is not None:
        chosen_by.append(literal(chosen.genre) == any_(titles.c.genre_ids))
    if chosen.year is not None:
        chosen_by.append(titles.c.release_date.between(date(chosen.year, 1, 1), date(chosen.year, 12, 31)))
    if chosen.name is not None:
        chosen_by.append(_has_name(chosen.name))
    return chosen_by


def _has_name(part: str) -> ColumnElement[bool]:
    """Return the condition that one of the title's normalized names has this part, which is normalized too."""
    name = func.unnest(titles.c.names, type_=Text).column_valued("name")
    return exists(select(1).where(name.contains(part, autoescape=True)).correlate(titles))
