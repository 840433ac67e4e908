"""What the door must know of a provider besides its answers: credentials, errors, budget and their wording."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from provider_simulator.answers import Answer, Headers, ProviderName, Query
from provider_simulator.limits import Budget, Standing
from provider_simulator.routing import Router


def _no_part(_name: str) -> bool:
    return False


def _takes_no_parts(_query: Query) -> Sequence[str] | None:
    return None


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's manners. `mount` is its path prefix at the simulator.

    `credential` gives the caller's key, None if it is missing; `secrets` are query parameters kept from sources.
    `refusal` answers a call without key, `not_found` one nobody knows, `failure` one that shall fail with a status,
    `over_budget` one beyond the budget; `standing_headers` go on every answer. `found` sends a content nobody recorded.
    `is_part` tells the keys that stand in a body only when asked for; `asked_parts` names those a call asks for, None
    where its endpoint takes none.
    """

    name: ProviderName
    mount: str
    router: Router
    budget: Budget
    secrets: frozenset[str]
    credential: Callable[[Mapping[bytes, bytes], Mapping[str, str]], str | None]
    refusal: Answer
    not_found: Callable[[Query], Answer]
    failure: Callable[[int], Answer]
    over_budget: Callable[[Standing], Answer]
    standing_headers: Callable[[Standing], Headers]
    found: Callable[[Query, object], Answer]
    is_part: Callable[[str], bool] = _no_part
    asked_parts: Callable[[Query], Sequence[str] | None] = _takes_no_parts
