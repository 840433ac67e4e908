"""Reasons why a request about dead letters is rejected.

AuthError
├── DeadLetterNotFound
└── DeadLetterHandled
"""

from auth.domain.errors import AuthError


class DeadLetterNotFound(AuthError):
    """No dead letter has this id, or it is older than 30 days."""

    def __init__(self) -> None:
        super().__init__("Not Found: no dead letter has this id; they are kept for 30 days")


class DeadLetterHandled(AuthError):
    """Another action was requested before, which cannot be undone."""

    def __init__(self, status: str) -> None:
        super().__init__(f"Conflict: the dead letter is {status} already")
        self.details = {"status": status}
