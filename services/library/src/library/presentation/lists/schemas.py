"""Responses about lists."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.lists.read_models import Completion, Link, ListItem, ListView, Member, NewLink
from library.domain.lists.rules.document import to_document
from library.presentation.lists.dependencies import TOKEN_EXAMPLE
from library.presentation.lists.requests import NOTE, VISIBILITIES, VisibilityName
from library.presentation.lists.rule_requests import RULES, RULES_EXAMPLE
from library.presentation.titles.schemas import MediaId, MediaSummary

LIST_ID = "0199a2f3-61b0-7d52-a3c4-5e6f70818293"
USER_ID = "0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"
TIME = "2026-11-21T12:00:00Z"

RoleName = Literal["owner", "editor", "viewer"]


class ListResponse(ResponseModel):
    """A list."""

    id: UUID = Field(description="Id of the list", examples=[LIST_ID])
    owner_id: UUID = Field(description="Id of the owner", examples=[USER_ID])
    name: str = Field(description="Name of the list", examples=["Noir"])
    description: str | None = Field(description="Description, or null", examples=["Rain, hats and bad decisions"])
    cover_url: str | None = Field(
        description="HTTPS address of a picture, or null", examples=["https://example.org/noir.jpg"]
    )
    visibility: VisibilityName = Field(description=VISIBILITIES, examples=["public"])
    kind: Literal["custom", "smart", "followed"] = Field(
        description="`custom`: filled by hand. `smart`: filled by its rules. `followed`: has the content of an external"
        " list",
        examples=["custom"],
    )
    external_list_id: UUID | None = Field(
        description="Id of the external list that a followed list has the content of, or null", examples=[None]
    )
    rules: dict[str, Any] | None = Field(
        description=f"{RULES}. Null for a list that is filled by hand", examples=[RULES_EXAMPLE]
    )
    role: RoleName | None = Field(description="The role of the user in the list, or null", examples=["owner"])
    item_count: int | None = Field(
        description="Number of items; null in a smart list, whose page of items has it", examples=[12]
    )
    like_count: int = Field(description="How many users like the list", examples=[3])
    share_count: int = Field(description="How many users have shared the list", examples=[1])
    liked: bool | None = Field(
        description="Whether the user likes the list; null without an account, and in responses to writes",
        examples=[True],
    )
    created_at: datetime = Field(description="When the list was created", examples=[TIME])
    updated_at: datetime = Field(description="When the list or its items were last changed", examples=[TIME])

    @classmethod
    def of(cls, view: ListView) -> Self:
        """Return the response of a list."""
        return cls(**fields_of(view))


def fields_of(view: ListView) -> dict[str, Any]:
    """Return the fields of the response of a list."""
    user_list = view.user_list
    rules = user_list.rules
    return {
        "id": user_list.list_id,
        "owner_id": user_list.owner_id,
        "name": user_list.name,
        "description": user_list.description,
        "cover_url": user_list.cover_url,
        "visibility": user_list.visibility,
        "kind": "followed" if user_list.follows else "custom" if rules is None else "smart",
        "external_list_id": user_list.follows,
        "rules": None if rules is None else to_document(rules),
        "role": view.role,
        "item_count": user_list.items if rules is None else None,
        "like_count": user_list.likes,
        "share_count": user_list.shares,
        "liked": view.liked,
        "created_at": user_list.created_at,
        "updated_at": user_list.updated_at,
    }


class CompletionResponse(ResponseModel):
    """How much of a list the user has completed."""

    total: int = Field(description="Number of titles in the list", examples=[12])
    seen: int = Field(description="How many of them the user has completed", examples=[9])
    percent: float = Field(description="Share of them in percent, with one digit; 0 of an empty list", examples=[75.0])
    next_unseen: MediaSummary | None = Field(
        description="The first title that is neither completed nor dropped, or null when there is none"
    )

    @classmethod
    def of(cls, completion: Completion | None) -> Self | None:
        """Return the response, or null without a user."""
        if completion is None:
            return None
        percent = round(100 * completion.seen / completion.total, 1) if completion.total else 0.0
        return cls(
            total=completion.total,
            seen=completion.seen,
            percent=percent,
            next_unseen=MediaSummary.of(completion.next_unseen),
        )


class ListDetailResponse(ListResponse):
    """A list with the completion of the user."""

    completion: CompletionResponse | None = Field(
        description="How much of the list the user has completed; null without an account"
    )


class ListItemResponse(ResponseModel):
    """An item of a list."""

    media_item_id: MediaId
    position: int = Field(description="Position in the order of the list, from 1", examples=[1])
    note: str | None = Field(description=NOTE, examples=["The first of all"])
    added_by: UUID | None = Field(
        description="Id of the member who added the title; null when unknown, and for readers who are no members",
        examples=[USER_ID],
    )
    added_at: datetime | None = Field(description="When the title was added; null in a smart list", examples=[TIME])
    state: Literal["planned", "watching", "paused", "completed", "dropped"] | None = Field(
        description="The user's own state of the title, or null", examples=["completed"]
    )
    rating: int | None = Field(description="The user's own rating from 0 to 100, or null", examples=[85])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, item: ListItem, *, member: bool) -> Self:
        """Return the response of an item, to a member of the list or to another reader."""
        return cls(
            media_item_id=item.media_id,
            position=item.position,
            note=item.note,
            added_by=item.added_by if member else None,
            added_at=item.added_at,
            state=item.state,
            rating=item.rating,
            media_summary=MediaSummary.of(item.title),
        )


class AddedResponse(ResponseModel):
    """The result of adding titles."""

    added: int = Field(description="How many titles were added", examples=[2])
    present: int = Field(description="How many were in the list already, and stay where they are", examples=[1])
    item_count: int = Field(description="Number of items of the list", examples=[12])


class UnmatchedResponse(ResponseModel):
    """A line that was not imported."""

    line: int = Field(description="Number of the line, from 1", examples=[3])
    text: str = Field(description="The beginning of the line", examples=["The Thrid Man"])
    reason: Literal["unknown", "ambiguous"] = Field(
        description="`unknown`: no imported title fits. `ambiguous`: several do", examples=["unknown"]
    )


class ImportedResponse(AddedResponse):
    """The result of an import."""

    lines: int = Field(description="How many titles the text names", examples=[4])
    unmatched: list[UnmatchedResponse] = Field(description="The lines that were not imported")


class LikeResponse(ResponseModel):
    """The likes of a list."""

    liked: bool = Field(description="Whether the user likes the list", examples=[True])
    like_count: int = Field(description="How many users like the list", examples=[3])


class ShareResponse(ResponseModel):
    """The shares of a list."""

    share_count: int = Field(description="How many users have shared the list", examples=[1])


class MemberResponse(ResponseModel):
    """A member of a list."""

    user_id: UUID = Field(description="Id of the user", examples=[USER_ID])
    role: RoleName = Field(description="`viewer`: sees the list. `editor`: also changes its items", examples=["editor"])
    joined_at: datetime = Field(description="When the user became a member", examples=[TIME])

    @classmethod
    def of(cls, member: Member) -> Self:
        """Return the response of a member."""
        return cls(user_id=member.user_id, role=member.role, joined_at=member.joined_at)


class LinkResponse(ResponseModel):
    """A link of a list, without its token."""

    kind: Literal["public", "viewer", "editor"] = Field(
        description="`public`: to read the list without an account. `viewer`, `editor`: to become a member",
        examples=["public"],
    )
    created_at: datetime = Field(description="When the link was created", examples=[TIME])

    @classmethod
    def of(cls, link: Link) -> Self:
        """Return the response of a link."""
        return cls(kind=link.kind, created_at=link.created_at)


class NewLinkResponse(LinkResponse):
    """A new link with its token."""

    token: str = Field(description="The token; it is shown only now", examples=[TOKEN_EXAMPLE])

    @classmethod
    def of_new(cls, link: NewLink) -> Self:
        """Return the response of a new link."""
        return cls(kind=link.kind, created_at=link.created_at, token=link.token)
