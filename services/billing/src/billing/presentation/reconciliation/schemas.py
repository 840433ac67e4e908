"""Bodies about reconciliations."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from billing.domain.payments.facts import ObjectKind, ProviderName
from billing.domain.reconciliation.reconciliation import Difference, Progress, Reconciliation
from chassis.http.schemas import PageMeta, Parameters, ResponseModel

_MOST_OFFSET = 1_000_000


class ReconciliationResponse(ResponseModel):
    """A comparison of billing with its providers."""

    id: UUID = Field(description="Id of the reconciliation", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    progress: Progress = Field(description="How far it is", examples=["done"])
    requested_by: UUID | None = Field(description="Who requested it; null for that of every night", examples=[None])
    since: datetime = Field(
        description="What has changed from then on is compared, besides everything that has not ended (UTC)",
        examples=["2026-11-20T01:30:00Z"],
    )
    started_at: datetime = Field(description="When it began (UTC)", examples=["2026-11-21T02:30:00Z"])
    ended_at: datetime | None = Field(description="When it ended (UTC)", examples=["2026-11-21T02:31:12Z"])
    objects: int = Field(description="Objects to compare", examples=[1204])
    compared: int = Field(
        description="Objects that were compared; fewer at the end if a provider failed for hours", examples=[1204]
    )
    differences: int = Field(description="Fields that differed", examples=[2])

    @classmethod
    def of(cls, reconciliation: Reconciliation) -> Self:
        """Return the response of a reconciliation."""
        return cls(
            id=reconciliation.id,
            progress=reconciliation.progress,
            requested_by=reconciliation.requested_by,
            since=reconciliation.since,
            started_at=reconciliation.started_at,
            ended_at=reconciliation.ended_at,
            objects=reconciliation.objects,
            compared=reconciliation.compared,
            differences=reconciliation.differences,
        )


class DifferenceResponse(ResponseModel):
    """A field that billing had stored otherwise than the provider states it."""

    provider: ProviderName = Field(description="Which provider", examples=["stripe"])
    kind: ObjectKind = Field(description="What differed", examples=["subscription"])
    reference: str = Field(description="The provider's id of it", examples=["sub_1SXq2mKZ0aGq4hYc"])
    field: str = Field(description="Which field; `exists` when one side alone knew the object", examples=["ended_at"])
    ours: str | None = Field(description="What billing had stored", examples=[None])
    theirs: str | None = Field(description="What the provider states", examples=["2026-11-20T12:00:00+00:00"])
    repaired: bool = Field(description="Whether billing has stored what the provider states", examples=[True])
    observed_at: datetime = Field(description="When it was found (UTC)", examples=["2026-11-21T02:30:04Z"])

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Return the response of a difference."""
        return cls(
            provider=difference.ref.provider,
            kind=difference.ref.kind,
            reference=difference.ref.reference,
            field=difference.field,
            ours=difference.ours,
            theirs=difference.theirs,
            repaired=difference.repaired,
            observed_at=difference.observed_at,
        )


class ReconciliationDetails(ReconciliationResponse):
    """A reconciliation with a page of what it has found."""

    items: list[DifferenceResponse] = Field(description="Fields that differed, by object")
    page: PageMeta = Field(description="The position of the page in the list of all that was found")


class PageParams(Parameters):
    """Which part of a list to return."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=_MOST_OFFSET, description="Number of items before the page", examples=[0])
