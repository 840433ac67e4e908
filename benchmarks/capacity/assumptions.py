"""What is assumed about ten million titles and a hundred million users, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GIB: Final = 2**30
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The load; every figure is an assumption and no measurement."""

    titles: int = 10_000_000
    users: int = 100_000_000
    plays_per_user: int = 120
    """Over all users: most have few, some thousands."""
    active_share: float = 0.1
    """Users who come on a day."""
    requests_per_visit: int = 60
    writes_per_visit: int = 3
    peak_factor: float = 3.0
    """The busiest hour over the mean of the day."""
    cached_share: float = 0.7
    """Requests that the gateway serves from its memory."""
    refreshed_titles_per_day: int = 500_000
    """Titles whose facts or votes changed at a provider."""
    replication: int = 3
    """Copies of a record in Kafka and of a row in Postgres."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured: bytes per title and per user, and milliseconds of processor time."""

    title_bytes: Mapping[str, float]
    user_bytes: Mapping[str, float]
    import_ms: float
    cached_ms: float
    read_ms: float
    """Gateway and service together, with a token."""
    write_ms: float
    """Gateway and service together, and what follows in the consumers."""


def totals(costs: Costs, assumed: Assumptions, measured_plays: int) -> list[tuple[str, str]]:
    """Return what follows, as rows of a table; sizes are of one copy unless they say otherwise."""
    share = assumed.plays_per_user / measured_plays
    rows = []
    for kind in ("postgres", "kafka", "index"):
        title = sum(size for place, size in costs.title_bytes.items() if place.startswith(kind))
        user = share * sum(size for place, size in costs.user_bytes.items() if place.startswith(kind))
        of_titles, of_users = title * assumed.titles / GIB, user * assumed.users / GIB
        copies = 1 if kind == "index" else assumed.replication
        rows.append(
            (
                f"{kind}: titles + users, one copy (all copies)",
                f"{of_titles:,.0f} + {of_users:,.0f} GiB ({copies * (of_titles + of_users):,.0f})",
            )
        )
    visits = assumed.users * assumed.active_share
    reads = visits * assumed.requests_per_visit / DAY_SECONDS * assumed.peak_factor
    writes = visits * assumed.writes_per_visit / DAY_SECONDS * assumed.peak_factor
    imports = assumed.refreshed_titles_per_day / DAY_SECONDS
    hits, misses = reads * assumed.cached_share, reads * (1 - assumed.cached_share)
    return [
        *rows,
        ("requests per second at the peak: cached + read + written", f"{hits:,.0f} + {misses:,.0f} + {writes:,.0f}"),
        ("processors for cached responses", f"{hits * costs.cached_ms / 1000:,.0f}"),
        ("processors for reads, gateway and services", f"{misses * costs.read_ms / 1000:,.0f}"),
        ("processors for writes and their consumers", f"{writes * costs.write_ms / 1000:,.0f}"),
        ("imports per second", f"{imports:,.1f}"),
        ("processors for imports and their consumers", f"{imports * costs.import_ms / 1000:,.2f}"),
    ]
