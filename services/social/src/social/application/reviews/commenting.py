"""Writing, changing and deleting comments, and reactions to reviews and comments."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from social.application.reviews.commands import NewComment, React, WriteTarget
from social.application.reviews.contributing import (
    count_comment,
    locked_comment,
    open_comment,
    open_review,
    open_subject,
    open_target,
    save_comment,
    spend,
)
from social.application.reviews.ports import ReviewWork
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.errors import CommentNotFound
from social.domain.reviews.reaction import Counts, counted
from social.domain.reviews.review import check_author, check_version
from social.domain.reviews.text import clean


class ManageComments:
    """Writes, changes and deletes comments."""

    def __init__(self, units: UnitOfWorkFactory[ReviewWork], clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id

    async def create(self, new: NewComment) -> Comment:
        """Return the comment after it was written.

        Raise AccountErased, AuthorMuted, TextInvalid, SubjectNotFound, ReviewNotFound, CommentNotFound,
        CommentTooDeep, TooManyContributions.
        """
        text = clean(new.text)
        async with self._units.begin() as work:
            now = self._clock.now()
            await work.contributors.lock(new.user_id)
            thread, level = await self._place(work, new)
            await spend(work, new.user_id, "comment", now)
            comment = Comment(
                comment_id=self._new_id(),
                thread=thread,
                user_id=new.user_id,
                text=text,
                spoiler=new.spoiler,
                created_at=now,
                updated_at=now,
                parent_id=new.parent_id,
                level=level,
            )
            await work.comments.save(comment)
            await count_comment(work, comment, 1)
            return comment

    async def change(self, command: WriteTarget, text: str, spoiler: bool | None) -> Comment:
        """Return the comment after a change by its author; a spoiler mark of null stays as it is.

        Raise AccountErased, AuthorMuted, CommentNotFound, NotAuthor, ContentChanged, TextInvalid, TooManyContributions.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            stored = await self._own(work, command)
            if stored.status == "removed":
                raise CommentNotFound(f"no comment has the id {command.target_id}")
            after = stored.changed(text, stored.spoiler if spoiler is None else spoiler, now)
            if after is not stored:
                await spend(work, command.user_id, "comment", now)
                await save_comment(work, stored, after)
            return after

    async def delete(self, command: WriteTarget) -> None:
        """Erase the text and the author of a comment; replies stay below it.

        Raise AccountErased, CommentNotFound, NotAuthor and ContentChanged.
        """
        async with self._units.begin() as work:
            stored = await self._own(work, command)
            await work.reactions.clear(stored.comment_id)
            await work.reactions.save_counts("comment", stored.comment_id, {})
            await save_comment(work, stored, stored.deleted(self._clock.now()))
            await work.cases.close(stored.comment_id)

    async def _place(self, work: ReviewWork, new: NewComment) -> tuple[Thread, int]:
        if new.parent_id is not None:
            parent = await open_comment(work, new.parent_id, new.user_id)
            return parent.thread, parent.reply_level()
        thread = new.thread or Thread()
        if thread.review_id is not None:
            await open_review(work, thread.review_id, new.user_id)
        else:
            await open_subject(work, thread.subject)
        return thread, 0

    async def _own(self, work: ReviewWork, command: WriteTarget) -> Comment:
        await work.contributors.lock(command.user_id)
        stored = await locked_comment(work, command.target_id)
        if stored.status == "deleted" or (stored.user_id != command.user_id and stored.status != "visible"):
            raise CommentNotFound(f"no comment has the id {command.target_id}")
        check_author(stored.user_id, command.user_id)
        check_version(stored.version, command.versions)
        return stored


class ManageReactions:
    """Adds and withdraws reactions; the counts change in the same transaction."""

    def __init__(self, units: UnitOfWorkFactory[ReviewWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def add(self, command: React) -> Counts:
        """Return the counts after a reaction; a repetition changes nothing.

        Raise AccountErased, AuthorMuted, ReviewNotFound, CommentNotFound, TooManyContributions.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            await work.contributors.lock(command.user_id)
            target = await open_target(work, command.kind, command.target_id, command.user_id)
            if not await _add(work, command, now):
                return target.reactions
            await spend(work, command.user_id, "reaction", now)
            return await _count(work, command, target.reactions, 1)

    async def withdraw(self, command: React) -> Counts:
        """Return the counts without a reaction of the user; a repetition changes nothing.

        Raise AccountErased, ReviewNotFound, CommentNotFound.
        """
        async with self._units.begin() as work:
            await work.contributors.lock(command.user_id)
            target = await open_target(work, command.kind, command.target_id, command.user_id)
            if not await work.reactions.remove(command.user_id, command.target_id, command.reaction):
                return target.reactions
            return await _count(work, command, target.reactions, -1)


async def _add(work: ReviewWork, command: React, now: datetime) -> bool:
    return await work.reactions.add(command.user_id, command.kind, command.target_id, command.reaction, now)


async def _count(work: ReviewWork, command: React, before: Counts, difference: int) -> Counts:
    counts = counted(before, command.reaction, difference)
    await work.reactions.save_counts(command.kind, command.target_id, counts)
    return counts
