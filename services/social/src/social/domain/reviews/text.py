"""Texts of users, and their spoiler marks."""

from typing import Final, Literal

from social.domain.reviews.errors import TextInvalid

REVIEW_CHARACTERS: Final = 10_000
COMMENT_CHARACTERS: Final = 2_000
NOTE_CHARACTERS: Final = 500
SPOILER_MARK: Final = "||"
"""Encloses a part of a text that reveals what happens."""

Status = Literal["visible", "hidden", "removed", "deleted"]
"""`hidden`: until a moderator decides. `removed`: by a moderator. `deleted`: by the author, and without a name."""


def clean(text: str) -> str:
    """Return a text without outer spaces, and lines that end in one way; raise TextInvalid when nothing is left."""
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not cleaned:
        raise TextInvalid("text: must have a character that is not a space")
    return cleaned


def may_spoil(text: str | None, *, whole: bool) -> bool:
    """Return whether a text is, or may have, a spoiler: two marks are needed to enclose a part."""
    return text is not None and (whole or text.count(SPOILER_MARK) > 1)
