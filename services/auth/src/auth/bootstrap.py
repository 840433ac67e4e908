"""Composition of auth: the only module that creates adapters and use cases."""

from dataclasses import dataclass
from datetime import timedelta

from auth.application import Application
from auth.application.accounts import AccountUseCases
from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.deletion import DeleteAccount, EraseAccounts, ExportData
from auth.application.accounts.email_change import ConfirmEmailChange, RequestEmailChange
from auth.application.accounts.password_change import ChangePassword
from auth.application.accounts.password_policy import BreachedPasswords, PasswordPolicy
from auth.application.accounts.queries import AccountQueries
from auth.application.accounts.recovery import RequestReset, ResetPassword
from auth.application.accounts.registration import EnsureAdministrator, Register
from auth.application.administration import AdministrationUseCases
from auth.application.administration.directory import Directory
from auth.application.administration.factors import FactorRemoval
from auth.application.administration.invitations import ManageInvitations
from auth.application.administration.roles import ChangeRoles
from auth.application.administration.suspension import Suspension
from auth.application.api_keys.exchange import ExchangeApiKey
from auth.application.api_keys.managing import ApiKeys
from auth.application.api_keys.use_cases import ApiKeyUseCases
from auth.application.devices.registration import RegisteredDevices
from auth.application.devices.sign_in import DecideSignIn, ExchangeDeviceCode, RequestCodes
from auth.application.devices.use_cases import DeviceUseCases
from auth.application.entitlements.applying import ApplyEntitlements
from auth.application.factors.second_step import FirstStep
from auth.application.federation.identities import Identities
from auth.application.federation.proxy_sign_in import SignInByProxy
from auth.application.federation.sign_in import Begin, Finish, SignInWithCode
from auth.application.federation.use_cases import FederationUseCases
from auth.application.housekeeping import DeleteExpired
from auth.application.library.counting import CountLibraries
from auth.application.security.audit import ReadAuditLog
from auth.application.security.sign_in_limit import CountSignIn
from auth.application.sessions import SessionUseCases
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.overview import EndSessions, ListSessions
from auth.application.sessions.ports import Locations
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.sign_in import LogIn
from auth.application.sessions.sign_out import LogOut
from auth.application.sessions.tokens import TokenIssuer
from auth.composition.dead_letters import dead_letter_use_cases, letter_worker
from auth.composition.factors import factor_use_cases
from auth.composition.profiles import profile_use_cases
from auth.domain.entitlements.entitlement import DeviceLimits
from auth.domain.security.sign_in_rate import SignInRate
from auth.domain.sessions.session import SessionRules
from auth.infrastructure.accounts.breached_passwords import (
    SHIPPED,
    BreachedPasswordFile,
    BreachedPasswordRanges,
)
from auth.infrastructure.accounts.identifiers import IdnaIdentifiers
from auth.infrastructure.accounts.passwords import Argon2Passwords
from auth.infrastructure.accounts.personal_data import SqlPersonalData
from auth.infrastructure.accounts.reader import SqlAccountReader
from auth.infrastructure.dead_letters.measuring import LetterMeasures
from auth.infrastructure.entitlements.repository import SqlEntitlements
from auth.infrastructure.event_mapping import EventMapping
from auth.infrastructure.federation.guarded_client import GuardedClient, provider_guard
from auth.infrastructure.federation.openid_providers import ConfiguredProviders
from auth.infrastructure.federation.provider_documents import ProviderDocuments
from auth.infrastructure.federation.settings import configured_providers
from auth.infrastructure.library.repository import SqlLibraryEntries
from auth.infrastructure.metadata import inbox, outbox
from auth.infrastructure.security.audit_reader import SqlAuditReader
from auth.infrastructure.security.sealed_columns import SEALED
from auth.infrastructure.security.sign_in_rates import SqlSignInRates
from auth.infrastructure.sessions.access_tokens import JwtAccessTokens
from auth.infrastructure.sessions.keys import Keys, read_keys
from auth.infrastructure.sessions.locations import KnownLocations, NoLocations
from auth.infrastructure.sessions.reader import SqlSessionReader
from auth.infrastructure.sessions.rotation import SqlRotations
from auth.infrastructure.sessions.sign_ins import SqlPasswordSignIns
from auth.infrastructure.unit_of_work import work_in
from auth.presentation.accounts.bootstrap_admin import AdministratorBootstrap
from auth.presentation.consumers import routes
from auth.presentation.profiles.addresses import PictureAddresses
from auth.settings import Settings
from chassis.core.clock import Clock
from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import TokenVerifier
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.encryption import read_keyring
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from egress.clients.server import EgressServer
from egress.http import EgressClient
from egress.policy import ANY_NETWORK
from egress.reporting.routes import egress_state


