"""The use cases of sign-in with OpenID providers, as one value."""

from dataclasses import dataclass

from auth.application.federation.identities import Identities
from auth.application.federation.ports import OpenIdProviders
from auth.application.federation.sign_in import Begin, Finish, SignInWithCode


@dataclass(frozen=True, slots=True)
class FederationUseCases:
    """Use cases of sign-in with OpenID providers."""

    providers: OpenIdProviders
    begin: Begin
    finish: Finish
    sign_in: SignInWithCode
    identities: Identities
