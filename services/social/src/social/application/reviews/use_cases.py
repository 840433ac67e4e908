"""The use cases of reviews, together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from social.application.reviews.commenting import ManageComments, ManageReactions
from social.application.reviews.moderating import Moderate
from social.application.reviews.ports import ListUpdate, ReviewWork, SeasonUpdate, TitleUpdate
from social.application.reviews.read_models import OwnStanding
from social.application.reviews.reading import ModerationReader, ReadReviews
from social.application.reviews.reviewing import ManageReviews
from social.domain.reviews.trust import SANCTION_DAYS


class ReadStanding:
    """Reads what a user may write."""

    def __init__(self, units: UnitOfWorkFactory[ReviewWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, user_id: UUID) -> OwnStanding:
        """Return the standing of a user."""
        now = self._clock.now()
        async with self._units.begin() as work:
            standing = await work.contributors.standing(user_id, now - timedelta(days=SANCTION_DAYS))
        return OwnStanding(standing, now)


@dataclass(frozen=True, slots=True)
class ReviewUseCases:
    """Every use case of reviews, comments, reactions and moderation."""

    manage: ManageReviews
    comments: ManageComments
    reactions: ManageReactions
    moderate: Moderate
    read: ReadReviews
    queue: ModerationReader
    standing: ReadStanding


async def update_titles(work: ReviewWork, updates: Sequence[TitleUpdate]) -> None:
    """Store which titles are there, in the caller's transaction."""
    await work.subjects.save_titles(updates)


async def update_seasons(work: ReviewWork, updates: Sequence[SeasonUpdate]) -> None:
    """Store which seasons and episodes are there, in the caller's transaction."""
    await work.subjects.save_seasons(updates)


async def update_lists(work: ReviewWork, updates: Sequence[ListUpdate]) -> None:
    """Store which lists are public, in the caller's transaction."""
    await work.subjects.save_lists(updates)


async def record_registrations(work: ReviewWork, registered: Mapping[UUID, datetime]) -> None:
    """Store when users registered, in the caller's transaction."""
    await work.contributors.save_registrations(registered)
