"""Sign-in of users whom a reverse proxy in front of the gateway has signed in already."""

import logging
from collections.abc import Sequence
from uuid import UUID

from auth.application.accounts.registration import RegistrationMode
from auth.application.factors.second_step import FirstStep
from auth.application.federation.new_accounts import add_account_named
from auth.application.sessions.ports import TokenPair
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import EmailTaken, RegistrationClosed
from auth.domain.federation.errors import InvalidProxyUser, ProxySignInDisabled
from auth.domain.federation.proxy_users import METHOD, ProxyUserNaming, parse_proxy_user
from auth.domain.sessions.client import Client
from chassis.core.clock import Clock
from chassis.core.proxy_sign_in import is_signed
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


class SignInByProxy:
    """Signs in the user whom a proxy names; the first sign-in of an address may register an account."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        first_step: FirstStep,
        *,
        naming: ProxyUserNaming | None,
        secret: str,
        mode: RegistrationMode,
        clock: Clock,
    ) -> None:
        """Create the use case; without a `naming`, no proxy signs users in. Gateways sign them with `secret`."""
        self._units = units
        self._first_step = first_step
        self._naming = naming
        self._secret = secret
        self._mode = mode
        self._clock = clock

    async def __call__(self, values: Sequence[str], signatures: Sequence[str], client: Client) -> TokenPair:
        """Return tokens of a new session for what the gateway received from a trusted proxy and has signed.

        Raise ProxySignInDisabled, InvalidProxyUser, RegistrationClosed, AccountSuspended or FactorRequired.
        """
        if self._naming is None:
            raise ProxySignInDisabled
        try:
            user = parse_proxy_user(values, self._naming)
            self._check_signature(values, signatures)
            async with self._units.begin() as work:
                account_id = await self._account_of(work, user, client)
                outcome = await self._first_step.finish(work, account_id, client, (METHOD,))
        except InvalidProxyUser as error:
            logger.info("sign-in by a proxy failed", extra={"reason": error.reason})
            raise
        return self._first_step.tokens(outcome)

    def _check_signature(self, values: Sequence[str], signatures: Sequence[str]) -> None:
        seconds = int(self._clock.now().timestamp())
        if len(signatures) != 1 or not is_signed(self._secret, values[0], signatures[0], seconds):
            raise InvalidProxyUser("no gateway has signed the user")

    async def _account_of(self, work: UnitOfWork, user: str, client: Client) -> UUID:
        credentials = await work.accounts.credentials_of(user)
        if credentials is not None:
            return credentials.account_id
        if self._naming != "email" or self._mode != "open":
            raise RegistrationClosed
        try:
            account_id = await add_account_named(work, user, user.partition("@")[0], client)
        except EmailTaken:
            # By a parallel sign-in of the same user.
            credentials = await work.accounts.credentials_of(user)
            account_id = credentials.account_id if credentials is not None else None
        if account_id is None:
            raise InvalidProxyUser("no account can be made of the user")
        return account_id
