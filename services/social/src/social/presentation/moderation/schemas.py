"""Bodies about reports and decisions."""

from datetime import datetime
from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel, ResponseModel
from social.application.reviews.read_models import CaseView, CommentView, DecisionView, ReviewView
from social.domain.reviews.moderation import MOST_MUTE_HOURS, Decision, Verdict
from social.domain.reviews.text import NOTE_CHARACTERS
from social.presentation.reviews.dependencies import REVIEW_ID, TIME
from social.presentation.reviews.schemas import CommentResponse, ReviewResponse

_USER: Final = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
_VERDICTS: Final = (
    "`dismiss`: nothing is wrong, and what was hidden is visible again. `hide`: for all but the author. `remove`: for"
    " all. `warn`: counts against the author. `mute`: hides, and the author must not write for `muteHours`"
)
_BEFORE: Final[dict[str, Any]] = {
    "status": "visible",
    "text": "Buy now",
    "rating": None,
    "spoiler": False,
    "version": 1,
}


class ReportCaseResponse(ResponseModel):
    """All reports about one review or comment that wait for a decision."""

    target_id: UUID = Field(description="Id of the review or comment", examples=[REVIEW_ID])
    kind: Literal["review", "comment"] = Field(description="What was reported", examples=["review"])
    opened_at: datetime = Field(description="When it was first reported since the last decision", examples=[TIME])
    reports: int = Field(description="Number of reports since then", examples=[3])
    trusted_reports: int = Field(description="How many of them are by trusted users", examples=[1])
    reasons: dict[str, int] = Field(description="Number of reports by reason", examples=[{"spam": 3}])
    review: ReviewResponse | None = Field(description="The review, whatever its status; or null")
    comment: CommentResponse | None = Field(description="The comment, whatever its status; or null")

    @classmethod
    def of(cls, view: CaseView) -> Self:
        """Return the response of a case."""
        case, review, comment = view.case, view.review, view.comment
        return cls(
            target_id=case.target_id,
            kind=case.kind,
            opened_at=case.opened_at,
            reports=case.reports,
            trusted_reports=case.trusted_reports,
            reasons=view.reasons,
            review=None if review is None else ReviewResponse.of(ReviewView(review, view.author)),
            comment=None if comment is None else CommentResponse.of(CommentView(comment, view.author)),
        )


class DecisionRequest(RequestModel):
    """A decision about what was reported."""

    verdict: Verdict = Field(description=_VERDICTS, examples=["hide"])
    why: str = Field(
        min_length=1,
        max_length=NOTE_CHARACTERS,
        pattern=r"\S",
        description="The reason, for the audit trail",
        examples=["Advertising"],
    )
    mute_hours: int | None = Field(
        default=None, ge=1, le=MOST_MUTE_HOURS, description="For how long; of `mute` only", examples=[None]
    )

    @model_validator(mode="after")
    def _has_hours(self) -> Self:
        if (self.verdict == "mute") != (self.mute_hours is not None):
            raise PydanticCustomError("mute_hours", "muteHours belongs to the verdict mute, which needs it")
        return self

    def to_decision(self) -> Decision:
        """Return the decision."""
        return Decision(self.verdict, self.why.strip(), self.mute_hours)


class DecisionResponse(ResponseModel):
    """A decision in the audit trail."""

    id: UUID = Field(description="Id of the decision", examples=["0199b11c-83d2-7f74-85e6-708192a3b4c5"])
    kind: str = Field(description="What was decided about: `review` or `comment`", examples=["review"])
    target_id: UUID = Field(description="Id of the review or comment", examples=[REVIEW_ID])
    author_id: UUID | None = Field(description="Id of its author; null once erased", examples=[_USER])
    moderator_id: UUID | None = Field(description="Id of who decided; null once erased", examples=[_USER])
    verdict: str = Field(description=_VERDICTS, examples=["remove"])
    why: str = Field(description="The reason", examples=["Advertising"])
    muted_until: datetime | None = Field(description="Until when the author must not write, or null", examples=[None])
    before: dict[str, Any] | None = Field(
        description="Status, text, rating, spoiler mark and version at that time; null once erased", examples=[_BEFORE]
    )
    decided_at: datetime = Field(description="When it was decided", examples=[TIME])

    @classmethod
    def of(cls, view: DecisionView) -> Self:
        """Return the response of a decision."""
        return cls(
            id=view.decision_id,
            kind=view.kind,
            target_id=view.target_id,
            author_id=view.author_id,
            moderator_id=view.moderator_id,
            verdict=view.verdict,
            why=view.why,
            muted_until=view.muted_until,
            before=view.before,
            decided_at=view.decided_at,
        )
