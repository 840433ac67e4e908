"""Reasons why auth rejects a request.

AuthError
├── InvalidInput
├── EmailTaken
├── UsernameTaken
├── InvalidCredentials
├── InvalidRefreshToken
├── InvalidConfirmation
├── RegistrationClosed
├── InvitationRequired
├── InvitationNotFound
├── SessionEnded
├── SessionNotFound
├── AccountNotFound
├── ApiKeyNotFound
├── TooManyApiKeys
├── AccountChanged
├── AccountSuspended
├── OwnAdminRole
├── OwnSuspension
├── LastAdministrator
├── InvalidFactor
├── FactorRequired
├── ReauthenticationRequired
├── NoSecondFactor
├── TotpEnabled
├── TotpMissing
├── PasskeyMissing
├── PasskeyLimit
├── PhoneConfirmed
├── PhoneMissing
└── RetryLater
    ├── TooManyAttempts
    │   └── TooManySignIns
    └── PasswordsBusy

Status and code of each are in `auth.presentation.errors`; the first line of a docstring here is also its description in
the OpenAPI document.
"""

from chassis.core.rules.broken import BrokenRule


class AuthError(Exception):
    """Base of all errors of auth."""


class InvalidInput(AuthError):
    """A field breaks a rule."""

    def __init__(self, field: str, rule: str, message: str, **params: object) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.broken = BrokenRule(rule, message, params)


class EmailTaken(AuthError):
    """Another account has this e-mail address."""

    def __init__(self) -> None:
        super().__init__("Conflict: another account has this e-mail address")


class UsernameTaken(AuthError):
    """Another account has this username, or one that looks the same."""

    def __init__(self) -> None:
        super().__init__("Conflict: another account has this username, or one that looks the same")


class InvalidCredentials(AuthError):
    """The account does not exist or the password is wrong; the response does not say which."""

    def __init__(self) -> None:
        super().__init__("The e-mail address, username or password is wrong")


class InvalidRefreshToken(AuthError):
    """The refresh token is unknown, expired or reused, or its session has ended."""

    def __init__(self) -> None:
        super().__init__("The refresh token is not valid; sign in again")


class InvalidConfirmation(AuthError):
    """The code of a notice is unknown, expired or used; the response does not say which."""

    def __init__(self) -> None:
        super().__init__("The code is not valid any more; request another one")


class RegistrationClosed(AuthError):
    """Users cannot register themselves."""

    def __init__(self) -> None:
        super().__init__("Forbidden: registration is closed")


class InvitationRequired(AuthError):
    """Registration needs an invitation, and this one is missing, expired, used or for another address."""

    def __init__(self) -> None:
        super().__init__("Forbidden: registration needs a valid invitation")


class InvitationNotFound(AuthError):
    """No invitation that can still be used has this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: no open invitation has this id")


class SessionEnded(AuthError):
    """The session of the access token has ended."""

    def __init__(self) -> None:
        super().__init__("The session has ended; sign in again")


class AccountNotFound(AuthError):
    """No user has this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: no user has this id")


class AccountSuspended(AuthError):
    """The account is suspended: its user cannot sign in until an administrator ends the suspension."""

    def __init__(self) -> None:
        super().__init__("Forbidden: the account is suspended")


class OwnSuspension(AuthError):
    """Administrators cannot suspend themselves."""

    def __init__(self) -> None:
        super().__init__("Conflict: another administrator has to suspend your account")


class AccountChanged(AuthError):
    """The account has another version than `If-Match` names."""

    def __init__(self) -> None:
        super().__init__("The user has changed since: read the user again and repeat the change")


class OwnAdminRole(AuthError):
    """Administrators cannot remove the role `admin` from themselves."""

    def __init__(self) -> None:
        super().__init__("Conflict: another administrator has to remove your role admin")


class LastAdministrator(AuthError):
    """The last administrator keeps the role `admin`."""

    def __init__(self) -> None:
        super().__init__("Conflict: there would be no administrator left")


class RetryLater(AuthError):
    """Base of rejections that end after a wait; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.details: dict[str, object] = {"retryAfterSeconds": retry_after}


class TooManyAttempts(RetryLater):
    """Too many sign-in attempts in a row have failed."""

    def __init__(self, retry_after: int) -> None:
        plural = "" if retry_after == 1 else "s"
        super().__init__(f"Too many sign-in attempts; try again in {retry_after} second{plural}", retry_after)


class TooManySignIns(TooManyAttempts):
    """Too many sign-ins came from one address, whatever their outcome."""


class PasswordsBusy(RetryLater):
    """More passwords are waiting to be hashed than the queue holds."""

    def __init__(self) -> None:
        super().__init__("Service Unavailable: too many sign-ins at once; try again shortly", 1)
