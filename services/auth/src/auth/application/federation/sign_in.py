"""Sign-in with a provider: out to it, back with its code, and the exchange of our one-time code for tokens."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from auth.application.accounts.registration import RegistrationMode
from auth.application.factors.second_step import FirstStep
from auth.application.federation.new_accounts import add_account_named
from auth.application.federation.ports import OpenIdProviders, ProviderResponse
from auth.application.sessions.ports import TokenPair
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.confirmations import ConfirmationCode
from auth.domain.errors import EmailTaken, InvitationRequired, RegistrationClosed
from auth.domain.federation.authorization import Flow, PendingAuthorization, digest_of, is_secret
from auth.domain.federation.errors import ExternalSignInFailed, ExternalSignInRefused, LinkRequired
from auth.domain.federation.identities import METHOD, LinkedIdentity, VerifiedIdentity
from auth.domain.federation.sign_in_codes import SignInCode
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """A request of authorization: the URL for the browser, and the binding that the browser keeps as a cookie."""

    url: str = field(repr=False)
    binding: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of a provider's response: a one-time code, and the URL of the client that continues, or null."""

    return_to: str | None
    code: str | None = field(default=None, repr=False)
    failure: ExternalSignInFailed | ExternalSignInRefused | None = None


class Begin:
    """Begins a sign-in with a provider."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], providers: OpenIdProviders) -> None:
        self._units = units
        self._providers = providers

    async def __call__(
        self, provider_name: str, client_challenge: str, return_to: str | None, binding: str | None
    ) -> Started:
        """Return where the browser goes; raise ProviderNotFound or ProviderUnavailable."""
        provider = self._providers.of_name(provider_name)
        flow = Flow.start(binding)
        url = await self._providers.authorization_url(provider, flow)
        async with self._units.begin() as work:
            now = await work.now()
            pending = PendingAuthorization.of(flow, provider.name, provider.issuer, client_challenge, return_to, now)
            await work.federation.add_pending(pending)
        return Started(url, flow.binding)


class Finish:
    """Verifies the response of a provider and issues a one-time code for the client."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], providers: OpenIdProviders) -> None:
        self._units = units
        self._providers = providers

    async def __call__(self, provider_name: str, response: ProviderResponse, binding: str | None) -> Finished:
        """Return a one-time code, or why there is none.

        Raise ProviderNotFound, ProviderUnavailable, or ExternalSignInFailed when the response belongs to no request of
        this browser: then nothing says that its client may learn of it.
        """
        provider = self._providers.of_name(provider_name)
        if binding is None or not is_secret(binding) or not is_secret(response.state):
            raise _logged(ExternalSignInFailed("the response has no state or its browser no binding"), provider_name)
        flow = Flow(response.state, binding)
        pending, now = await self._take(flow)
        if pending is None:
            raise _logged(ExternalSignInFailed("the state is unknown or was used already"), provider_name)
        try:
            pending.check(flow, provider.name, provider.issuer, now)
        except ExternalSignInFailed as failure:
            raise _logged(failure, provider_name) from None
        try:
            code = await self._code(flow, pending, response)
        except (ExternalSignInFailed, ExternalSignInRefused) as failure:
            return Finished(pending.return_to, failure=_logged(failure, provider_name))
        return Finished(pending.return_to, code)

    async def _take(self, flow: Flow) -> tuple[PendingAuthorization | None, datetime]:
        """Return the request, which is used up with that, whatever comes of it, and the time."""
        async with self._units.begin() as work:
            return await work.federation.take_pending(digest_of(flow.state)), await work.now()

    async def _code(self, flow: Flow, pending: PendingAuthorization, response: ProviderResponse) -> str:
        provider = self._providers.of_name(pending.provider)
        await self._providers.check_issuer(provider, response.issuer)
        if response.error is not None or response.code is None:
            raise ExternalSignInRefused
        # No connection to the database is held while the provider is called.
        identity = await self._providers.identify(provider, flow, response.code)
        async with self._units.begin() as work:
            code, stored = SignInCode.issue(identity, pending.client_challenge, await work.now())
            await work.federation.add_code(stored)
        return code


