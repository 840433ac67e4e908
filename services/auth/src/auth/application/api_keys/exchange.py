"""Exchange of an API key for a short access token, for the gateway."""

from dataclasses import dataclass, field

from auth.application.api_keys.ports import ApiKeyTokens
from auth.application.unit_of_work import UnitOfWork
from auth.domain.api_keys.key import USE_RESOLUTION, ApiKeySecret
from auth.domain.entitlements.entitlement import plan_of
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class KeyToken:
    """An access token of a key, and its lifetime in seconds."""

    access_token: str = field(repr=False)
    expires_in: int


class ExchangeApiKey:
    """Exchanges keys. A text that cannot be a key costs no query, and a guess of one is hopeless."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], tokens: ApiKeyTokens) -> None:
        self._units = units
        self._tokens = tokens

    async def __call__(self, text: str) -> KeyToken | None:
        """Return an access token with the scopes of the key and the roles of its user now, or null.

        Null for a key that is unknown, deleted or expired, or whose user is suspended.
        """
        secret = ApiKeySecret.parse(text)
        if secret is None:
            return None
        async with self._units.begin() as work:
            now = await work.now()
            usable = await work.api_keys.usable(secret.digest, now)
            if usable is None:
                return None
            await work.api_keys.save_use(usable.key.id, now, now - USE_RESOLUTION)
            plan = plan_of(await work.entitlements.of(usable.key.account_id), now)
        token = self._tokens.sign_for_key(usable.key, usable.roles, plan, now)
        return KeyToken(token, int(usable.key.token_life(now).total_seconds()))
