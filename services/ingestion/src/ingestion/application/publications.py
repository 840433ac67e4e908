"""Slugs of titles, learned from catalog, so that the answers of imports and jobs can name them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingestion.application.ports import UnitOfWork
from ingestion.domain.facts import TitleKey

T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Publication:
    """A title's slug as of a version."""

    title: TitleKey
    slug: str
    version: int


class NoteSlugs(Generic[T_contra]):
    """Keeps slugs in the transaction that brings them; the order in which they come does not matter."""

    def __init__(self, unit_of: Callable[[T_contra], UnitOfWork]) -> None:
        self._unit_of = unit_of

    async def __call__(self, transaction: T_contra, publications: Sequence[Publication]) -> None:
        """Keep each slug unless a newer one is known."""
        unit = self._unit_of(transaction)
        # In one order for all, so that two batches cannot deadlock.
        for each in sorted(publications, key=lambda publication: (publication.title, publication.version)):
            await unit.slugs.note(each.title, each.slug, each.version)
