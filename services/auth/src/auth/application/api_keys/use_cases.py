"""Use cases of API keys."""

from dataclasses import dataclass

from auth.application.api_keys.exchange import ExchangeApiKey
from auth.application.api_keys.managing import ApiKeys


@dataclass(frozen=True, slots=True)
class ApiKeyUseCases:
    """Use cases of API keys."""

    keys: ApiKeys
    exchange: ExchangeApiKey
