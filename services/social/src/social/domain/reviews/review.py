"""A review, its revisions, and what changes it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from social.domain.reviews.errors import ContentChanged, NotAuthor, ReviewEmpty
from social.domain.reviews.reaction import Counts
from social.domain.reviews.subject import Subject
from social.domain.reviews.text import Status, clean

MOST_REVISIONS: Final = 50
"""How many revisions of a review are kept: the oldest is dropped."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an author states: a rating from 0 to 100, a text in Markdown, its language, and whether it is a spoiler."""

    rating: int | None
    text: str | None
    language: str | None
    spoiler: bool = False

    def checked(self) -> "Content":
        """Return the content with a clean text; raise TextInvalid and ReviewEmpty."""
        if self.rating is None and self.text is None:
            raise ReviewEmpty("rating or text is required")
        return self if self.text is None else replace(self, text=clean(self.text))


@dataclass(frozen=True, slots=True)
class Revision:
    """What a review stated before a change, and when it was written."""

    number: int
    content: Content
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a subject; without an author when it was deleted. `version` counts its contents from 1."""

    review_id: UUID
    user_id: UUID | None
    subject: Subject
    content: Content
    created_at: datetime
    updated_at: datetime
    version: int = 1
    status: Status = "visible"
    comments: int = 0
    reactions: Counts = field(default_factory=dict)

    def changed(self, content: Content, now: datetime) -> "Review":
        """Return the review with another content, or itself when nothing changes; raise TextInvalid, ReviewEmpty."""
        content = content.checked()
        if content == self.content:
            return self
        return replace(self, content=content, version=self.version + 1, updated_at=now)

    def revision(self) -> Revision:
        """Return the present content as a revision."""
        return Revision(self.version, self.content, self.updated_at)

    def deleted(self, now: datetime) -> "Review":
        """Return what is left under which comments stay: neither author nor content."""
        nothing = Content(None, None, None)
        return replace(self, user_id=None, content=nothing, status="deleted", version=self.version + 1, updated_at=now)

    @property
    def counted_rating(self) -> int | None:
        """The rating that counts in the average of its title; null when there is none, or it is not visible."""
        return self.content.rating if self.status == "visible" and self.subject.kind == "title" else None


def check_author(author: UUID | None, user_id: UUID) -> None:
    """Raise NotAuthor for another user."""
    if author != user_id:
        raise NotAuthor("only the author changes or deletes it")


def check_version(version: int, expected: frozenset[int] | None) -> None:
    """Raise ContentChanged for none of the versions that a write expects; null expects any."""
    if expected is not None and version not in expected:
        raise ContentChanged("it has changed since: read it again")
