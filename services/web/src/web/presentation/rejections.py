"""What a page says when the API rejects its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from web.application.api import ApiError, BrokenField
from web.presentation.rendering.wording import text_of_code

REAUTHENTICATION: Final = "REAUTHENTICATION_REQUIRED"
ENDED_SESSION: Final = frozenset({"UNAUTHORIZED", "TOKEN_EXPIRED"})


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why the API has rejected a form: as a whole, and what is wrong with each of its fields."""

    status: int
    key: str
    """The key of the text; empty if there is only the message."""
    message: str
    problems: Mapping[str, BrokenField] = field(default_factory=dict)
    retry_seconds: int | None = None

    def shown(self) -> dict[str, Any]:
        """Return the values with which a template shows a form again."""
        return {"rejection": self, "problems": self.problems}


def rejection_of(error: ApiError) -> Rejection:
    """Return what a form says of an error; raise it if the session has ended or the user has to prove who they are."""
    if error.code in ENDED_SESSION or error.code == REAUTHENTICATION:
        raise error
    status = error.status if error.status < 500 else 503
    return Rejection(status, text_of_code(error.code) or "", error.message, error.problems(), error.retry_seconds)


NONE: Final[Mapping[str, Any]] = {"rejection": None, "problems": {}}
"""The values of a form that was not sent yet."""
