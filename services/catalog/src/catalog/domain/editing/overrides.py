"""Overrides: the facts of a title that an editor may replace, each under a key that names its language or region."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

Json = object
Scope = Literal["title", "language", "region"]

MOST_TITLE: Final = 400
MOST_OVERVIEW: Final = 10_000
MOST_IMAGE: Final = 500
MOST_RUNTIME: Final = 2_000
MOST_GENRES: Final = 20
MOST_CERTIFICATION: Final = 20
MOST_SCOPES: Final = 50
FIRST_DAY: Final = date(1870, 1, 1)
LAST_DAY: Final = date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Field:
    """A fact that can be overridden: for the whole title, for one language, or for one region."""

    name: str
    scopes: tuple[Scope, ...]


FIELDS: Final = {
    field.name: field
    for field in (
        Field("title", ("title", "language")),
        Field("overview", ("title", "language")),
        Field("poster", ("title",)),
        Field("backdrop", ("title",)),
        Field("releaseDate", ("title",)),
        Field("runtime", ("title",)),
        Field("genres", ("title",)),
        Field("certification", ("region",)),
    )
}
"""The facts that can be overridden, by name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field, and the language or region that an override of it belongs to."""

    field: str
    language: str | None = None
    region: str | None = None

    @property
    def key(self) -> str:
        """Return the key under which an override is stored: `title`, `title:de`, `certification:US`."""
        scope = self.language or self.region
        return self.field if scope is None else f"{self.field}:{scope}"


def place_of(key: str) -> Place:
    """Return the place of a stored key."""
    field, _, scope = key.partition(":")
    if not scope:
        return Place(field)
    return Place(field, region=scope) if "region" in FIELDS[field].scopes else Place(field, language=scope)


@dataclass(frozen=True, slots=True)
class Override:
    """A value that replaces the provider's; an empty text removes the provider's value."""

    value: Json
    user_id: UUID
    changed_at: datetime


Changes = Mapping[str, Json]
"""New values by key; null reverts to what the provider says."""


def overridden(
    overrides: Mapping[str, Override], changes: Changes, user_id: UUID, now: datetime
) -> Mapping[str, Override]:
    """Return the overrides after `changes`; an override that keeps its value keeps its author and time."""
    result = dict(overrides)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif key not in result or result[key].value != value:
            result[key] = Override(value, user_id, now)
    return dict(sorted(result.items()))
