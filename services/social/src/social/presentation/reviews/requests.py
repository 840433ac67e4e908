"""Bodies of requests about reviews and comments."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Id
from social.application.reviews.reviewing import Change
from social.domain.reviews.comment import Thread
from social.domain.reviews.moderation import Reason
from social.domain.reviews.review import Content
from social.domain.reviews.subject import Subject
from social.domain.reviews.text import COMMENT_CHARACTERS, NOTE_CHARACTERS, REVIEW_CHARACTERS
from social.presentation.reviews.dependencies import (
    COMMENT_ID,
    LANGUAGE,
    LIST_ID,
    MOST_NUMBER,
    REVIEW_ID,
    TITLE_ID,
)

MARKDOWN: Final = (
    "Paragraphs, emphasis, lists, quotes, code and links of Markdown; `||…||` encloses a spoiler within a paragraph"
)
REASONS: Final = "Why it is reported"
Number = Annotated[int, Field(ge=0, le=MOST_NUMBER)]
Rating = Annotated[int, Field(ge=0, le=100)]
_SUBJECT: Final[dict[str, object]] = {"mediaItemId": TITLE_ID, "season": 2}


class SubjectRequest(RequestModel):
    """What is reviewed or commented on: a title, one of its seasons or episodes, or a public list."""

    media_item_id: Id | None = Field(default=None, description="Id of the title", examples=[TITLE_ID])
    season: Number | None = Field(default=None, description="Number of a season of the title", examples=[2])
    episode: Number | None = Field(default=None, description="Number of an episode of the season", examples=[7])
    list_id: Id | None = Field(default=None, description="Id of a public list, without a title", examples=[LIST_ID])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.media_item_id is None) == (self.list_id is None):
            raise PydanticCustomError("review_subject", "must name either mediaItemId or listId")
        if self.season is None and self.episode is not None:
            raise PydanticCustomError("review_subject", "must name the season of the episode")
        if self.list_id is not None and self.season is not None:
            raise PydanticCustomError("review_subject", "must not name a season of a list")
        return self

    def to_subject(self) -> Subject:
        """Return the subject; raise ValueError where the validation did not run."""
        if self.list_id is not None:
            return Subject.of_list(self.list_id)
        if self.media_item_id is None:
            raise ValueError("a subject has an id")
        return Subject.of_title(self.media_item_id, self.season, self.episode)


class ReviewRequest(RequestModel):
    """A new review: a rating, a text, or both."""

    subject: SubjectRequest = Field(description="What is reviewed", examples=[_SUBJECT])
    rating: Rating | None = Field(default=None, description="Rating from 0 to 100, or null", examples=[85])
    text: str | None = Field(
        default=None, max_length=REVIEW_CHARACTERS, description=MARKDOWN, examples=["Slow, and **worth it**"]
    )
    language: str | None = Field(
        default=None, pattern=LANGUAGE, description="Language of the text (ISO 639), or null", examples=["en"]
    )
    spoiler: bool = Field(default=False, description="Whether the whole text is a spoiler", examples=[False])

    def to_content(self) -> Content:
        """Return the content."""
        return Content(self.rating, self.text, self.language, self.spoiler)


class ReviewPatch(RequestModel):
    """A change of a review: an omitted field stays as it is, null clears it."""

    rating: Rating | None = Field(default=None, description="Rating from 0 to 100; null clears it", examples=[90])
    text: str | None = Field(
        default=None, max_length=REVIEW_CHARACTERS, description=f"{MARKDOWN}; null clears it", examples=["Better now"]
    )
    language: str | None = Field(
        default=None, pattern=LANGUAGE, description="Language of the text (ISO 639); null clears it", examples=["en"]
    )
    spoiler: bool | None = Field(
        default=None, description="Whether the whole text is a spoiler; never null", examples=[True]
    )

    @field_validator("spoiler")
    @classmethod
    def _is_not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null", "must not be null")
        return value

    def to_change(self) -> Change:
        """Return the change of the fields that were sent."""
        sent = self.model_fields_set

        def change(content: Content) -> Content:
            return Content(
                rating=self.rating if "rating" in sent else content.rating,
                text=self.text if "text" in sent else content.text,
                language=self.language if "language" in sent else content.language,
                spoiler=content.spoiler if self.spoiler is None else self.spoiler,
            )

        return change


class CommentRequest(RequestModel):
    """A new comment: on a review, on a subject, or as a reply to a comment."""

    review_id: Id | None = Field(default=None, description="Id of the review", examples=[REVIEW_ID])
    subject: SubjectRequest | None = Field(default=None, description="What is commented on", examples=[None])
    parent_id: Id | None = Field(default=None, description="Id of the comment that it replies to", examples=[None])
    text: str = Field(max_length=COMMENT_CHARACTERS, description=MARKDOWN, examples=["I saw it twice"])
    spoiler: bool = Field(default=False, description="Whether the whole text is a spoiler", examples=[False])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if [self.review_id, self.subject, self.parent_id].count(None) != 2:
            raise PydanticCustomError("comment_place", "must name one of reviewId, subject and parentId")
        return self

    def to_thread(self) -> Thread | None:
        """Return the thread; null for a reply."""
        if self.parent_id is not None:
            return None
        return Thread(self.review_id, None if self.subject is None else self.subject.to_subject())


class CommentPatch(RequestModel):
    """A change of a comment."""

    text: str = Field(max_length=COMMENT_CHARACTERS, description=MARKDOWN, examples=["I saw it three times"])
    spoiler: bool | None = Field(
        default=None, description="Whether the whole text is a spoiler; null leaves it", examples=[None]
    )


class ReportRequest(RequestModel):
    """A report about a review or a comment."""

    kind: Literal["review", "comment"] = Field(description="What is reported", examples=["review"])
    target_id: Id = Field(description="Id of the review or comment", examples=[COMMENT_ID])
    reason: Reason = Field(description=REASONS, examples=["spoiler"])
    note: str | None = Field(
        default=None, max_length=NOTE_CHARACTERS, description="A note for moderators, or null", examples=[None]
    )
