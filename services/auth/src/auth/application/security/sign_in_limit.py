"""The limit of sign-ins of one network, counted once for all replicas of auth and of the gateway."""

from auth.application.security.ports import SignInRates
from auth.domain.security.sign_in_rate import SignInCount, SignInRate, network_key


class CountSignIn:
    """Counts every request by which a password or code can be guessed, whatever its outcome."""

    def __init__(self, rates: SignInRates, rate: SignInRate) -> None:
        self._rates = rates
        self.rate = rate

    async def __call__(self, address: str) -> SignInCount | None:
        """Count one sign-in of an address and return the decision, or null without a limit."""
        if not self.rate.quota:
            return None
        return await self._rates.count(network_key(address), self.rate)
