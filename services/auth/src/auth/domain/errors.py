"""What can be wrong with a request to auth.

AuthError
├── InvalidInput           a value breaks a rule; says which field
├── EmailTaken             another account has the address
├── UsernameTaken          another account has the name
├── InvalidCredentials     unknown account or wrong password, never said which
├── InvalidRefreshToken    unknown, ended, expired or reused
├── SessionEnded           a valid access token of a session that is no more
└── Postponed              says how long to wait
    ├── TooManyAttempts    too many failed sign-ins in a row
    └── PasswordsBusy      more sign-ins at once than the machine can hash
"""


class AuthError(Exception):
    """Base of what auth refuses; `code` is stable."""

    code = "AUTH_ERROR"


class InvalidInput(AuthError):
    """A value breaks a rule."""

    code = "VALIDATION_ERROR"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.rule = message
        self.details = {"errors": [{"field": field, "in": "body", "rule": "value_error", "message": message}]}


class EmailTaken(AuthError):
    """Another account has the address."""

    code = "EMAIL_TAKEN"

    def __init__(self) -> None:
        super().__init__("An account with this e-mail address exists already")


class UsernameTaken(AuthError):
    """Another account has the name."""

    code = "USERNAME_TAKEN"

    def __init__(self) -> None:
        super().__init__("This username is taken")


class InvalidCredentials(AuthError):
    """The account or the password is wrong."""

    code = "INVALID_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("The e-mail address, username or password is wrong")


class InvalidRefreshToken(AuthError):
    """The refresh token opens no session."""

    code = "INVALID_REFRESH_TOKEN"

    def __init__(self) -> None:
        super().__init__("The refresh token is not valid; sign in again")


class SessionEnded(AuthError):
    """The session of an access token is no more."""

    code = "UNAUTHORIZED"

    def __init__(self) -> None:
        super().__init__("The session has ended; sign in again")


class Postponed(AuthError):
    """Base of refusals that a wait mends."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class TooManyAttempts(Postponed):
    """Too many failed sign-ins in a row."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after_seconds: int) -> None:
        plural = "" if retry_after_seconds == 1 else "s"
        super().__init__(
            f"Too many sign-in attempts; try again in {retry_after_seconds} second{plural}", retry_after_seconds
        )


class PasswordsBusy(Postponed):
    """More passwords wait to be hashed than the queue holds."""

    code = "SERVICE_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__("Too many sign-ins at once, try again shortly", 1)
