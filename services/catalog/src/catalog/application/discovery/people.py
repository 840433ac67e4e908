"""People and the titles that they took part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from catalog.application.discovery.commands import Role
from catalog.application.lookup import LookupQueries
from catalog.application.read_models import LookupResult, Redirect, View
from catalog.domain.discovery.references import is_slug, number_of, numbered_slug
from catalog.domain.errors import PersonNotFound

TitleSort = Literal["releaseDate", "popularity"]


@dataclass(frozen=True, slots=True)
class Department:
    """A department that a person is known for, and the number of listed titles."""

    name: str
    titles: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as the newest import of a title of theirs names them."""

    person_id: int
    name: str
    profile_path: str | None
    departments: tuple[Department, ...]
    """The one with the most titles first."""
    version: str = ""
    """The version of their titles, which are read as of it."""

    @property
    def slug(self) -> str:
        """The current slug."""
        return numbered_slug(self.name, self.person_id, "person")


@dataclass(frozen=True, slots=True)
class TitlePaging:
    """Which titles of a person, in which order."""

    role: Role | None = None
    sort: TitleSort = "releaseDate"
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CreditedTitle:
    """A title of a person; `credits` is the JSON of their roles and jobs in it."""

    media_id: UUID
    credits: bytes


@dataclass(frozen=True, slots=True)
class CreditPage:
    """A page of a person's titles, and how many there are."""

    titles: tuple[CreditedTitle, ...]
    total: int


class People(Protocol):
    """Reads people and their credits."""

    async def person(self, person_id: int) -> Person | None:
        """Return a person with a listed title."""
        ...

    async def titles(self, person: Person, paging: TitlePaging) -> CreditPage:
        """Return listed titles of a person; those without the sort value come last."""
        ...


@dataclass(frozen=True, slots=True)
class PersonTitles:
    """A person with a page of titles."""

    person: Person
    page: CreditPage
    titles: LookupResult
    """The titles of the page as lists show them."""


class PeopleQueries:
    """Reads people."""

    def __init__(self, people: People, lookup: LookupQueries) -> None:
        self._people = people
        self._lookup = lookup

    async def person(self, reference: str, view: View, paging: TitlePaging) -> PersonTitles | Redirect:
        """Return a person by slug or by `tmdb:<number>`, or a redirect to the current slug; raise PersonNotFound."""
        number = number_of(reference)
        person = None if number is None else await self._people.person(number)
        if person is None:
            raise PersonNotFound("no person with a listed title has this slug or id")
        if is_slug(reference) and reference != person.slug:
            return Redirect(person.slug)
        page = await self._people.titles(person, paging)
        ids: Sequence[UUID] = [title.media_id for title in page.titles]
        return PersonTitles(person, page, await self._lookup.many(ids, view, version=person.version))
