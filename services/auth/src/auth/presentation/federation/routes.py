"""Routes of sign-in with providers and of linked identities."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from auth.domain.errors import AccountSuspended, InvitationRequired, RegistrationClosed, SessionEnded
from auth.domain.factors.errors import FactorRequired
from auth.domain.federation.errors import (
    AddressNotVerified,
    ExternalSignInFailed,
    ExternalSignInRefused,
    IdentityNotFound,
    IdentityTaken,
    LastSignInMethod,
    LinkRequired,
    ProviderNotFound,
    ProviderPathBroken,
    ProviderUnavailable,
    TooManyIdentities,
)
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import ERRORS, refuses
from auth.presentation.federation.browser import BindingDep, keep_binding, permitted_return, redirect, returned
from auth.presentation.federation.requests import (
    AuthorizeParams,
    CallbackParams,
    ProviderName,
    RedeemRequest,
    RedeemSignInRequest,
)
from auth.presentation.federation.responses import (
    AuthorizationResponse,
    IdentityResponse,
    ProviderResponse,
    SignInCodeResponse,
)
from auth.presentation.recent import RecentActor, refuses_recent
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth", tags=["auth"])

IdentityId = Annotated[
    UUID, Path(alias="identityId", description="Id of the link", examples=["5e3c8a7d-9b1f-4d5e-8c6a-2f7b9d1e3a4c"])
]


@router.get("/providers", summary="List sign-in providers", responses=uncacheable(200))
async def list_sign_in_providers(use_cases: ApplicationDep) -> Success[list[ProviderResponse]]:
    """Return the OpenID providers that users can sign in with, in the order of the operator.

    The list is empty when none is configured.
    """
    return Success(data=[ProviderResponse.of(provider) for provider in use_cases.federation.providers.all()])


@router.get(
    "/oidc/{provider}/authorize",
    summary="Begin a provider sign-in",
    response_model=Success[AuthorizationResponse],
    responses={
        **refuses(ProviderNotFound, ProviderUnavailable, ProviderPathBroken),
        **uncacheable(200),
        302: {
            "description": "Found: the provider's page is in `Location`",
            "headers": headers("Location", "Cache-Control"),
        },
    },
)
async def begin_provider_sign_in(
    use_cases: ApplicationDep,
    request: Request,
    response: Response,
    provider: ProviderName,
    binding: BindingDep,
    params: Annotated[AuthorizeParams, Query()],
) -> Success[AuthorizationResponse] | Response:
    """Begin a sign-in with a provider: redirect the browser to it, or return the URL.

    The response sets a cookie. Only the browser that has it can finish the sign-in, and only the client that knows the
    verifier of `codeChallenge` can exchange the one-time code. The request is valid for ten minutes.
    """
    return_to = permitted_return(params.return_to, request.app.state.return_urls)
    started = await use_cases.federation.begin(provider, params.code_challenge, return_to, binding)
    if params.redirect:
        response = redirect(302, started.url)
        keep_binding(response, started.binding)
        return response
    keep_binding(response, started.binding)
    return Success(data=AuthorizationResponse(authorization_url=started.url))


@router.get(
    "/oidc/{provider}/callback",
    summary="Finish a provider sign-in",
    response_model=Success[SignInCodeResponse],
    responses={
        **refuses(
            ProviderNotFound, ProviderUnavailable, ProviderPathBroken, ExternalSignInFailed, ExternalSignInRefused
        ),
        **uncacheable(200),
        303: {
            "description": "See Other: the client continues at `Location`, with `code` or `error` in the query",
            "headers": headers("Location", "Cache-Control"),
        },
    },
)
async def finish_provider_sign_in(
    use_cases: ApplicationDep,
    provider: ProviderName,
    binding: BindingDep,
    params: Annotated[CallbackParams, Query()],
) -> Success[SignInCodeResponse] | Response:
    """Verify the response of a provider and return a one-time code for the client, which is never a token.

    The provider redirects the browser here. The request must come from the browser that began the sign-in. A rejected
    response has one error, whichever check failed: state, browser, issuer, code, or the ID token.
    """
    finished = await use_cases.federation.finish(provider, params.response(), binding)
    if finished.failure is not None:
        if finished.return_to is None:
            raise finished.failure
        return returned(finished.return_to, error=ERRORS[type(finished.failure)].code)
    code = finished.code or ""
    if finished.return_to is not None:
        return returned(finished.return_to, code=code)
    return Success(data=SignInCodeResponse.of(code))


@router.post(
    "/oidc/token",
    summary="Exchange a one-time code",
    responses=refuses(
        ExternalSignInFailed,
        AddressNotVerified,
        AccountSuspended,
        RegistrationClosed,
        InvitationRequired,
        FactorRequired,
        LinkRequired,
    )
    | uncacheable(200),
)
async def exchange_one_time_code(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: RedeemSignInRequest
) -> Success[TokensResponse]:
    """Exchange the one-time code of a provider sign-in for the tokens of a new session.

    The first sign-in of an identity registers an account, if the provider has verified its e-mail address. If an
    account has the address already, the code stays valid: sign in to that account and link the identity with it. Where
    registration needs an invitation, the code also stays valid until the code of one is sent with it.
    """
    invitation = body.invitation_code.get_secret_value() if body.invitation_code else None
    pair = await use_cases.federation.sign_in(
        body.code.get_secret_value(), body.code_verifier.get_secret_value(), client, invitation
    )
    return delivery.tokens(pair)


@router.get("/identities", summary="List my identities", responses=refuses(SessionEnded) | uncacheable(200))
async def list_identities(use_cases: ApplicationDep, actor: ActorDep) -> Success[list[IdentityResponse]]:
    """Return the identities at providers that sign in to the account of the user, the oldest first.

    There are ten at most.
    """
    shown = await use_cases.federation.identities.of_user(actor)
    return Success(data=[IdentityResponse.of(identity) for identity in shown])


@router.post(
    "/identities",
    status_code=201,
    summary="Link an identity",
    responses=refuses_recent(ExternalSignInFailed, AddressNotVerified, IdentityTaken, TooManyIdentities)
    | uncacheable(201),
)
async def link_identity(
    use_cases: ApplicationDep, actor: RecentActor, body: RedeemRequest
) -> Success[IdentityResponse]:
    """Link the identity of a provider sign-in to the account of the user, which it then signs in to.

    The provider must have verified the e-mail address of the identity; it may differ from that of the account. The user
    gets a notice by mail. An identity that is linked to the account already stays as it is.
    """
    code, verifier = body.code.get_secret_value(), body.code_verifier.get_secret_value()
    shown = await use_cases.federation.identities.link(actor, code, verifier)
    return Success(data=IdentityResponse.of(shown))


@router.delete(
    "/identities/{identityId}",
    status_code=204,
    summary="Unlink an identity",
    responses=refuses_recent(IdentityNotFound, LastSignInMethod) | uncacheable(204),
)
async def unlink_identity(use_cases: ApplicationDep, actor: RecentActor, identity_id: IdentityId) -> None:
    """Remove an identity from the account of the user. The response has no body.

    The last way to sign in cannot be removed: without another identity, the account needs a password first.
    """
    await use_cases.federation.identities.unlink(actor, identity_id)
