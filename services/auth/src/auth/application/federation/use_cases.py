"""The use cases of sign-in with OpenID providers and by a proxy, as one value."""

from dataclasses import dataclass

from auth.application.federation.identities import Identities
from auth.application.federation.ports import OpenIdProviders
from auth.application.federation.proxy_sign_in import SignInByProxy
from auth.application.federation.sign_in import Begin, Finish, SignInWithCode


@dataclass(frozen=True, slots=True)
class FederationUseCases:
    """Use cases of sign-in with OpenID providers and by a proxy."""

    providers: OpenIdProviders
    begin: Begin
    finish: Finish
    sign_in: SignInWithCode
    identities: Identities
    sign_in_by_proxy: SignInByProxy
