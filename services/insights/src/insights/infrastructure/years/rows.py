"""Mapping between reviews and stored documents."""

from typing import Any, Final

from pydantic import TypeAdapter

from insights.domain.years.review import Review

_REVIEW: Final = TypeAdapter(Review)


def to_document(review: Review) -> dict[str, Any]:
    """Return the document of a review."""
    document: dict[str, Any] = _REVIEW.dump_python(review, mode="json")
    return document


def to_review(document: str) -> Review:
    """Return the review of a document."""
    return _REVIEW.validate_json(document)
