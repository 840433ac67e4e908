"""Titles that are similar to a title, computed from the catalog's own facts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
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


class Computed(Protocol):
    """Keeps for a while which titles are similar to a title."""

    async def get(self, key: UUID, load: Callable[[], Awaitable[Sequence[Similar]]]) -> Sequence[Similar]:
        """Return what is kept for a title, or compute it. A title without similar ones may have some a moment later."""
        ...


@dataclass(frozen=True, slots=True)
class SimilarTitles:
    """Similar titles, best first."""

    similar: Sequence[Similar]
    titles: LookupResult


class SimilarQueries:
    """Reads similar titles."""

    def __init__(self, candidates: Candidates, computed: Computed, titles: TitleQueries, lookup: LookupQueries) -> None:
        self._candidates = candidates
        self._computed = computed
        self._titles = titles
        self._lookup = lookup

    async def similar(self, kind: Kind, slug: str, view: View, limit: int) -> SimilarTitles | Redirect:
        """Return the titles of the same kind that are most similar to a title.

        They are computed again after a while. Titles of its collection are not among them: its page leads to the
        collection. Raise MediaNotFound, and MediaDeleted for a title that its source deleted.
        """
        subject = await self._candidates.subject(kind, slug) if is_slug(slug) else None
        if subject is None:
            redirect = await self._titles.redirect(kind, slug) if is_slug(slug) else None
            if redirect is None:
                raise MediaNotFound(f"no {kind} is listed under this slug")
            return redirect
        if subject.slug != slug:
            return Redirect(subject.slug)

        async def compute() -> Sequence[Similar]:
            return most_similar(subject.features, await self._candidates.candidates(kind, subject), MOST_SIMILAR)

        similar = (await self._computed.get(subject.media_id, compute))[:limit]
        ids = [title.media_id for title in similar]
        return SimilarTitles(similar, await self._lookup.many(ids, view))
