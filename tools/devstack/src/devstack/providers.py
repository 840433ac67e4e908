"""The providers that services call: at the simulator, or the real ones. One line per provider of titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its real address, its path at the simulator, and the variable that holds its key, if it needs one.

    The simulator grants `requests` per `seconds` unless real budgets are wanted: ten to a hundred times what the real
    provider grants, or the seasons of the demo catalog would wait for TVMaze for more than a minute.
    """

    name: str
    address: str
    path: str
    requests: int
    seconds: int
    key: str | None = None


PROVIDERS: Final = (
    Provider("TMDB", "https://api.themoviedb.org/3", "/tmdb/3", 400, 1, "TMDB_API_KEY"),
    Provider("TRAKT", "https://api.trakt.tv", "/trakt", 20_000, 300, "TRAKT_CLIENT_ID"),
    Provider("OMDB", "https://www.omdbapi.com", "/omdb", 100_000, 86_400, "OMDB_API_KEY"),
    Provider("TVMAZE", "https://api.tvmaze.com", "/tvmaze", 400, 10),
)
LIST_SITES: Final = {"MDBLIST": "/mdblist", "LETTERBOXD": "/letterboxd"}
"""Sites that are only read for lists, with their paths at the simulator."""
MUSIC: Final = (
    Provider("MUSICBRAINZ", "https://musicbrainz.org/ws/2", "/musicbrainz/ws/2", 100, 1),
    Provider("LASTFM", "https://ws.audioscrobbler.com/2.0", "/lastfm", 100, 1, "LASTFM_API_KEY"),
    Provider("COVERART", "https://coverartarchive.org", "/coverart", 100, 1),
    Provider("FANART", "https://webservice.fanart.tv/v3", "/fanarttv/v3", 100, 1, "FANART_API_KEY"),
)
"""Databases of music, which only the simulator is called for."""
FANART_FILES: Final = "/fanarttv"
"""The path of the pictures of Fanart.tv at the simulator."""
RADIO: Final = "/radio"
"""The path of the directory of radio stations at the simulator."""
IMAGES: Final = "/t/p"
"""The path of TMDB's image host at the simulator."""
LOOPBACK: Final = {"EGRESS_NETWORKS": "127.0.0.0/8", "EGRESS_HTTP": "true"}
"""What a guard must permit, so that a service may call servers of this machine."""
KEYS: Final = tuple(provider.key for provider in PROVIDERS if provider.key is not None)


WEBHOOK_SECRET: Final = "whsec_simulator"
"""With which the simulator signs the messages of Stripe to the stack on this machine."""


def real_settings(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of ingestion that lead to the real providers, with the given keys."""
    return {**{f"{provider.name}_BASE_URL": provider.address for provider in PROVIDERS}, **keys}


def simulator_settings(url: str, *, real_budgets: bool) -> dict[str, str]:
    """Return the settings of ingestion that lead to the simulator at `url`."""
    addresses = {f"{provider.name}_BASE_URL": url + provider.path for provider in PROVIDERS}
    rates = {} if real_budgets else {f"{provider.name}_RATE": str(provider.requests) for provider in PROVIDERS}
    sites = {f"LISTS_{name}_BASE_URL": url + path for name, path in LIST_SITES.items()}
    keys = dict.fromkeys((*KEYS, "LISTS_MDBLIST_API_KEY"), "simulator")
    # Its data is edited by hand; the next import must see the edit.
    return {**addresses, **sites, **rates, **keys, "SYNC_FRESH_SECONDS": "0", **LOOPBACK}


def music_settings(url: str, *, real_budgets: bool) -> dict[str, str]:
    """Return the settings of music that lead to the simulator at `url`."""
    addresses = {f"{database.name}_BASE_URL": url + database.path for database in MUSIC}
    # Less than the simulator grants, since calls that are due together arrive closer to each other.
    rates = {} if real_budgets else {f"{database.name}_RATE": str(database.requests // 2) for database in MUSIC}
    keys = {database.key: "simulator" for database in MUSIC if database.key is not None}
    own = {
        "METADATA_CONTACT": "admin@example.org",
        "FANART_FILES_URL": url + FANART_FILES,
        "RADIO_DIRECTORY_URLS": url + RADIO,
    }
    return {**own, **addresses, **rates, **keys, **LOOPBACK}


def simulator_limits() -> list[str]:
    """Return the options of the simulator that set its budgets."""
    return [
        part
        for provider in (*PROVIDERS, *MUSIC)
        for part in ("--limit", f"{provider.name.lower()}={provider.requests}/{provider.seconds}")
    ]


def payment_settings(url: str) -> dict[str, str]:
    """Return the settings of billing that lead to the simulator at `url`."""
    return {
        "STRIPE_URL": f"{url}/stripe",
        "STRIPE_SECRET_KEY": "sk_test_simulator",
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "ZARINPAL_URL": f"{url}/zarinpal",
        "ZARINPAL_MERCHANT_ID": str(UUID(int=0)),
    }


def webhook_options(billing_url: str) -> list[str]:
    """Return the options of the simulator that send the messages of Stripe to billing."""
    return ["--webhook-endpoint", f"{billing_url}/api/v1/billing/webhooks/stripe={WEBHOOK_SECRET}"]
