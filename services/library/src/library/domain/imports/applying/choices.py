"""What the choices of a user make of a file: the zone of its local times, and the state of titles without one."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from library.domain.imports.applying.episodes import names_place
from library.domain.imports.applying.matching import reference_of
from library.domain.imports.options import UTC as UTC_NAME
from library.domain.imports.options import DefaultState
from library.domain.imports.rows import Action, ImportRow, ListMember, Mark, Moment, Play, Recorded, SeenUntil


def localized(action: Action, zone: ZoneInfo) -> Action:
    """Return an action whose local times are those of a zone."""
    if zone.key == UTC_NAME:
        return action
    moments: dict[str, Any] = {
        item.name: _in_zone(value, zone)
        for item in fields(action)
        if isinstance(value := getattr(action, item.name), Moment) and value.is_local
    }
    changed: Any = action
    return replace(changed, **moments) if moments else action


def with_default_state(rows: Sequence[ImportRow], state: DefaultState | None) -> Iterator[ImportRow]:
    """Yield the rows, with the default state in the first row of each title that has neither a play nor a state.

    A row about a season or an episode, which states nothing about the title, decides nothing.
    """
    if state is None:
        yield from rows
        return
    stated = {reference_of(row) for row in rows if any(_states(action) for action in row.actions)}
    for row in rows:
        reference = reference_of(row)
        if reference in stated or names_place(row):
            yield row
        else:
            stated.add(reference)
            yield replace(row, actions=(*row.actions, Mark(state, is_default=True)))


def _states(action: Action) -> bool:
    if isinstance(action, ListMember):
        return action.list_name is None
    return isinstance(action, Play | Mark | SeenUntil | Recorded)


def _in_zone(moment: Moment, zone: ZoneInfo) -> Moment:
    if moment.at is None:
        return moment
    return Moment(moment.precision, moment.at.replace(tzinfo=zone).astimezone(UTC))
