"""Writing, changing and deleting reviews."""

from collections.abc import Callable
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from social.application.reviews.commands import NewReview, WriteTarget
from social.application.reviews.contributing import open_subject, save_review, spend
from social.application.reviews.ports import ReviewWork
from social.domain.reviews.errors import ReviewExists, ReviewNotFound
from social.domain.reviews.review import Content, Review, check_author, check_version

Change = Callable[[Content], Content]
"""Returns the content after a change."""


class ManageReviews:
    """Writes, changes and deletes reviews."""

    def __init__(self, units: UnitOfWorkFactory[ReviewWork], clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id

    async def create(self, new: NewReview) -> tuple[Review, bool]:
        """Return the review, and whether it is new: a repetition with the same content changes nothing.

        Raise AccountErased, AuthorMuted, SubjectNotFound, ReviewEmpty, TextInvalid, ReviewExists, TooManyContributions.
        """
        content = new.content.checked()
        async with self._units.begin() as work:
            now = self._clock.now()
            await work.contributors.lock(new.user_id)
            await open_subject(work, new.subject)
            stored = await work.reviews.of_author(new.user_id, new.subject)
            if stored is not None:
                if stored.content == content:
                    return stored, False
                raise ReviewExists(stored.review_id)
            await spend(work, new.user_id, "review", now)
            review = Review(self._new_id(), new.user_id, new.subject, content, now, now)
            await save_review(work, None, review, now)
            return review, True

    async def change(self, command: WriteTarget, change: Change) -> Review:
        """Return the review after a change by its author; what it stated before is kept as a revision.

        Raise AccountErased, AuthorMuted, ReviewNotFound, NotAuthor, ContentChanged, ReviewEmpty, TextInvalid,
        TooManyContributions.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            stored = await self._own(work, command)
            if stored.status == "removed":
                raise ReviewNotFound(f"no review has the id {command.target_id}")
            after = stored.changed(change(stored.content), now)
            if after is stored:
                return stored
            await spend(work, command.user_id, "review", now)
            await work.reviews.add_revision(stored.review_id, stored.revision())
            await save_review(work, stored, after, now)
            return after

    async def delete(self, command: WriteTarget) -> None:
        """Erase the content and the author of a review; comments stay below it.

        Raise AccountErased, ReviewNotFound, NotAuthor and ContentChanged.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            stored = await self._own(work, command)
            await work.reviews.delete_revisions([stored.review_id])
            await work.reactions.clear(stored.review_id)
            await work.reactions.save_counts("review", stored.review_id, {})
            await save_review(work, stored, stored.deleted(now), now)
            await work.cases.close(stored.review_id)

    async def _own(self, work: ReviewWork, command: WriteTarget) -> Review:
        await work.contributors.lock(command.user_id)
        stored = await work.reviews.find(command.target_id, lock=True)
        if stored is None or stored.status == "deleted":
            raise ReviewNotFound(f"no review has the id {command.target_id}")
        if stored.user_id != command.user_id and stored.status != "visible":
            raise ReviewNotFound(f"no review has the id {command.target_id}")
        check_author(stored.user_id, command.user_id)
        check_version(stored.version, command.versions)
        return stored
