"""Entries of a user, as others see them."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.entries.read_models import EntryItem
from library.application.users.profiles import VisibleUser
from library.presentation.entries.requests import STATES
from library.presentation.entries.schemas import ProgressResponse, RatingScales, StateName
from library.presentation.titles.schemas import MediaSummary

SharedSortName = Literal["recent", "rating", "releaseDate"]


class SharedEntryResponse(ResponseModel):
    """An entry of a user; what is private is null for others."""

    id: UUID = Field(description="Id of the entry", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    state: StateName = Field(description=STATES, examples=["watching"])
    rating: int | None = Field(
        description="The rating from 0 to 100; null without one, and when the user does not show ratings", examples=[85]
    )
    rating_scales: RatingScales | None = Field(description="The rating on scales of stars, or null without one")
    progress: ProgressResponse | None = Field(description="For the user and administrators only, null for others")
    notes: str | None = Field(description="For the user and administrators only, null for others", examples=[None])
    created_at: datetime = Field(description="When the entry was created", examples=["2026-11-20T18:30:00Z"])
    updated_at: datetime = Field(description="When the entry was last changed", examples=["2026-11-21T12:00:00Z"])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, item: EntryItem, user: VisibleUser) -> Self:
        """Return the response of an entry; raise ValueError for a removed one."""
        entry = item.entry
        if entry.state is None or entry.created_at is None or entry.updated_at is None:
            raise ValueError(f"entry {entry.id} is removed")
        rating = entry.rating if user.show_ratings else None
        return cls(
            id=entry.id,
            state=entry.state,
            rating=rating,
            rating_scales=RatingScales.of(rating),
            progress=ProgressResponse.of(entry.progress) if user.is_own else None,
            notes=entry.notes if user.is_own else None,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            media_summary=MediaSummary.of(item.title),
        )
