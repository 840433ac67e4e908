"""The only place where auth's classes meet."""

from dataclasses import dataclass
from datetime import timedelta

from auth.application import Application
from auth.application.accounts import EnsureAdministrator, NewAccount, Register
from auth.application.housekeeping import ForgetOld
from auth.application.queries import AccountQueries
from auth.application.sessions import LogIn, LogOut, Refresh
from auth.application.tokens import TokenIssuer
from auth.domain.sessions import SessionRules
from auth.infrastructure.access_tokens import JwtAccessTokens
from auth.infrastructure.accounts import SqlAccounts
from auth.infrastructure.identifiers import IdnaIdentifiers
from auth.infrastructure.keys import Keys, read_keys
from auth.infrastructure.passwords import Argon2Passwords
from auth.infrastructure.tables import outbox
from auth.infrastructure.unit_of_work import SqlUnitsOfWork
from auth.presentation.start_up import AdministratorStartUp
from auth.settings import Settings
from chassis.http.tokens import KeySet, TokenVerifier
from chassis.runtime.background import Background
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime


@dataclass(frozen=True, slots=True)
class Container:
    """The wired service."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    keys: Keys
    passwords: Argon2Passwords

    def backgrounds(self) -> list[Background]:
        """Give the tasks of the worker role."""
        return [*self.runtime.worker(), PeriodicTask(self.application.forget_old)]

    def start_up(self) -> list[Background]:
        """Give what the API does once when it starts."""
        email, password = self.settings.bootstrap_admin_email, self.settings.bootstrap_admin_password
        if email is None or password is None:
            return []
        wanted = NewAccount(email, self.settings.bootstrap_admin_username, password.get_secret_value())
        task = AdministratorStartUp(self.application.ensure_administrator, wanted)
        self.runtime.health.add("administrator", task.check)
        return [task]


def build(settings: Settings) -> Container:
    """Wire the service; reads the key files and opens nothing else. Raises BadKey."""
    keys = read_keys(settings.signing_key_file, settings.previous_key_files)
    runtime = ServiceRuntime(
        "auth", settings, outbox_table=outbox, inbox_table=None, verifier=_verifier(settings, keys)
    )
    passwords = Argon2Passwords(
        memory_kib=settings.password_memory_kib,
        passes=settings.password_passes,
        lanes=settings.password_lanes,
        threads=settings.password_threads,
        queue=settings.password_queue,
    )
    runtime.close_later(passwords.close)
    rules = SessionRules(
        access=timedelta(seconds=settings.access_seconds),
        grace=timedelta(seconds=settings.refresh_grace_seconds),
        idle=timedelta(days=settings.refresh_idle_days),
        longest=timedelta(days=settings.refresh_longest_days),
    )
    identifiers = IdnaIdentifiers()
    work = SqlUnitsOfWork(runtime.transactions, identifiers)
    tokens = TokenIssuer(JwtAccessTokens(keys, issuer=settings.token_issuer, seconds=settings.access_seconds), rules)
    application = Application(
        register=Register(work, passwords, tokens),
        log_in=LogIn(work, identifiers, passwords, tokens),
        refresh=Refresh(work, tokens, rules),
        log_out=LogOut(work, rules),
        ensure_administrator=EnsureAdministrator(work, passwords),
        forget_old=ForgetOld(work, rules),
        queries=AccountQueries(SqlAccounts(runtime.transactions)),
    )
    return Container(settings, runtime, application, keys, passwords)


def _verifier(settings: Settings, keys: Keys) -> TokenVerifier:
    """Auth verifies by its own keys: it never asks itself over the network."""

    async def own_keys() -> dict[str, object]:
        return {**keys.jwks()}

    return TokenVerifier(KeySet(own_keys), issuer=settings.token_issuer, audience=settings.token_audience)
