"""Projections of other services' events: which titles users follow, and the slug of each title."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitOfWork
from ingestion.application.titles.outcome_store import episode_job
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.queue import enqueue


@dataclass(frozen=True, slots=True)
class Interest:
    """Whether a user follows a title, as of a version."""

    user_id: UUID
    title: TitleKey
    version: int
    follows: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """The slug of a title, as of a version."""

    title: TitleKey
    slug: str
    version: int


class InterestProjection:
    """Stores the interests of users; on demand, the first follower of a show queues the sync of its episodes."""

    def __init__(self, clock: Clock, mode: EpisodeMode) -> None:
        self._clock = clock
        self._mode = mode

    async def __call__(self, work: UnitOfWork, interests: Sequence[Interest]) -> None:
        """Store each interest unless a newer version is stored."""
        shows: set[TitleKey] = set()
        for interest in newest(interests):
            followed_before = await work.interests.is_followed(interest.title)
            is_stored = await work.interests.save(
                interest.user_id, interest.title, version=interest.version, follows=interest.follows
            )
            if is_stored and interest.follows and not followed_before and interest.title.kind == "show":
                shows.add(interest.title)
        if self._mode is EpisodeMode.ON_DEMAND and shows:
            imported = await work.titles.imported(shows)
            now = self._clock.now()
            await enqueue(work, [episode_job(show, now, priority=Priority.TRACKED) for show in sorted(imported)])
            await work.flush()


class SlugProjection:
    """Stores the slugs that catalog publishes, in whatever order their events arrive."""

    async def __call__(self, work: UnitOfWork, publications: Sequence[Publication]) -> None:
        """Store each slug unless a newer version is stored."""
        await work.slugs.save([(item.title, item.slug, item.version) for item in publications])


def newest(interests: Sequence[Interest]) -> list[Interest]:
    """Return the newest interest of each user per title, always in the same order to avoid deadlocks."""
    by_key: dict[tuple[UUID, TitleKey], Interest] = {}
    for interest in interests:
        earlier = by_key.get((interest.user_id, interest.title))
        if earlier is None or earlier.version < interest.version:
            by_key[interest.user_id, interest.title] = interest
    return sorted(by_key.values(), key=lambda interest: (interest.user_id, interest.title))
