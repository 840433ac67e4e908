"""What becomes of two reviews of one user, when the titles that they are about are merged."""

from collections.abc import Sequence
from dataclasses import replace

from social.domain.reviews.review import MOST_REVISIONS, Review, Revision


def newer_first(one: Review, other: Review) -> tuple[Review, Review]:
    """Return two reviews, the one that was written last before the other."""
    first, second = sorted((one, other), key=lambda review: (review.updated_at, review.review_id), reverse=True)
    return first, second


def united(
    newer: Review, revisions: Sequence[Revision], older: Review, older_revisions: Sequence[Revision]
) -> tuple[Review, list[Revision]]:
    """Return the newer review, and what both stated before, numbered by time.

    Of an older review that a moderator has hidden or removed nothing stays.
    """
    former = list(revisions)
    if older.status == "visible":
        former += [*older_revisions, older.revision()]
    ordered = sorted(former, key=lambda revision: (revision.written_at, revision.number))
    numbered = [replace(revision, number=number) for number, revision in enumerate(ordered, 1)]
    version = max(newer.version, older.version, len(numbered)) + 1
    # The oldest are dropped as by changes: those whose numbers are this far below.
    numbered = [replace(revision, number=revision.number + version - 1 - len(numbered)) for revision in numbered]
    return replace(newer, version=version), numbered[-MOST_REVISIONS:]
