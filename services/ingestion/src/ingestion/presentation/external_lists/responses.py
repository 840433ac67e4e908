"""Responses about external lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.application.external.ports import Followed, RecordedChange
from ingestion.domain.external.diff import ChangeKind
from ingestion.domain.external.items import StoredItem
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.presentation.external_lists.requests import EXAMPLE_ADDRESS, EXAMPLE_LIST
from ingestion.presentation.response_fields import Slug

INSTANT = "2026-11-30T10:00:00Z"


class ExternalListResponse(ResponseModel):
    """A list at another site that the user follows."""

    id: UUID = Field(description="Id of the list, the same for all its followers", examples=[EXAMPLE_LIST])
    kind: str = Field(
        description="The site: `trakt`, `tmdb`, `mdblist`, `letterboxd`, `imdb`, or `file` for a file without address",
        examples=["trakt"],
    )
    name: str = Field(description="Name as its site states it", examples=["Best of 2020"])
    url: str | None = Field(
        description="Address of the list at its site, or null without one", examples=[EXAMPLE_ADDRESS]
    )
    state: Literal["new", "current", "failing", "private", "gone"] = Field(
        description="`new`: not read yet. `current`. `failing`: the last readings failed, the content is older."
        " `private`: only its owner may read it. `gone`: its site has deleted it, the content stays",
        examples=["current"],
    )
    reason_code: str | None = Field(
        description="Why the last reading failed or must be confirmed, or null: for example `list_private`,"
        " `list_gone`, `truncated`, `unconfirmed`, `timeout`",
        examples=[None],
    )
    items: int = Field(description="Number of items", examples=[87])
    unmatched: int = Field(description="Number of items whose title is not known", examples=[2])
    is_cut: bool = Field(description="Whether the list has more items than the 5000 that are read", examples=[False])
    is_uploaded: bool = Field(description="Whether the content comes from files that the user sends", examples=[False])
    version: int = Field(description="Grows with every change", examples=[1_796_032_800_000_000])
    read_at: datetime | None = Field(description="When the content was read, or null before", examples=[INSTANT])
    changed_at: datetime | None = Field(description="When the content last changed, or null", examples=[INSTANT])
    next_read_at: datetime | None = Field(description="When it is read again, or null", examples=[INSTANT])
    followed_at: datetime = Field(description="Since when the user follows it", examples=[INSTANT])

    @classmethod
    def of(cls, followed: Followed) -> Self:
        """Return the response for a list."""
        external = followed.external
        return cls(
            id=external.list_id,
            kind=external.reference.kind,
            name=external.name,
            url=external.address or None,
            state=external.state.value,
            reason_code=external.reason,
            items=external.items,
            unmatched=external.unmatched,
            is_cut=external.is_cut,
            is_uploaded=external.is_uploaded,
            version=external.version,
            read_at=external.read_at,
            changed_at=external.changed_at,
            next_read_at=external.next_at,
            followed_at=followed.followed_at,
        )


class ListedTitle(ResponseModel):
    """A title as the list names it, and as it is known here."""

    media_id: UUID | None = Field(
        description="Id that the title has here, or will have; null when it is not known",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"],
    )
    type: Kind | None = Field(description="`movie` or `show`, or null when it is not known", examples=["movie"])
    tmdb_id: int | None = Field(description="TMDB's number, or null when it is not known", examples=[550])
    slug: Slug
    name: str | None = Field(description="Name in the list, or null when it states none", examples=["Fight Club"])
    year: int | None = Field(description="Year in the list, or null when it states none", examples=[1999])


class ListItemResponse(ListedTitle):
    """An item of a list."""

    position: int = Field(description="Place in the list, from 1", examples=[1])

    @classmethod
    def of(cls, item: StoredItem, slugs: Mapping[TitleKey, str]) -> Self:
        """Return the response for an item."""
        return cls(position=item.position, **_title(item, slugs))


class ListChangeResponse(ListedTitle):
    """One change of a list."""

    change: ChangeKind = Field(description="`added`, `removed` or `moved`", examples=["added"])
    position_before: int | None = Field(description="Place before, or null for an added item", examples=[None])
    position_after: int | None = Field(description="Place after, or null for a removed item", examples=[3])
    changed_at: datetime = Field(description="When the change was read", examples=[INSTANT])

    @classmethod
    def of(cls, recorded: RecordedChange, slugs: Mapping[TitleKey, str]) -> Self:
        """Return the response for a change."""
        return cls(
            change=recorded.change.kind,
            position_before=recorded.change.before,
            position_after=recorded.change.after,
            changed_at=recorded.at,
            **_title(recorded.item, slugs),
        )


def _title(item: StoredItem, slugs: Mapping[TitleKey, str]) -> dict[str, object]:
    title = item.title
    return {
        "media_id": media_id(title.kind, title.tmdb_id) if title else None,
        "type": title.kind if title else item.listed.kind,
        "tmdb_id": title.tmdb_id if title else None,
        "slug": slugs.get(title) if title else None,
        "name": item.listed.name,
        "year": item.listed.year,
    }
