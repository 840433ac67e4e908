"""The unit of work of auth: one transaction over the stores of all subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every package of use cases imports this module, so it imports none of them when it runs.
    from datetime import datetime

    from auth.application.accounts.ports import Accounts, Confirmations
    from auth.application.administration.invitation_ports import Invitations
    from auth.application.api_keys.ports import ApiKeyStore
    from auth.application.dead_letters.ports import DeadLetters
    from auth.application.devices.ports import Devices, DeviceSignIns
    from auth.application.entitlements.ports import Entitlements
    from auth.application.factors.ports import FactorStores
    from auth.application.federation.ports import FederationRepository
    from auth.application.profiles.ports import Profiles, StoredFiles
    from auth.application.security.ports import AttemptCounts, AuditLog, ExpiredSignInRates
    from auth.application.sessions.ports import Sessions
    from auth.domain.events import DomainEvent


class UnitOfWork(Protocol):
    """One transaction; each subject has its own store."""

    @property
    def accounts(self) -> Accounts:
        """Accounts."""
        ...

    @property
    def confirmations(self) -> Confirmations:
        """Confirmations by codes that were sent to users."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Invitations."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Sessions and refresh tokens."""
        ...

    @property
    def profiles(self) -> Profiles:
        """Profiles."""
        ...

    @property
    def files(self) -> StoredFiles:
        """The register of files in the object storage."""
        ...

    @property
    def api_keys(self) -> ApiKeyStore:
        """API keys."""
        ...

    @property
    def attempts(self) -> AttemptCounts:
        """Counts of attempts."""
        ...

    @property
    def sign_in_rates(self) -> ExpiredSignInRates:
        """Counts of sign-ins by network."""
        ...

    @property
    def audit(self) -> AuditLog:
        """The audit log."""
        ...

    @property
    def device_sign_ins(self) -> DeviceSignIns:
        """Sign-ins of devices that wait for their user."""
        ...

    @property
    def devices(self) -> Devices:
        """Registered devices."""
        ...

    @property
    def entitlements(self) -> Entitlements:
        """What users are entitled to by their plans."""
        ...

    @property
    def federation(self) -> FederationRepository:
        """Sign-in with providers."""
        ...

    @property
    def factors(self) -> FactorStores:
        """Factors."""
        ...

    @property
    def dead_letters(self) -> DeadLetters:
        """The index of dead letters."""
        ...

    async def now(self) -> datetime:
        """Return the current time of the store, which is the same for every replica."""
        ...

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events if and when the unit of work commits."""
        ...

    async def publish_if(self, condition: bool, *events: DomainEvent) -> None:
        """Publish events if a condition holds, and do the same work without keeping any if not.

        For responses that must not reveal by their time whether there was anything to publish.
        """
        ...
