"""The identities of a user: linking, listing and unlinking."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from auth.application.accounts.ports import AccountReader
from auth.application.federation.ports import OpenIdProviders
from auth.application.federation.sign_in import add_identity, redeemed
from auth.application.sessions.active import active_account
from auth.application.unit_of_work import UnitOfWork
from auth.domain.federation.authorization import digest_of
from auth.domain.federation.errors import IdentityNotFound, IdentityTaken
from auth.domain.federation.identities import LinkedIdentity, check_link, check_unlink
from auth.domain.federation.providers import Provider
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """A linked identity and its provider; null for one that is not configured any more."""

    identity: LinkedIdentity
    provider: Provider | None


class Identities:
    """Links, lists and unlinks the identities of a user. Only a session that is active may do so."""

    def __init__(
        self, units: UnitOfWorkFactory[UnitOfWork], accounts: AccountReader, providers: OpenIdProviders
    ) -> None:
        self._units = units
        self._accounts = accounts
        self._providers = providers

    async def of_user(self, by: Actor) -> Sequence[ShownIdentity]:
        """Return the identities of a user, the oldest first; raise SessionEnded."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            identities = await work.federation.identities_of(by.account_id)
        return [self._shown(identity) for identity in identities]

    async def link(self, by: Actor, code: str, verifier: str) -> ShownIdentity:
        """Link the identity of a one-time code to the user, who gets a notice of another way to sign in.

        An identity that is linked to this user already stays as it is. Raise SessionEnded, ExternalSignInFailed,
        AddressNotVerified, IdentityTaken or TooManyIdentities.
        """
        account = await active_account(self._accounts, by)
        async with self._units.begin() as work:
            identity = await redeemed(work, code, verifier)
            identity.verified_address()
            await work.federation.lock_account(by.account_id)
            linked = await work.federation.identity_of(identity.issuer, identity.subject)
            if linked is None:
                check_link(len(await work.federation.identities_of(by.account_id)))
                linked = await add_identity(work, identity, by.account_id, by.client)
                provider = self._shown(linked).provider
                data = {"provider": provider.title if provider else linked.issuer}
                await work.publish(mail_to(account, NoticeKind.IDENTITY_LINKED, linked.linked_at, data))
            elif linked.account_id != by.account_id:
                raise IdentityTaken
            await work.federation.delete_code(digest_of(code))
        return self._shown(linked)

    async def unlink(self, by: Actor, identity_id: UUID) -> None:
        """Remove an identity; raise SessionEnded, IdentityNotFound, or LastSignInMethod if no other way is left."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            await work.federation.lock_account(by.account_id)
            identities = await work.federation.identities_of(by.account_id)
            identity = next((link for link in identities if link.id == identity_id), None)
            if identity is None:
                raise IdentityNotFound
            has_others = await work.federation.has_other_methods(by.account_id)
            check_unlink(other_identities=len(identities) - 1, other_methods=has_others)
            await work.federation.unlink(identity_id)
            details = {"issuer": identity.issuer}
            await work.audit.record(by.entry(AuditKind.IDENTITY_UNLINKED, await work.now(), details))

    def _shown(self, identity: LinkedIdentity) -> ShownIdentity:
        by_issuer = {provider.issuer: provider for provider in self._providers.all()}
        return ShownIdentity(identity, by_issuer.get(identity.issuer))
