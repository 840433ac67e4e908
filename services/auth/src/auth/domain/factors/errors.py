"""Reasons why a factor is rejected; `auth.domain.errors` draws all errors of auth."""

from typing import Final

from auth.domain.errors import AuthError

PASSKEYS_PER_ACCOUNT: Final = 20


class InvalidFactor(AuthError):
    """The code, passkey or challenge is wrong, expired or used; the response does not say which."""

    def __init__(self) -> None:
        super().__init__("The code, passkey or challenge is not valid; start again if it does not work twice")


class FactorRequired(AuthError):
    """The password is right, and the account also needs a second factor.

    `challenge` is a secret of the client: it appears in the response and nowhere else.
    """

    def __init__(self, challenge: str, methods: tuple[str, ...], expires_in: int) -> None:
        super().__init__("Unauthorized: complete the sign-in with a second factor")
        self.details = {"challenge": challenge, "methods": list(methods), "expiresInSeconds": expires_in}


class ReauthenticationRequired(AuthError):
    """The user has to prove again who they are, since the sign-in is not recent."""

    def __init__(self) -> None:
        super().__init__("Forbidden: this change needs a sign-in within the last 15 minutes")


class TotpEnabled(AuthError):
    """The account has an authenticator app already."""

    def __init__(self) -> None:
        super().__init__("Conflict: the account has an authenticator app; remove it before you add another one")


class TotpMissing(AuthError):
    """The account has no authenticator app, or its setup has not begun."""

    def __init__(self) -> None:
        super().__init__("Not Found: the account has no authenticator app")


class PasskeyMissing(AuthError):
    """The account has no passkey with this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: the account has no passkey with this id")


class PasskeyLimit(AuthError):
    """The account has as many passkeys as it may have."""

    def __init__(self) -> None:
        super().__init__(
            f"Conflict: an account may have {PASSKEYS_PER_ACCOUNT} passkeys; remove one before you add one"
        )


class PhoneMissing(AuthError):
    """The account has no phone number."""

    def __init__(self) -> None:
        super().__init__("Not Found: the account has no phone number")


class NoSecondFactor(AuthError):
    """The account has no second factor that recovery codes could replace."""

    def __init__(self) -> None:
        super().__init__("Conflict: recovery codes need an authenticator app, a passkey or a phone number first")


class PhoneConfirmed(AuthError):
    """The account has a confirmed phone number."""

    def __init__(self) -> None:
        super().__init__("Conflict: the account has a phone number; remove it before you add another one")
