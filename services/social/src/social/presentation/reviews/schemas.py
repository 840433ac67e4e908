"""Responses about reviews and comments."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from social.application.reviews.read_models import Author, CommentView, OwnStanding, ReviewView
from social.domain.reviews.reaction import REACTIONS, Counts
from social.domain.reviews.review import Revision
from social.domain.reviews.subject import Subject, SubjectKind
from social.domain.reviews.text import Status, may_spoil
from social.domain.reviews.trust import LIMITS, Level
from social.presentation.people.schemas import PersonResponse, picture_of
from social.presentation.reviews.dependencies import COMMENT_ID, REVIEW_ID, TIME, TITLE_ID
from social.presentation.reviews.markdown import render

_STATUSES: Final = (
    "`visible`. `hidden`: for all but the author, until a moderator decides. `removed`: by a moderator. `deleted`: by"
    " the author"
)
_COUNTS: Final = dict.fromkeys(REACTIONS, 0) | {"helpful": 3}


class ShownText(ResponseModel):
    """A text as it is shown."""

    text: str | None = Field(
        description="The text as its author wrote it (Markdown); null without one, and while spoilers are not shown",
        examples=["Slow, and **worth it**"],
    )
    html: str | None = Field(
        description="The same as HTML that is safe to embed: elements of paragraphs, emphasis, lists, quotes, code and"
        ' links only. `<span class="spoiler">` encloses a spoiler, and is empty while spoilers are not shown. Null'
        " where nothing is shown",
        examples=["<p>Slow, and <strong>worth it</strong></p>\n"],
    )
    has_spoilers: bool = Field(description="Whether the text, or a part of it, is a spoiler", examples=[False])
    spoilers_shown: bool = Field(description="Whether the response has the spoilers", examples=[True])

    @classmethod
    def of(cls, text: str | None, *, whole: bool, spoilers: bool) -> Self:
        """Return a text with or without what is a spoiler."""
        if text is None:
            return cls(text=None, html=None, has_spoilers=False, spoilers_shown=True)
        rendered = render(text, spoilers=True)
        has_spoilers = whole or (may_spoil(text, whole=whole) and rendered.has_spoilers)
        if spoilers or not has_spoilers:
            return cls(text=text, html=rendered.html, has_spoilers=has_spoilers, spoilers_shown=True)
        html = None if whole else render(text, spoilers=False).html
        return cls(text=None, html=html, has_spoilers=True, spoilers_shown=False)


class SubjectResponse(ResponseModel):
    """What is reviewed or commented on."""

    kind: SubjectKind = Field(description="What it is", examples=["season"])
    media_item_id: UUID | None = Field(description="Id of the title; null for a list", examples=[TITLE_ID])
    season: int | None = Field(description="Number of the season, or null", examples=[2])
    episode: int | None = Field(description="Number of the episode, or null", examples=[None])
    list_id: UUID | None = Field(description="Id of the list, or null", examples=[None])

    @classmethod
    def of(cls, subject: Subject) -> Self:
        """Return the response of a subject."""
        is_list = subject.kind == "list"
        return cls(
            kind=subject.kind,
            media_item_id=None if is_list else subject.target,
            season=subject.season,
            episode=subject.episode,
            list_id=subject.target if is_list else None,
        )


class ReviewResponse(ResponseModel):
    """A review."""

    id: UUID = Field(description="Id of the review", examples=[REVIEW_ID])
    subject: SubjectResponse = Field(description="What is reviewed")
    author: PersonResponse | None = Field(description="Who has written it; null when it was deleted")
    rating: int | None = Field(description="Rating from 0 to 100, or null", examples=[85])
    content: ShownText = Field(description="The text")
    language: str | None = Field(description="Language of the text (ISO 639), or null", examples=["en"])
    spoiler: bool = Field(description="Whether the whole text is a spoiler", examples=[False])
    status: Status = Field(description=_STATUSES, examples=["visible"])
    version: int = Field(description="Number of the version, from 1; its ETag", examples=[1])
    comment_count: int = Field(description="Number of visible comments and replies", examples=[4])
    reactions: dict[str, int] = Field(description="How many users have reacted, by reaction", examples=[_COUNTS])
    reacted: list[str] | None = Field(
        description="The user's own reactions; null without an account, and in responses to writes", examples=[["like"]]
    )
    created_at: datetime = Field(description="When it was written", examples=[TIME])
    updated_at: datetime = Field(description="When it was last changed", examples=[TIME])

    @classmethod
    def of(cls, view: ReviewView, *, spoilers: bool = True) -> Self:
        """Return the response of a review."""
        review, content = view.review, view.review.content
        return cls(
            id=review.review_id,
            subject=SubjectResponse.of(review.subject),
            author=person_of(view.author),
            rating=content.rating,
            content=ShownText.of(content.text, whole=content.spoiler, spoilers=spoilers),
            language=content.language,
            spoiler=content.spoiler,
            status=review.status,
            version=review.version,
            comment_count=review.comments,
            reactions=counts_of(review.reactions),
            reacted=None if view.reacted is None else list(view.reacted),
            created_at=review.created_at,
            updated_at=review.updated_at,
        )


class RevisionResponse(ResponseModel):
    """What a review stated before a change."""

    version: int = Field(description="Number of the version", examples=[1])
    rating: int | None = Field(description="Rating from 0 to 100, or null", examples=[80])
    content: ShownText = Field(description="The text")
    language: str | None = Field(description="Language of the text (ISO 639), or null", examples=["en"])
    spoiler: bool = Field(description="Whether the whole text was a spoiler", examples=[False])
    written_at: datetime = Field(description="When this version was written", examples=[TIME])

    @classmethod
    def of(cls, revision: Revision, *, spoilers: bool) -> Self:
        """Return the response of a revision."""
        content = revision.content
        return cls(
            version=revision.number,
            rating=content.rating,
            content=ShownText.of(content.text, whole=content.spoiler, spoilers=spoilers),
            language=content.language,
            spoiler=content.spoiler,
            written_at=revision.written_at,
        )


class CommentResponse(ResponseModel):
    """A comment, or a reply to one."""

    id: UUID = Field(description="Id of the comment", examples=[COMMENT_ID])
    review_id: UUID | None = Field(description="Id of the review below which it is, or null", examples=[REVIEW_ID])
    subject: SubjectResponse | None = Field(description="What it is about, or null below a review")
    parent_id: UUID | None = Field(description="Id of the comment that it replies to, or null", examples=[None])
    level: int = Field(description="0 is a comment, 1 to 3 are replies", examples=[0])
    author: PersonResponse | None = Field(description="Who has written it; null unless it is visible")
    content: ShownText = Field(description="The text")
    spoiler: bool = Field(description="Whether the whole text is a spoiler", examples=[False])
    status: Status = Field(description=_STATUSES, examples=["visible"])
    version: int = Field(description="Number of the version, from 1; its ETag", examples=[1])
    reply_count: int = Field(description="Number of visible replies to this comment", examples=[2])
    reactions: dict[str, int] = Field(description="How many users have reacted, by reaction", examples=[_COUNTS])
    reacted: list[str] | None = Field(
        description="The user's own reactions; null without an account, and in responses to writes", examples=[[]]
    )
    created_at: datetime = Field(description="When it was written", examples=[TIME])
    updated_at: datetime = Field(description="When it was last changed", examples=[TIME])

    @classmethod
    def of(cls, view: CommentView, *, spoilers: bool = True) -> Self:
        """Return the response of a comment."""
        comment, thread = view.comment, view.comment.thread
        return cls(
            id=comment.comment_id,
            review_id=thread.review_id,
            subject=None if thread.subject is None else SubjectResponse.of(thread.subject),
            parent_id=comment.parent_id,
            level=comment.level,
            author=person_of(view.author),
            content=ShownText.of(comment.text, whole=comment.spoiler, spoilers=spoilers),
            spoiler=comment.spoiler,
            status=comment.status,
            version=comment.version,
            reply_count=comment.replies,
            reactions=counts_of(comment.reactions),
            reacted=None if view.reacted is None else list(view.reacted),
            created_at=comment.created_at,
            updated_at=comment.updated_at,
        )


class ReactionsResponse(ResponseModel):
    """The reactions to a review or comment."""

    reactions: dict[str, int] = Field(description="How many users have reacted, by reaction", examples=[_COUNTS])


class StandingResponse(ResponseModel):
    """What the signed-in user may write."""

    level: Level = Field(
        description="`new`, `basic` or `trusted`: by the age of the account and what the user has written that stands",
        examples=["basic"],
    )
    contributions: int = Field(description="Reviews and comments that count for the level", examples=[7])
    sanctions: int = Field(
        description="Decisions of moderators against the user in the last 90 days: while there are any, the level is"
        " at most `basic`",
        examples=[0],
    )
    limits_per_hour: dict[str, int] = Field(
        description="How much the user may write within an hour, by kind", examples=[LIMITS["basic"]]
    )
    muted_until: datetime | None = Field(
        description="Until when a moderator has muted the user, or null", examples=[None]
    )

    @classmethod
    def of(cls, own: OwnStanding) -> Self:
        """Return the response of a standing."""
        level = own.standing.level(own.now)
        return cls(
            level=level,
            contributions=own.standing.contributions,
            sanctions=own.standing.sanctions,
            limits_per_hour=dict(LIMITS[level].items()),
            muted_until=own.standing.muted_until if own.standing.is_muted(own.now) else None,
        )


def counts_of(counts: Counts) -> dict[str, int]:
    """Return the number of every reaction, also of those without any."""
    return {kind: counts.get(kind, 0) for kind in REACTIONS}


def person_of(author: Author | None) -> PersonResponse | None:
    """Return the response of an author, or null."""
    if author is None:
        return None
    return PersonResponse(id=author.user_id, username=author.username, avatar_url=picture_of(author.avatar_id))
