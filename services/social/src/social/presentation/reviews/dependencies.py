"""Parameters of the routes of reviews and comments."""

from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Depends, Header, Path, Query
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant, small_number
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions
from chassis.http.tokens import OptionalPrincipal
from social.application.reviews.read_models import ReviewOrder
from social.domain.reviews.reaction import ReactionKind
from social.domain.reviews.subject import Subject

REVIEW_ID: Final = "0199b11c-61b0-7d52-a3c4-5e6f70818293"
COMMENT_ID: Final = "0199b11c-72c1-7e63-b4d5-6f7081929394"
TITLE_ID: Final = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
LIST_ID: Final = "0199a2f3-61b0-7d52-a3c4-5e6f70818293"
TIME: Final = "2026-11-21T12:00:00Z"
MOST_NUMBER: Final = 100_000
READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}
CREATED: Final[Responses] = {201: {"headers": headers("Cache-Control", "ETag")}}
TAGGED: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}

LANGUAGE: Final = r"^[a-z]{2,3}$"
SPOILERS: Final = (
    "Whether to send what is a spoiler; without it, such a text is null, and its HTML has an empty element in place of"
    " each spoiler"
)

MediaId = Annotated[UUID, Path(alias="mediaId", description="Id of the title", examples=[TITLE_ID])]
SubjectListId = Annotated[UUID, Path(alias="listId", description="Id of a public list", examples=[LIST_ID])]
SeasonNumber = Annotated[
    int,
    Path(alias="season", ge=0, le=MOST_NUMBER, description="Number of the season; 0 has the specials", examples=[2]),
]
EpisodeNumber = Annotated[
    int, Path(alias="episode", ge=0, le=MOST_NUMBER, description="Number of the episode", examples=[7])
]
ReviewId = Annotated[UUID, Path(alias="reviewId", description="Id of the review", examples=[REVIEW_ID])]
CommentId = Annotated[UUID, Path(alias="commentId", description="Id of the comment", examples=[COMMENT_ID])]
Reaction = Annotated[ReactionKind, Path(alias="reaction", description="The reaction", examples=["helpful"])]
Spoilers = Annotated[bool, Query(description=SPOILERS, examples=[True])]


async def _viewer(principal: OptionalPrincipal) -> UUID | None:
    return None if principal is None else principal.user_id


ViewerDep = Annotated[UUID | None, Depends(_viewer)]
"""The user who reads, or null without an account."""


async def _versions(
    if_match: Annotated[
        str | None,
        Header(
            description="Write only if it still has one of these ETags; `*` matches any version",
            examples=['"3"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    return None if if_match is None else expected_versions(if_match)


VersionsDep = Annotated[frozenset[int] | None, Depends(_versions)]


async def _title(media_id: MediaId) -> Subject:
    return Subject.of_title(media_id)


async def _season(media_id: MediaId, season: SeasonNumber) -> Subject:
    return Subject.of_title(media_id, season)


async def _episode(media_id: MediaId, season: SeasonNumber, episode: EpisodeNumber) -> Subject:
    return Subject.of_title(media_id, season, episode)


async def _list(list_id: SubjectListId) -> Subject:
    return Subject.of_list(list_id)


TitleDep = Annotated[Subject, Depends(_title)]
SeasonDep = Annotated[Subject, Depends(_season)]
EpisodeDep = Annotated[Subject, Depends(_episode)]
ListDep = Annotated[Subject, Depends(_list)]

REVIEW_ORDERS: Final[dict[ReviewOrder, Order]] = {
    "new": Order("reviews", (instant, identifier)),
    "helpful": Order("reviews", (small_number, instant, identifier)),
}
OWN_REVIEWS: Final = Order("reviews:own", (instant, identifier))
COMMENTS: Final = Order("comments", (instant, identifier))


class _ShownParams(DeepPartParams):
    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of items on the page", examples=[20])
    spoilers: bool = Field(default=False, description=SPOILERS, examples=[True])


class ReviewsParams(_ShownParams):
    """Parameters of the reviews of a subject."""

    order: ReviewOrder = Field(
        default="new",
        description="`new`: newest first. `helpful`: most `helpful` reactions first",
        examples=["helpful"],
    )
    language: str | None = Field(
        default=None, pattern=LANGUAGE, description="Reviews in this language only (ISO 639)", examples=["en"]
    )


class CommentsParams(_ShownParams):
    """Parameters of a page of comments."""


class OwnReviewsParams(DeepPartParams):
    """Parameters of the reviews of the signed-in user."""

    media_item_id: UUID | None = Field(
        default=None, description="The review of this title only, without its seasons and episodes", examples=[TITLE_ID]
    )
    season: int | None = Field(
        default=None, ge=0, le=MOST_NUMBER, description="With `mediaItemId`: that of a season instead", examples=[2]
    )
    episode: int | None = Field(
        default=None, ge=0, le=MOST_NUMBER, description="With `season`: that of an episode instead", examples=[7]
    )
    list_id: UUID | None = Field(default=None, description="The review of this list only", examples=[LIST_ID])

    @model_validator(mode="after")
    def _names_at_most_one(self) -> Self:
        if self.media_item_id is not None and self.list_id is not None:
            raise PydanticCustomError("review_subject", "must name either mediaItemId or listId", {"name": "listId"})
        if self.season is not None and self.media_item_id is None:
            raise PydanticCustomError("review_subject", "must name the title of the season", {"name": "season"})
        if self.episode is not None and self.season is None:
            raise PydanticCustomError("review_subject", "must name the season of the episode", {"name": "episode"})
        return self

    def subject(self) -> Subject | None:
        """Return the only subject that is chosen; null for all."""
        if self.list_id is not None:
            return Subject.of_list(self.list_id)
        if self.media_item_id is not None:
            return Subject.of_title(self.media_item_id, self.season, self.episode)
        return None
