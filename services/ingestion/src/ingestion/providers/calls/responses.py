"""Responses of providers, raw and parsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ingestion.domain.failures import SourceFailed

T = TypeVar("T")

Params = tuple[tuple[str, str], ...]
"""Query parameters."""


@dataclass(frozen=True, slots=True)
class ProviderResponse(Generic[T]):
    """A parsed response. `value` is null when nothing has changed since `etag`; `degraded` names unreadable parts."""

    value: T | None
    etag: str | None = None
    location: str | None = None
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response as it was received. The names of `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Refusal(Protocol):
    """Reads what a provider writes into refusals; None when the status says it all."""

    def __call__(self, raw: RawResponse) -> SourceFailed | None: ...
