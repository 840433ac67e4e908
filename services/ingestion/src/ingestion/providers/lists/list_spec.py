"""What makes a kind of external list: one `ListSpec` per site, in a module of `kinds`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TypeVar

from ingestion.application.external.ports import ReadPage
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.items import ListedItem
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import Refusal
from ingestion.providers.lists.web_client import WebClient

T = TypeVar("T")

ReadList = Callable[[str, int], Awaitable[ReadPage]]
"""Returns a page of the list at a path, by its number from 1; raises SourceFailed or ListFailed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A list by the path of an address: its path in one spelling, and a name until the site states one.

    With `by_file` the site lets only the owner read it.
    """

    path: str
    name: str
    by_file: bool = False


@dataclass(frozen=True, slots=True)
class ListClients:
    """What lists are read with: the configured providers, and the sites that are only read for lists."""

    providers: Mapping[Source, ProviderClient] = field(default_factory=dict)
    sites: Mapping[str, WebClient] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """One site with lists."""

    kind: str
    site: str
    """Its name for readers."""
    hosts: tuple[str, ...]
    """Hosts of its addresses, without `www.`."""
    recognize: Callable[[Sequence[str]], Found | None]
    """Returns the list of the segments of a path, null when they name none."""
    examples: tuple[str, ...]
    """Addresses, as errors and the documentation show them."""
    reader: Callable[[ListClients], ReadList | None]
    """Returns how lists are read; null while the site is not configured, or when it can only be read from files."""


def by_provider(
    source: Source, reader: Callable[[ProviderClient], ReadList]
) -> Callable[[ListClients], ReadList | None]:
    """Return how lists are read with the client of a provider, if it is configured."""

    def read(clients: ListClients) -> ReadList | None:
        client = clients.providers.get(source)
        return None if client is None else reader(client)

    return read


def by_site(kind: str, reader: Callable[[WebClient], ReadList]) -> Callable[[ListClients], ReadList | None]:
    """Return how lists are read at a site that is only read for lists, if it is configured."""

    def read(clients: ListClients) -> ReadList | None:
        client = clients.sites.get(kind)
        return None if client is None else reader(client)

    return read


def items_of(
    path: str, entries: Sequence[T | None], item_of: Callable[[T], ListedItem | None]
) -> tuple[ListedItem, ...]:
    """Return the items of a page; raise ListFailed when none of its entries can be read."""
    if entries and all(entry is None for entry in entries):
        raise ListFailed("wrong_shape", f"{path}: no entry can be read")
    return tuple(item for entry in entries if entry is not None and (item := item_of(entry)) is not None)


def with_refusal(client: ProviderClient, refusal: Refusal) -> ProviderClient:
    """Return a client on the same connections and budget that reads refusals in another way."""
    other = copy(client)
    other.refusal = refusal
    return other
