"""Comments on a review or on a subject, and replies to comments."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from social.domain.reviews.errors import CommentTooDeep
from social.domain.reviews.reaction import Counts
from social.domain.reviews.subject import Subject
from social.domain.reviews.text import Status, clean

LAST_LEVEL: Final = 3
"""The level of replies that have none: 0 is a comment."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Where comments are: below a review, or at a subject itself."""

    review_id: UUID | None = None
    subject: Subject | None = None

    @property
    def key(self) -> str:
        """The key, such as `review:0199a2f3-61b0-7d52-a3c4-5e6f70818293`, or that of the subject."""
        return f"review:{self.review_id}" if self.subject is None else self.subject.key

    @classmethod
    def parse(cls, key: str) -> "Thread":
        """Return the thread of a key; raise ValueError for another text."""
        kind, _, rest = key.partition(":")
        return cls(review_id=UUID(rest)) if kind == "review" else cls(subject=Subject.parse(key))


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, or a reply to the comment `parent_id`; without author and text when it was deleted."""

    comment_id: UUID
    thread: Thread
    user_id: UUID | None
    text: str | None
    spoiler: bool
    created_at: datetime
    updated_at: datetime
    parent_id: UUID | None = None
    level: int = 0
    version: int = 1
    status: Status = "visible"
    replies: int = 0
    reactions: Counts = field(default_factory=dict)

    def reply_level(self) -> int:
        """Return the level of its replies; raise CommentTooDeep."""
        if self.level >= LAST_LEVEL:
            raise CommentTooDeep(f"replies have at most {LAST_LEVEL} levels: reply to the comment above")
        return self.level + 1

    def changed(self, text: str, spoiler: bool, now: datetime) -> "Comment":
        """Return the comment with another text, or itself when nothing changes; raise TextInvalid."""
        text = clean(text)
        if (text, spoiler) == (self.text, self.spoiler):
            return self
        return replace(self, text=text, spoiler=spoiler, version=self.version + 1, updated_at=now)

    def deleted(self, now: datetime) -> "Comment":
        """Return what is left under which replies stay: neither author nor text."""
        return replace(
            self,
            user_id=None,
            text=None,
            spoiler=False,
            status="deleted",
            version=self.version + 1,
            updated_at=now,
        )
