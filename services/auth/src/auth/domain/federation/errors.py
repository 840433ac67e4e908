"""Reasons why a sign-in with an OpenID provider is rejected.

AuthError
├── ProviderNotFound
├── ExternalSignInFailed
├── ExternalSignInRefused
├── AddressNotVerified
├── LinkRequired
├── IdentityTaken
├── TooManyIdentities
├── IdentityNotFound
├── LastSignInMethod
├── ProxySignInDisabled
├── InvalidProxyUser
└── RetryLater
    └── ProviderUnavailable
        └── ProviderPathBroken
"""

from auth.domain.errors import AuthError, RetryLater


class ProviderNotFound(AuthError):
    """No provider has this name."""

    def __init__(self) -> None:
        super().__init__("Not Found: no provider has this name")


class ExternalSignInFailed(AuthError):
    """The sign-in with the provider could not be verified; the response does not say which check failed.

    `reason` is for the log and contains nothing that the provider or the client sent.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("The sign-in with the provider could not be verified; start it again")
        self.reason = reason


class ExternalSignInRefused(AuthError):
    """The user or the provider refused the sign-in."""

    def __init__(self) -> None:
        super().__init__("The sign-in was refused at the provider")


class AddressNotVerified(AuthError):
    """The provider does not vouch for the e-mail address of the identity."""

    def __init__(self) -> None:
        super().__init__("Forbidden: the provider has not verified the e-mail address of this identity")


class LinkRequired(AuthError):
    """An account has the e-mail address of the identity: its user has to sign in and link the identity."""

    def __init__(self) -> None:
        super().__init__("Conflict: an account has this e-mail address; sign in to it and link the identity")


class IdentityTaken(AuthError):
    """Another account is linked to the identity."""

    def __init__(self) -> None:
        super().__init__("Conflict: another account is linked to this identity")


class TooManyIdentities(AuthError):
    """The account has as many identities as an account may have."""

    def __init__(self) -> None:
        super().__init__("Conflict: the account has the largest number of identities; remove one first")


class IdentityNotFound(AuthError):
    """No identity of the user has this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: no identity has this id")


class LastSignInMethod(AuthError):
    """The user could not sign in any more without the identity."""

    def __init__(self) -> None:
        super().__init__("Conflict: this is the last way to sign in; set a password first")


class ProviderUnavailable(RetryLater):
    """The provider is unavailable, or its responses cannot be used."""

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__("Service Unavailable: the provider is unavailable; try again shortly", retry_after)


class ProviderPathBroken(ProviderUnavailable):
    """The path that calls of providers require does not hold. `condition` is the rule that is broken."""

    def __init__(self, condition: str, retry_after: int) -> None:
        super().__init__(retry_after)
        self.details = {**self.details, "condition": condition}


class ProxySignInDisabled(AuthError):
    """No reverse proxy may sign users in."""

    def __init__(self) -> None:
        super().__init__("Not Found: no reverse proxy signs users in here")


class InvalidProxyUser(AuthError):
    """No trusted reverse proxy has signed a user in; the response does not say what was wrong.

    `reason` is for the log and contains nothing that the proxy or the client sent.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("No trusted reverse proxy has signed a user in")
        self.reason = reason
