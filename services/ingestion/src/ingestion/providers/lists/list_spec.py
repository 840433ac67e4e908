"""What makes a kind of external list: one `ListSpec` per site, in a module of `kinds`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from ingestion.application.external.ports import ReadPage
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import Refusal
from ingestion.providers.lists.web_client import WebClient

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


def with_refusal(client: ProviderClient, refusal: Refusal) -> ProviderClient:
    """Return a client on the same connections and budget that reads refusals in another way."""
    other = copy(client)
    other.refusal = refusal
    return other
