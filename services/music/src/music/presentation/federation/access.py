"""The credentials of federation: tokens of a minute, by keys that federation publishes to other services."""

from typing import Annotated, Final

from fastapi import Depends, Request

from chassis.http.authorization.keys import KeySet, http_key_fetcher
from chassis.http.tokens import INVALID, SIGN_IN, Credentials, InvalidToken, TokenVerifier, unauthorized
from contracts.claims import FEDERATION_ISSUER, MUSIC_AUDIENCE
from music.application.folders.access import Listener

KEYS: Final = "/internal/federation/keys"


def federation_verifier(url: str) -> TokenVerifier:
    """Return the verifier of tokens of federation at an address. No access token of a user is one of them."""
    keys = KeySet(http_key_fetcher(url.rstrip("/") + KEYS))
    return TokenVerifier(keys, issuer=FEDERATION_ISSUER, audience=MUSIC_AUDIENCE)


async def federation_listener(request: Request, credentials: Credentials) -> Listener:
    """Return who hears every folder on behalf of a peer; raise ApiError without a valid token.

    What may be read is decided by federation, which knows what is shared.
    """
    if credentials is None:
        raise unauthorized(SIGN_IN)
    verifier: TokenVerifier = request.app.state.federation
    try:
        principal = await verifier.verify(credentials.credentials)
    except InvalidToken as invalid:
        raise unauthorized(INVALID, expired=invalid.expired) from invalid
    return Listener(principal.user_id, is_administrator=True)


FederationListener = Annotated[Listener, Depends(federation_listener)]