class SignInWithCode:
    """Exchanges a one-time code for tokens; the first sign-in of an identity registers an account."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        first_step: FirstStep,
        *,
        mode: RegistrationMode = "open",
    ) -> None:
        self._units = units
        self._first_step = first_step
        self._mode = mode

    async def __call__(self, code: str, verifier: str, client: Client, invitation: str | None = None) -> TokenPair:
        """Return tokens of a new session; `invitation` is the code of one, where registration needs it.

        Raise ExternalSignInFailed, AddressNotVerified, RegistrationClosed, InvitationRequired, AccountSuspended,
        FactorRequired or LinkRequired. The code stays valid after LinkRequired and InvitationRequired, so that the
        identity can be linked with it, or the invitation be stated.
        """
        async with self._units.begin() as work:
            identity = await redeemed(work, code, verifier)
            linked = await work.federation.identity_of(identity.issuer, identity.subject)
            if linked is None:
                linked = await self._registered(work, identity, client, invitation)
            await work.federation.delete_code(digest_of(code))
            await work.federation.use(linked.id, await work.now())
            outcome = await self._first_step.finish(work, linked.account_id, client, (METHOD,))
        return self._first_step.tokens(outcome)

    async def _registered(
        self, work: UnitOfWork, identity: VerifiedIdentity, client: Client, invitation: str | None
    ) -> LinkedIdentity:
        email = identity.verified_address()
        if self._mode == "closed":
            raise RegistrationClosed
        try:
            account_id = await add_account_named(work, email, identity.name(), client, is_confirmed=True)
        except EmailTaken:
            # By a parallel sign-in of the same identity, perhaps.
            linked = await work.federation.identity_of(identity.issuer, identity.subject)
            if linked is None:
                raise LinkRequired from None
            return linked
        if account_id is None:
            raise ExternalSignInFailed("no account can be made of the identity")
        if self._mode == "invitation":
            await _use_invitation(work, invitation, email, account_id)
        return await add_identity(work, identity, account_id, client)


async def _use_invitation(work: UnitOfWork, code: str | None, email: str, account_id: UUID) -> None:
    """Use the code of an invitation for a new account; raise InvitationRequired, which takes the account back."""
    digest = None if code is None else ConfirmationCode(code).digest
    if digest is None or not await work.invitations.use(digest, email, account_id, await work.now()):
        raise InvitationRequired


async def redeemed(work: UnitOfWork, code: str, verifier: str) -> VerifiedIdentity:
    """Return the identity of a one-time code, which is locked; raise ExternalSignInFailed."""
    stored = await work.federation.lock_code(digest_of(code)) if is_secret(code) else None
    if stored is None:
        raise ExternalSignInFailed("the one-time code is unknown or was used already")
    return stored.redeem(verifier, await work.now())


async def add_identity(
    work: UnitOfWork, identity: VerifiedIdentity, account_id: UUID, client: Client
) -> LinkedIdentity:
    """Link an identity to an account and record it; raise IdentityTaken."""
    now = await work.now()
    linked = LinkedIdentity(uuid4(), account_id, identity.issuer, identity.subject, now)
    await work.federation.link(linked)
    details = {"issuer": identity.issuer}
    await work.audit.record(AuditEntry(AuditKind.IDENTITY_LINKED, now, account_id, account_id, client, None, details))
    return linked


def _logged(
    failure: ExternalSignInFailed | ExternalSignInRefused, provider: str
) -> ExternalSignInFailed | ExternalSignInRefused:
    """Log why a response was rejected, which the client does not learn, and return the failure."""
    reason = failure.reason if isinstance(failure, ExternalSignInFailed) else "refused at the provider"
    logger.info("sign-in with a provider failed", extra={"provider": provider, "reason": reason})
    return failure
