"""Projections of other services' events: who follows which title, and the slug of each title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from ingestion.application.job_service import queue
from ingestion.application.ports.unit_of_work import Clock, UnitOfWork
from ingestion.application.titles.seasons import EpisodeMode, episode_job
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import TitleKey

T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Interest:
    """A viewer's interest in a title as of a version."""

    user_id: UUID
    title: TitleKey
    version: int
    follows: bool


class InterestProjection(Generic[T_contra]):
    """Keeps interests in the transaction that brings them."""

    def __init__(self, unit_of: Callable[[T_contra], UnitOfWork], clock: Clock, mode: EpisodeMode) -> None:
        self._unit_of = unit_of
        self._clock = clock
        self._mode = mode

    async def __call__(self, transaction: T_contra, interests: Sequence[Interest]) -> None:
        """Keep each interest unless a newer one is known; on demand, queue the episodes of newly followed shows."""
        unit = self._unit_of(transaction)
        shows: set[TitleKey] = set()
        for interest in newest(interests):
            followed = await unit.interests.is_followed(interest.title)
            kept = await unit.interests.note(
                interest.user_id, interest.title, version=interest.version, follows=interest.follows
            )
            if kept and interest.follows and not followed and interest.title.kind == "show":
                shows.add(interest.title)
        if self._mode is EpisodeMode.ON_DEMAND and shows:
            known = await unit.titles.known(shows)
            now = self._clock()
            await queue(unit, [episode_job(show, now, priority=Priority.TRACKED) for show in sorted(known)])
            await unit.flush()


def newest(interests: Sequence[Interest]) -> list[Interest]:
    """Return the newest interest of each user in each title, in one order for all, so that no two batches deadlock."""
    kept: dict[tuple[UUID, TitleKey], Interest] = {}
    for interest in interests:
        known = kept.get((interest.user_id, interest.title))
        if known is None or known.version < interest.version:
            kept[interest.user_id, interest.title] = interest
    return sorted(kept.values(), key=lambda interest: (interest.user_id, interest.title))


@dataclass(frozen=True, slots=True)
class Publication:
    """A title's slug as of a version."""

    title: TitleKey
    slug: str
    version: int


class SlugProjection(Generic[T_contra]):
    """Keeps slugs in the transaction that brings them; the order in which they come does not matter."""

    def __init__(self, unit_of: Callable[[T_contra], UnitOfWork]) -> None:
        self._unit_of = unit_of

    async def __call__(self, transaction: T_contra, publications: Sequence[Publication]) -> None:
        """Keep each slug unless a newer one is known."""
        unit = self._unit_of(transaction)
        # In one order for all, so that two batches cannot deadlock.
        for each in sorted(publications, key=lambda publication: (publication.title, publication.version)):
            await unit.slugs.note(each.title, each.slug, each.version)
