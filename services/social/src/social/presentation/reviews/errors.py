"""HTTP status and error code of each error of reviews."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from chassis.http.errors import ErrorSpec, ErrorTable
from social.domain.reviews.errors import (
    AuthorMuted,
    CaseNotFound,
    CommentNotFound,
    CommentTooDeep,
    ContentChanged,
    DecisionNotPossible,
    NotAuthor,
    ReportNotPossible,
    ReviewEmpty,
    ReviewExists,
    ReviewNotFound,
    SubjectNotFound,
    TextInvalid,
    TooManyContributions,
)

_ID: Final = "0199b11c-61b0-7d52-a3c4-5e6f70818293"

REVIEW_ERRORS: Final[ErrorTable] = {
    SubjectNotFound: ErrorSpec(
        404,
        "REVIEW_SUBJECT_NOT_FOUND",
        SubjectNotFound("there is no such title, season, episode or public list"),
    ),
    ReviewNotFound: ErrorSpec(404, "REVIEW_NOT_FOUND", ReviewNotFound(f"no review has the id {_ID}")),
    ReviewExists: ErrorSpec(409, "REVIEW_EXISTS", ReviewExists(UUID(_ID))),
    ReviewEmpty: ErrorSpec(400, "REVIEW_EMPTY", ReviewEmpty("rating or text is required")),
    CommentNotFound: ErrorSpec(404, "COMMENT_NOT_FOUND", CommentNotFound(f"no comment has the id {_ID}")),
    CommentTooDeep: ErrorSpec(
        400, "COMMENT_TOO_DEEP", CommentTooDeep("replies have at most 3 levels: reply to the comment above")
    ),
    TextInvalid: ErrorSpec(400, "TEXT_INVALID", TextInvalid("text: must have a character that is not a space")),
    ContentChanged: ErrorSpec(412, "PRECONDITION_FAILED", ContentChanged("it has changed since: read it again")),
    NotAuthor: ErrorSpec(403, "NOT_AUTHOR", NotAuthor("only the author changes or deletes it")),
    AuthorMuted: ErrorSpec(403, "AUTHOR_MUTED", AuthorMuted(datetime(2026, 12, 1, 12, tzinfo=UTC))),
    TooManyContributions: ErrorSpec(
        429,
        "TOO_MANY_CONTRIBUTIONS",
        TooManyContributions("review", "new", 5, 1_200),
        headers=("Retry-After",),
    ),
    ReportNotPossible: ErrorSpec(
        409,
        "REPORT_NOT_POSSIBLE",
        ReportNotPossible("the user has written this: change or delete it instead"),
    ),
    CaseNotFound: ErrorSpec(404, "REPORT_NOT_FOUND", CaseNotFound(f"no report is about {_ID}")),
    DecisionNotPossible: ErrorSpec(
        409,
        "DECISION_NOT_POSSIBLE",
        DecisionNotPossible("verdict: what is deleted already cannot be hidden or removed"),
    ),
}
