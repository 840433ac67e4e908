"""Titles that are similar to a title, computed from the catalog's own facts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from catalog.application.lookup import LookupQueries
from catalog.application.queries import TitleQueries
from catalog.application.read_models import Kind, LookupResult, Redirect, View
from catalog.domain.discovery.similarity import Candidate, Features, Similar, most_similar
from catalog.domain.errors import MediaNotFound
from catalog.domain.slugs import is_slug

MOST_SIMILAR: Final = 50
"""How many similar titles of a title are computed, and the most that a request may have."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The title to which others are compared; `slug` is its current one."""

    media_id: UUID
    slug: str
    collection_id: int | None
    features: Features


class Candidates(Protocol):
    """Reads titles to compare."""

    async def subject(self, kind: Kind, slug: str) -> Subject | None:
        """Return the title that has or had the slug."""
        ...

    async def candidates(self, kind: Kind, subject: Subject) -> Sequence[Candidate]:
        """Return a bounded number of listed titles of the kind, without the subject and its collection."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which titles are similar to the title that has or had a slug."""

    subject: Subject | None
    similar: Sequence[Similar] = ()

    def __bool__(self) -> bool:
        """Return whether there is a similar title. A title without any may have some a moment later."""
        return bool(self.similar)


class Choices(Protocol):
    """Keeps for a while which titles are similar to a title, by its kind and slug."""

    async def get(self, key: tuple[Kind, str], load: Callable[[], Awaitable[Choice]]) -> Choice:
        """Return what is kept, or choose."""
        ...


@dataclass(frozen=True, slots=True)
class SimilarTitles:
    """Similar titles, best first."""

    similar: Sequence[Similar]
    titles: LookupResult


class SimilarQueries:
    """Reads similar titles."""

    def __init__(self, candidates: Candidates, choices: Choices, titles: TitleQueries, lookup: LookupQueries) -> None:
        self._candidates = candidates
        self._choices = choices
        self._titles = titles
        self._lookup = lookup

    async def similar(self, kind: Kind, slug: str, view: View, limit: int) -> SimilarTitles | Redirect:
        """Return the titles of the same kind that are most similar to a title.

        They are chosen again after a while. Titles of its collection are not among them: its page leads to the
        collection. Raise MediaNotFound, and MediaDeleted for a title that its source deleted.
        """
        if not is_slug(slug):
            raise _not_found(kind)
        choose = partial(self._choose, kind, slug)
        choice = await self._choices.get((kind, slug), choose)
        titles = await self._shown(choice, slug, view, limit)
        if titles is None and choice:
            # Since it was kept, the title has another slug, is not listed any more, or another one has its slug.
            choice = await choose()
            titles = await self._shown(choice, slug, view, limit)
        if titles is not None:
            return titles
        if choice.subject is not None and choice.subject.slug != slug:
            return Redirect(choice.subject.slug)
        redirect = await self._titles.redirect(kind, slug)
        if redirect is None:
            raise _not_found(kind)
        return redirect

    async def _choose(self, kind: Kind, slug: str) -> Choice:
        subject = await self._candidates.subject(kind, slug)
        if subject is None or subject.slug != slug:
            return Choice(subject)
        candidates = await self._candidates.candidates(kind, subject)
        return Choice(subject, most_similar(subject.features, candidates, MOST_SIMILAR))

    async def _shown(self, choice: Choice, slug: str, view: View, limit: int) -> SimilarTitles | None:
        """Return similar titles as lists show them, or null if their subject is not listed under the slug."""
        if choice.subject is None or choice.subject.slug != slug:
            return None
        similar = choice.similar[:limit]
        result = await self._lookup.many([choice.subject.media_id, *(title.media_id for title in similar)], view)
        subject = next((title for title in result.titles if title.media_id == choice.subject.media_id), None)
        if subject is None or subject.slug != slug:
            return None
        others = [title for title in result.titles if title is not subject]
        return SimilarTitles(similar, replace(result, titles=others))


def _not_found(kind: Kind) -> MediaNotFound:
    return MediaNotFound(f"no {kind} is listed under this slug")
