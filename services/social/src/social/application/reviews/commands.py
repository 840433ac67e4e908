"""What users and moderators request."""

from dataclasses import dataclass
from uuid import UUID

from social.domain.reviews.comment import Thread
from social.domain.reviews.moderation import Decision, Reason
from social.domain.reviews.reaction import ReactionKind, TargetKind
from social.domain.reviews.review import Content
from social.domain.reviews.subject import Subject


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review to be written."""

    user_id: UUID
    subject: Subject
    content: Content


@dataclass(frozen=True, slots=True)
class WriteTarget:
    """Which review or comment its author changes, and the versions that are expected; null expects any."""

    user_id: UUID
    target_id: UUID
    versions: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to be written in a thread, or as a reply to another comment."""

    user_id: UUID
    thread: Thread | None
    parent_id: UUID | None
    text: str
    spoiler: bool


@dataclass(frozen=True, slots=True)
class React:
    """A reaction to be added or withdrawn."""

    user_id: UUID
    kind: TargetKind
    target_id: UUID
    reaction: ReactionKind


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to be stored."""

    user_id: UUID
    kind: TargetKind
    target_id: UUID
    reason: Reason
    note: str | None


@dataclass(frozen=True, slots=True)
class Decide:
    """A decision to be recorded."""

    moderator_id: UUID
    target_id: UUID
    decision: Decision
