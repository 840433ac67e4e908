"""What the app must know of a provider besides its responses: credentials, errors, budget and their wording."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.responses import Headers, ProviderName, Query, Response
from provider_simulator.routing import Router


def _no_part(_name: str) -> bool:
    return False


def _takes_no_parts(_query: Query) -> Sequence[str] | None:
    return None


def _no_headers(_standing: Standing) -> Headers:
    return ()


@dataclass(frozen=True, slots=True)
class Provider:
    """The protocol of one provider. `mount` is its path prefix at the simulator.

    `credential` returns the client's key, or None if it is missing; `secrets` are query parameters that sources do not
    receive. `refusal` is the response without a key, `not_found` the one for an unknown resource, `failure` the one
    with a given status, `over_budget` the one beyond the rate limit; `standing_headers` are on every response.
    `content` wraps content that no source has. `is_part` states which keys of a body are present on request only;
    `part_names` returns those that a query requests, or None where the endpoint has none.
    """

    name: ProviderName
    mount: str
    router: Router
    budget: Budget
    secrets: frozenset[str]
    credential: Callable[[Mapping[bytes, bytes], Mapping[str, str]], str | None]
    refusal: Response
    not_found: Callable[[Query], Response]
    failure: Callable[[int], Response]
    over_budget: Callable[[Standing], Response]
    content: Callable[[Query, object], Response]
    standing_headers: Callable[[Standing], Headers] = _no_headers
    is_part: Callable[[str], bool] = _no_part
    part_names: Callable[[Query], Sequence[str] | None] = _takes_no_parts
