"""Ports of what is written: one transaction on reviews, comments and what belongs to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from social.domain.reviews.comment import Comment
from social.domain.reviews.moderation import Case, Decision, Outcome, Report
from social.domain.reviews.reaction import Counts, TargetKind
from social.domain.reviews.review import Review, Revision
from social.domain.reviews.subject import Subject
from social.domain.reviews.trust import Action, Standing


@dataclass(frozen=True, slots=True)
class TitleUpdate:
    """A title that exists, and the seasons that its own record names."""

    media_id: UUID
    version: int
    seasons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeasonUpdate:
    """A part of a season, with the numbers of its episodes."""

    media_id: UUID
    season: int
    part: int
    parts: int
    version: int
    episodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """Whether a list is public."""

    list_id: UUID
    user_id: UUID
    version: int
    public: bool
    name: str | None = None
    """Null for a list that is not public, and while the name is not known."""


class Subjects(Protocol):
    """What may be reviewed."""

    async def exists(self, subject: Subject) -> bool:
        """Return whether a title, season, episode or public list is there, and may be seen."""
        ...

    async def is_open(self, subject: Subject) -> bool:
        """Return whether a subject may be seen: a list only while it is public, a title while the catalog lists it."""
        ...

    async def hold(self, subject: Subject) -> None:
        """Keep a title from being merged into another until the transaction ends."""
        ...

    async def save_titles(self, updates: Sequence[TitleUpdate]) -> None:
        """Store titles; one that is not newer changes nothing."""
        ...

    async def save_seasons(self, updates: Sequence[SeasonUpdate]) -> None:
        """Store parts of seasons; one that is not newer changes nothing."""
        ...

    async def save_lists(self, updates: Sequence[ListUpdate]) -> None:
        """Store whether lists are public; one that is not newer changes nothing."""
        ...


class Contributors(Protocol):
    """Users as authors. The row of a user is the lock that serializes what the user writes."""

    async def lock(self, user_id: UUID) -> None:
        """Lock a user; raise AccountErased."""
        ...

    async def save_registrations(self, registered: Mapping[UUID, datetime]) -> None:
        """Store when users registered."""
        ...

    async def standing(self, user_id: UUID, since: datetime) -> Standing:
        """Return what the level of trust follows from; decisions against the user count from `since` on."""
        ...

    async def spend(self, user_id: UUID, action: Action, window: datetime, limit: int) -> bool:
        """Count an action within an hour, and return true; false when as many as the limit are counted already."""
        ...

    async def mute(self, user_id: UUID, until: datetime) -> None:
        """Store until when a user must not write; a later time stays."""
        ...

    async def is_blocked(self, user_id: UUID, other_id: UUID) -> bool:
        """Return whether one of two users has blocked the other."""
        ...


class Reviews(Protocol):
    """Reviews, with their revisions."""

    async def find(self, review_id: UUID, *, lock: bool) -> Review | None:
        """Return a review, locked until the transaction ends."""
        ...

    async def of_author(self, user_id: UUID, subject: Subject) -> Review | None:
        """Return the review of a user about a subject."""
        ...

    async def save(self, review: Review) -> None:
        """Store a review; its counts stay."""
        ...

    async def add_revision(self, review_id: UUID, revision: Revision) -> None:
        """Store what a review stated before a change, and drop the oldest revision beyond the limit."""
        ...

    async def delete_revisions(self, review_ids: Collection[UUID]) -> None:
        """Delete the revisions of reviews."""
        ...

    async def count_comments(self, review_id: UUID, difference: int) -> None:
        """Count visible comments of a review that is locked."""
        ...


class Comments(Protocol):
    """Comments."""

    async def find(self, comment_id: UUID, *, lock: bool) -> Comment | None:
        """Return a comment, locked until the transaction ends."""
        ...

    async def save(self, comment: Comment) -> None:
        """Store a comment; its counts stay."""
        ...

    async def count_replies(self, comment_id: UUID, difference: int) -> None:
        """Count visible replies of a comment."""
        ...


class Reactions(Protocol):
    """Reactions; what they are about must be locked."""

    async def add(self, user_id: UUID, kind: TargetKind, target_id: UUID, reaction: str, now: datetime) -> bool:
        """Store a reaction, and return whether it is new."""
        ...

    async def remove(self, user_id: UUID, target_id: UUID, reaction: str) -> bool:
        """Delete a reaction, and return whether there was one."""
        ...

    async def clear(self, target_id: UUID) -> None:
        """Delete all reactions to what was deleted."""
        ...

    async def save_counts(self, kind: TargetKind, target_id: UUID, counts: Counts) -> None:
        """Store how many users have reacted."""
        ...


class Cases(Protocol):
    """Reports by what they are about, and decisions; what they are about must be locked."""

    async def find(self, target_id: UUID) -> Case | None:
        """Return the case of a review or comment."""
        ...

    async def has_report(self, user_id: UUID, target_id: UUID) -> bool:
        """Return whether a user has reported a review or comment."""
        ...

    async def add(self, report: Report) -> Case:
        """Store a report, and return the case, which a new report opens again."""
        ...

    async def close(self, target_id: UUID) -> None:
        """Close a case."""
        ...

    async def record(
        self, target: Review | Comment, decision: Decision, moderator_id: UUID, now: datetime, until: datetime | None
    ) -> None:
        """Store a decision with what it is about as it was before."""
        ...


class AuthorNotices(Protocol):
    """Publishes what authors are to learn."""

    async def decided(self, target: Review | Comment, outcome: Outcome, until: datetime | None, now: datetime) -> None:
        """Publish a decision about what a user has written, with the end of a mute."""
        ...


class Averages(Protocol):
    """Averages of the ratings of titles."""

    async def replace(
        self, media_id: UUID, user_id: UUID, before: int | None, after: int | None, now: datetime
    ) -> None:
        """Count a rating of a user in place of another, and publish the average when another is to be shown."""
        ...


class ReviewErasure(Protocol):
    """Erasing users."""

    async def erase(self, user_id: UUID, now: datetime) -> None:
        """Erase everything that a user has written, and correct the counts; a repetition changes nothing."""
        ...


class ReviewMergers(Protocol):
    """Moves what was written about titles that were merged into others."""

    async def move(self, successors: Mapping[UUID, UUID]) -> None:
        """Move reviews and comments of titles and their parts to other titles, and count the averages of both."""
        ...


class ReviewWork(Protocol):
    """One transaction."""

    @property
    def subjects(self) -> Subjects:
        """What may be reviewed."""
        ...

    @property
    def contributors(self) -> Contributors:
        """Users as authors."""
        ...

    @property
    def reviews(self) -> Reviews:
        """Reviews."""
        ...

    @property
    def comments(self) -> Comments:
        """Comments."""
        ...

    @property
    def reactions(self) -> Reactions:
        """Reactions."""
        ...

    @property
    def cases(self) -> Cases:
        """Reports and decisions."""
        ...

    @property
    def notices(self) -> AuthorNotices:
        """Events for authors."""
        ...

    @property
    def averages(self) -> Averages:
        """Averages of titles."""
        ...