@dataclass(frozen=True, slots=True)
class Container:
    """The assembled service."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    keys: Keys
    passwords: Argon2Passwords
    reencrypt: Reencrypt

    @property
    def pictures(self) -> PictureAddresses:
        """Where pictures of users are read."""
        base = self.settings.avatar_url or f"{self.settings.public_url}/api/v1/users"
        return PictureAddresses(base.rstrip("/"))

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        tasks: list[Background] = [*self.runtime.worker(self.routes()), PeriodicTask(self.application.delete_expired)]
        tasks.append(self._file_removal())
        tasks.append(letter_worker(self.runtime, self.application.dead_letters))
        return tasks

    def routes(self) -> list[AnyRoute]:
        """Return the consumers of the worker role."""
        return routes(
            self.application.count_libraries,
            lambda begun: SqlLibraryEntries(begun.connection),
            ApplyEntitlements(),
            lambda begun: SqlEntitlements(begun.connection),
        )

    def _file_removal(self) -> PeriodicTask:
        # Also of deleted accounts, so not only once an hour.
        return PeriodicTask(self.application.profiles.pictures.remove_ended, name="file removal", seconds=60)

    @property
    def state(self) -> dict[str, object]:
        """Return what routes read from the state of the application."""
        return {
            "jwks": self.keys.jwks(),
            "return_urls": self.settings.permitted_returns,
            "device_page": self.settings.device_address,
            "pictures": self.pictures,
            **egress_state(self.settings),
        }

    def startup_tasks(self) -> list[Background]:
        """Return the tasks that the API runs once when it starts."""
        email, password = self.settings.bootstrap_admin_email, self.settings.bootstrap_admin_password
        if email is None or password is None:
            return []
        command = RegisterAccount(email, self.settings.bootstrap_admin_username, password.get_secret_value())
        task = AdministratorBootstrap(self.application.accounts.ensure_administrator, command)
        self.runtime.health.add("administrator", task.check)
        return [task]


def build(settings: Settings, *, clock: Clock | None = None) -> Container:
    """Return the service; reads the key files and opens no connection. Raise BadKey, BadLocationFile.

    By default the time is that of the database, so that replicas agree on the expiry of sessions; tests pass a clock.
    """
    keys = read_keys(settings.signing_key_file, settings.previous_key_files)
    runtime = ServiceRuntime(
        "auth", settings, outbox_table=outbox, inbox_table=inbox, verifier=_verifier(settings, keys)
    )
    passwords = Argon2Passwords(
        memory_kib=settings.password_memory_kib,
        passes=settings.password_passes,
        lanes=settings.password_lanes,
        threads=settings.password_threads,
        queue=settings.password_queue,
    )
    runtime.close_later(passwords.close)
    LetterMeasures(runtime.transactions).register(runtime.metrics_sources)
    rules = SessionRules(
        access=timedelta(seconds=settings.access_seconds),
        grace=timedelta(seconds=settings.refresh_grace_seconds),
        idle=timedelta(days=settings.refresh_idle_days),
        longest=timedelta(days=settings.refresh_longest_days),
    )
    identifiers = IdnaIdentifiers()
    mapping = EventMapping(read_keyring(settings.notice_key_files))
    keyring = read_keyring(settings.encryption_key_files)
    units = UnitsOfWork(runtime.transactions, work_in(identifiers, mapping, keyring, clock))
    opener = SessionOpener(rules)
    policy = _password_policy(settings, runtime, clock or SystemClock())
    access_tokens = JwtAccessTokens(keys, issuer=settings.token_issuer, seconds=settings.access_seconds)
    tokens = TokenIssuer(access_tokens, rules)
    first_step = FirstStep(opener, tokens)
    accounts = SqlAccountReader(runtime.transactions, runtime.reads, clock)
    providers = _providers(settings, runtime, clock or SystemClock())
    locations: Locations = KnownLocations(settings.location_file) if settings.location_file else NoLocations()
    directory = Directory(accounts, identifiers)
    application = Application(
        accounts=AccountUseCases(
            register=Register(units, passwords, policy, opener, tokens, mode=settings.registration),
            ensure_administrator=EnsureAdministrator(units, passwords),
            queries=AccountQueries(accounts),
            change_password=ChangePassword(units, accounts, passwords, policy, rules),
            request_reset=RequestReset(units, identifiers),
            reset_password=ResetPassword(units, passwords, policy, rules),
            request_email_change=RequestEmailChange(units, accounts, identifiers),
            confirm_email_change=ConfirmEmailChange(units, identifiers),
            delete=DeleteAccount(units, rules),
            erase=EraseAccounts(units, rules),
            export=ExportData(units, accounts, SqlPersonalData(runtime.transactions, keyring)),
        ),
        sessions=SessionUseCases(
            log_in=LogIn(units, identifiers, passwords, first_step, SqlPasswordSignIns(runtime.reads, rules, clock)),
            refresh=Refresh(units, tokens, rules, SqlRotations(runtime.reads, rules, clock)),
            log_out=LogOut(units, rules),
            list=ListSessions(SqlSessionReader(runtime.reads, clock), locations),
            end=EndSessions(units, rules),
        ),
        factors=factor_use_cases(settings, units, passwords, identifiers, first_step, opener, tokens),
        administration=AdministrationUseCases(
            directory=directory,
            change_roles=ChangeRoles(units, rules),
            suspension=Suspension(units, rules),
            factor_removal=FactorRemoval(units, rules),
            invitations=ManageInvitations(units),
        ),
        api_keys=ApiKeyUseCases(keys=ApiKeys(units, accounts, rules), exchange=ExchangeApiKey(units, access_tokens)),
        profiles=profile_use_cases(settings, runtime, units, identifiers),
        devices=DeviceUseCases(
            request_codes=RequestCodes(units),
            decide=DecideSignIn(units, accounts),
            exchange=ExchangeDeviceCode(units, opener, tokens),
            registered=RegisteredDevices(units, accounts, DeviceLimits(settings.device_limit), rules),
        ),
        federation=FederationUseCases(
            providers=providers,
            begin=Begin(units, providers),
            finish=Finish(units, providers),
            sign_in=SignInWithCode(units, first_step, mode=settings.registration),
            identities=Identities(units, accounts, providers),
            sign_in_by_proxy=SignInByProxy(
                units,
                first_step,
                naming=settings.proxy_user if settings.proxy_sign_in else None,
                secret=settings.proxy_user_secret.get_secret_value() if settings.proxy_user_secret else "",
                mode=settings.registration,
                clock=clock or SystemClock(),
            ),
        ),
        count_libraries=CountLibraries(),
        count_sign_in=CountSignIn(SqlSignInRates(runtime.reads, clock), SignInRate(settings.sign_ins_per_minute)),
        audit=ReadAuditLog(SqlAuditReader(runtime.reads), accounts, directory),
        dead_letters=dead_letter_use_cases(runtime, units, directory),
        delete_expired=DeleteExpired(units, rules, audit_retention=timedelta(days=settings.audit_days)),
    )
    columns = UnitsOfWork(runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, SEALED))
    return Container(settings, runtime, application, keys, passwords, Reencrypt(columns))


def _password_policy(settings: Settings, runtime: ServiceRuntime, clock: Clock) -> PasswordPolicy:
    """Return the rules of new passwords."""
    lists: list[BreachedPasswords] = [BreachedPasswordFile(settings.breached_passwords_file or SHIPPED)]
    if url := settings.breached_passwords_url:
        # Operators may run such a list themselves, in a private network.
        guard = settings.server_guard("breached_passwords", [url], clock, networks=ANY_NETWORK)
        ranges = EgressServer(EgressClient(guard, seconds=1, connections=4), url)
        runtime.close_later(ranges.aclose)
        lists.append(BreachedPasswordRanges(ranges))
    return PasswordPolicy(lists, shortest=settings.password_shortest)


def _providers(settings: Settings, runtime: ServiceRuntime, clock: Clock) -> ConfiguredProviders:
    """Return the OpenID providers of the settings; raise InvalidProvider."""
    loopback = settings.oidc_loopback
    client = GuardedClient(provider_guard(settings, clock, loopback=loopback))
    runtime.close_later(client.aclose)
    return ConfiguredProviders(
        configured_providers(settings.oidc_providers, loopback=loopback),
        lambda name: f"{settings.public_url}/api/v1/auth/oidc/{name}/callback",
        client,
        ProviderDocuments(client, loopback=loopback),
        clock,
    )


def _verifier(settings: Settings, keys: Keys) -> TokenVerifier:
    """Return the verifier that uses the service's own keys and not the network."""

    async def own_keys() -> dict[str, object]:
        return {**keys.jwks()}

    return TokenVerifier(KeySet(own_keys), issuer=settings.token_issuer, audience=settings.token_audience)
