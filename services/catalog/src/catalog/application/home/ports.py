"""What the home page needs besides lists and the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from catalog.application.read_models import Kind
from catalog.domain.curation.collections import Collection
from catalog.domain.curation.sections import Arrangements


@dataclass(frozen=True, slots=True)
class OwnTitles:
    """Titles of a user's library, those changed last first."""

    begun: tuple[UUID, ...] = ()
    """Titles with progress that are neither planned, completed nor dropped."""
    planned: tuple[UUID, ...] = ()


class HomeArrangements(Protocol):
    """Reads how editors arranged the sections."""

    async def arrangements(self) -> Arrangements:
        """Return the arrangement of each section that has one."""
        ...


class HomeCollections(Protocol):
    """Reads curated collections."""

    async def first_titles(self, slugs: Sequence[str], limit: int) -> Sequence[tuple[Collection, Sequence[UUID]]]:
        """Return those of the collections that are published, each with its first listed titles."""
        ...


class HomeTitles(Protocol):
    """Selects the titles of sections."""

    async def hero(self, kind: Kind | None, today: date, limit: int) -> Sequence[UUID]:
        """Return listed titles of the hero, the most popular first."""
        ...

    async def own(self, user_id: UUID, limit: int) -> OwnTitles:
        """Return at most `limit` titles of each list of a user."""
        ...
