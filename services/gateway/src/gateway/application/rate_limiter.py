"""Counting requests per client in bounded memory; each replica counts for itself."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Final

from chassis.core.networks import network_of
from gateway.application.ports import MonotonicClock, Principal
from gateway.domain.rate_limit import KEY_SHARE, WINDOW_SECONDS, Decision, Limit, RateLimits, decide
from gateway.domain.request_classes import SIGN_IN

CLIENTS: Final = 50_000
SHARED_COUNTS: Final = 1024

Client = tuple[str, Hashable]
"""A class of requests, and who sends them."""


class Counts:
    """One number per client: when its quota is whole again.

    A count is dropped when it has not changed for a whole window, since it is then the same as that of a new client. So
    no client can make the limiter forget another one. While there are `capacity` counts, further clients share a fixed
    number of them, chosen by a hash with the secret of the process.
    """

    def __init__(self, *, capacity: int = CLIENTS) -> None:
        self._capacity = capacity
        self._recent: dict[Client, float] = {}
        self._older: dict[Client, float] = {}
        self._shared: dict[Client, float] = {}
        self._next_turn = float("-inf")

    def __len__(self) -> int:
        """Return the number of counts in memory."""
        return len(self._recent) + len(self._older) + len(self._shared)

    def count(self, limit: Limit, client: Client, now: float) -> Decision:
        """Count one request of a client and return the decision."""
        if now >= self._next_turn:
            self._turn(now)
        counts, full_at = self._recent, self._recent.get(client)
        if full_at is None:
            counts, client, full_at = self._find(client, now)
        decision, counts[client] = decide(limit, full_at, now)
        return decision

    def _find(self, client: Client, now: float) -> tuple[dict[Client, float], Client, float]:
        """Return where the count of a client that has sent nothing lately is, under which key, and its value."""
        full_at = self._older.pop(client, None)
        if full_at is not None:
            self._recent[client] = full_at
            return self._recent, client, full_at
        if len(self._recent) + len(self._older) < self._capacity:
            return self._recent, client, now
        client = (client[0], hash(client[1]) % SHARED_COUNTS)
        return self._shared, client, self._shared.get(client, now)

    def _turn(self, now: float) -> None:
        """Drop the counts that have not changed since the last turn, a window ago or longer."""
        self._older = self._recent if now < self._next_turn + WINDOW_SECONDS else {}
        self._recent = {}
        self._next_turn = now + WINDOW_SECONDS


class RateLimiter:
    """Counts the requests of addresses, users and API keys, by request class and rate class.

    Users and keys are counted apart from addresses, so that any number of addresses leaves them their counts.
    """

    def __init__(
        self,
        limits: RateLimits,
        clock: MonotonicClock,
        rate_class_of: Callable[[Principal], str],
        *,
        capacity: int = CLIENTS,
    ) -> None:
        """`rate_class_of` returns the rate class of a user; one without a factor counts as free."""
        self._clock = clock
        self._rate_class_of = rate_class_of
        self._addresses = Counts(capacity=capacity)
        self._users = Counts(capacity=capacity)
        self._keys = Counts(capacity=capacity)
        self._of_addresses = limits.of_class()
        self._of_users = {name: limits.of_class(name) for name in limits.factors}
        self._of_keys = {name: limits.of_class(name, share=KEY_SHARE) for name in limits.factors}
        self._of_free_keys = limits.of_class(share=KEY_SHARE)
        self.decisions: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        """How many requests of each class were rejected and allowed."""

    def __len__(self) -> int:
        """Return the number of counts in memory."""
        return len(self._addresses) + len(self._users) + len(self._keys)

    def count(self, request_class: str, address: str, principal: Principal | None = None) -> Decision | None:
        """Count one request of a user, or of an address without one; return null when no limit applies.

        A request with an API key counts for the key and for its user; the decision is that which leaves less.
        """
        now = self._clock()
        if principal is None or request_class == SIGN_IN:
            limit = self._of_addresses[request_class]
            decision = (
                None if limit is None else self._addresses.count(limit, (request_class, network_of(address)), now)
            )
        else:
            decision = self._of_principal(request_class, principal, now)
        if decision is not None:
            self.decisions[request_class][decision.allowed] += 1
        return decision

    def _of_principal(self, request_class: str, principal: Principal, now: float) -> Decision | None:
        of_key: Decision | None = None
        rate_class = self._rate_class_of(principal)
        if principal.is_key:
            limit = self._of_keys.get(rate_class, self._of_free_keys)[request_class]
            if limit is not None:
                of_key = self._keys.count(limit, (request_class, principal.session_id.int), now)
                if not of_key.allowed:
                    return of_key
        limit = self._of_users.get(rate_class, self._of_addresses)[request_class]
        if limit is None:
            return of_key
        of_user = self._users.count(limit, (request_class, principal.user_id.int), now)
        if of_key is not None and of_user.allowed and of_key.remaining < of_user.remaining:
            return of_key
        return of_user
