"""Failures as Subsonic states them: with status 200, a code and a message.

http://www.subsonic.org/pages/api.jsp, https://opensubsonic.netlify.app/docs/responses/error/
"""

from enum import IntEnum


class FailureCode(IntEnum):
    """The codes of failures. 41 and 42 do not occur: every mechanism is accepted with an app password."""

    GENERIC = 0
    PARAMETER_MISSING = 10
    CLIENT_TOO_OLD = 20
    SERVER_TOO_OLD = 30
    WRONG_CREDENTIALS = 40
    CONFLICTING_MECHANISMS = 43
    INVALID_API_KEY = 44
    NOT_AUTHORIZED = 50
    NOT_FOUND = 70


class SubsonicFailure(Exception):
    """A request to the Subsonic API that fails."""

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def missing(name: str) -> SubsonicFailure:
    """Return the failure of a request without a parameter."""
    return SubsonicFailure(FailureCode.PARAMETER_MISSING, f"Required parameter is missing: {name}")


def invalid(name: str, rule: str) -> SubsonicFailure:
    """Return the failure of a parameter with a value that is not allowed."""
    return SubsonicFailure(FailureCode.GENERIC, f"Invalid parameter {name}: {rule}")


def not_found(what: str) -> SubsonicFailure:
    """Return the failure of an id that names nothing that the user may hear."""
    return SubsonicFailure(FailureCode.NOT_FOUND, f"{what} not found")
