"""Response bodies of editors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.application.editing.read_models import AuditRecord, EditedTitle
from catalog.domain.editing.overrides import place_of
from catalog.presentation.editing.documents import OverriddenDocuments
from chassis.http.schemas import ResponseModel

USER: Any = ["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"]
INSTANT: Any = ["2026-11-21T12:00:00Z"]


class OverrideResponse(ResponseModel):
    """A fact that an editor replaced."""

    field: str = Field(description="Name of the fact", examples=["title"])
    language: str | None = Field(description="The language that it belongs to, or null", examples=[None])
    region: str | None = Field(description="The region that it belongs to, or null", examples=[None])
    value: Any = Field(description="The editor's value; an empty text means none", examples=["Dune: Part One"])
    provider_value: Any = Field(
        description="What the provider says, as the title's page shows it; it returns when the override is reverted",
        examples=["Dune"],
    )
    changed_by: UUID = Field(description="Id of the editor", examples=USER)
    changed_at: datetime = Field(description="When it was set", examples=INSTANT)


class HidingResponse(ResponseModel):
    """Why, when and by whom a title was hidden."""

    reason: str = Field(description="Why it was hidden", examples=["Rights expired"])
    hidden_by: UUID = Field(description="Id of the editor", examples=USER)
    hidden_at: datetime = Field(description="When it was hidden", examples=INSTANT)


class MergeResponse(ResponseModel):
    """The title that a duplicate was merged into."""

    into: UUID = Field(description="Id of the title that remains", examples=["02d1b23c-2966-5ec3-bba0-f61698150b2a"])
    merged_by: UUID = Field(description="Id of the editor", examples=USER)
    merged_at: datetime = Field(description="When it was merged", examples=INSTANT)


class EditedTitleResponse(ResponseModel):
    """A title with everything that editors decided about it."""

    media_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: int = Field(description="Number of the title at TMDB, among titles of its type", examples=[438631])
    title: str = Field(description="The title as it is shown", examples=["Dune: Part One"])
    slug: str | None = Field(description="Current slug, or null before one is assigned", examples=["dune"])
    listed: bool = Field(description="Whether lists and its page show it", examples=[True])
    version: int = Field(description="Version of the editors' decisions, as in the ETag; 0 without any", examples=[1])
    overrides: list[OverrideResponse] = Field(description="Replaced facts, by name")
    hidden: HidingResponse | None = Field(description="Why it is hidden, or null for a title that is not")
    merged: MergeResponse | None = Field(description="The title that editors merged it into, or null")

    @classmethod
    def of(cls, title: EditedTitle) -> Self:
        """Return the response for a title."""
        facts = title.facts or {}
        hiding, merge = title.edition.hiding, title.edition.merge
        return cls(
            media_id=title.media_id,
            type="movie" if title.kind == "movie" else "show",
            tmdb_id=title.tmdb_id,
            title=title.title,
            slug=title.slug,
            listed=title.listed,
            version=title.edition.version,
            overrides=[
                OverrideResponse(
                    field=place_of(key).field,
                    language=place_of(key).language,
                    region=place_of(key).region,
                    value=override.value,
                    provider_value=OverriddenDocuments.value(facts, key),
                    changed_by=override.user_id,
                    changed_at=override.changed_at,
                )
                for key, override in title.edition.overrides.items()
            ],
            hidden=HidingResponse(reason=hiding.reason, hidden_by=hiding.user_id, hidden_at=hiding.at)
            if hiding
            else None,
            merged=MergeResponse(into=merge.into.media_id, merged_by=merge.user_id, merged_at=merge.at)
            if merge
            else None,
        )


class AuditEntryResponse(ResponseModel):
    """One change by an editor."""

    id: int = Field(description="Number of the entry; a later entry has a higher one", examples=[42])
    at: datetime = Field(description="When it was changed", examples=INSTANT)
    user_id: UUID = Field(description="Who changed it; for a scheduled change, who scheduled it", examples=USER)
    action: str = Field(description="What was done", examples=["title.override"])
    subject: str = Field(
        description="What was changed: `title:<id>`, `collection:<slug>`, `section:<key>` or `schedule:<id>`",
        examples=["title:bdf784d0-c2eb-5939-9d13-a7324e63a0e9"],
    )
    media_id: UUID | None = Field(
        description="The title that was changed, or null", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )
    before: dict[str, Any] = Field(description="What changed, as it was before", examples=[{"title": "Dune"}])
    after: dict[str, Any] = Field(description="The same after the change", examples=[{"title": "Dune: Part One"}])
    reason: str | None = Field(description="The reason that the editor gave, or null", examples=[None])
    request_id: str | None = Field(
        description="Id of the request, or null for a scheduled change", examples=["9f1c2d3e4b5a69788796a5b4c3d2e1f0"]
    )

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        """Return the response for an entry."""
        return cls(
            id=record.number,
            at=record.at,
            user_id=record.user_id,
            action=record.action,
            subject=record.subject,
            media_id=record.media_id,
            before=dict(record.before),
            after=dict(record.after),
            reason=record.reason,
            request_id=record.request_id,
        )


class AuditMeta(ResponseModel):
    """The position of a page in the audit trail."""

    count: int = Field(description="Number of entries on this page", examples=[1])
    limit: int = Field(description="Maximum number of entries on a page", examples=[50])
    has_more: bool = Field(description="Whether older entries follow", examples=[False])
    next_cursor: str | None = Field(
        description="`cursor` of the next page, or null on the last one", examples=["m5vRkq0T2lZlWzQyXQ"]
    )


class AuditPage(ResponseModel):
    """One page of the audit trail."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: list[AuditEntryResponse] = Field(description="Entries, the newest first")
    meta: AuditMeta = Field(description="The position of the page")

    @classmethod
    def of(cls, records: Sequence[AuditRecord], limit: int, next_cursor: str | None) -> Self:
        """Return a page."""
        meta = AuditMeta(count=len(records), limit=limit, has_more=next_cursor is not None, next_cursor=next_cursor)
        return cls(data=[AuditEntryResponse.of(record) for record in records], meta=meta)
