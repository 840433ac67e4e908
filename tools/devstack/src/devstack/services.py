"""The environment and the command line of each service's process on one machine."""

import os
import sys

from devstack.options import Plan
from devstack.secret_files import ADMIN_EMAIL, Secrets

GATEWAY = "gateway"
UPSTREAMS = "provider_simulator"
# generated region services
BACKENDS = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
)
"""The services behind the gateway."""
ROUTED = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
)
"""Those that the gateway sends requests to."""
SERVICES = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
)
"""The services with a schema in Postgres."""
# end of generated region
SIGNING_KEY = "signing-key.pem"
BROWSER_ORIGINS = "http://localhost:3000,http://localhost:3002"
"""Where web clients in development run; in production no origin is allowed unless it is named."""

_REAL_PROVIDERS = {
    "TMDB": "https://api.themoviedb.org/3",
    "TRAKT": "https://api.trakt.tv",
    "OMDB": "https://www.omdbapi.com",
    "TVMAZE": "https://api.tvmaze.com",
}
_SIMULATOR_PATHS = {"TMDB": "/tmdb/3", "TRAKT": "/trakt", "OMDB": "/omdb", "TVMAZE": "/tvmaze"}
# Requests in so many seconds that the simulator grants unless real budgets are wanted: ten to a hundred times what the
# real providers do, or the seasons of the demo catalog would wait for TVMaze for more than a minute.
_SIMULATOR_RATES = {"TMDB": (400, 1), "TRAKT": (20_000, 300), "OMDB": (100_000, 86_400), "TVMAZE": (400, 10)}
_SIMULATOR_KEYS = dict.fromkeys(("TMDB_API_KEY", "TRAKT_CLIENT_ID", "OMDB_API_KEY"), "simulator")


def owner_of(service: str) -> str:
    """Return the database role that owns the service's schema."""
    return f"{service}_owner"


def roles_of(service: str) -> tuple[str, str]:
    """Return both database roles of a service: the one with DML only, and the owner."""
    return service, owner_of(service)


def service_environment(plan: Plan, name: str, secrets: Secrets) -> dict[str, str]:
    """Return the settings of a service's process, under its own prefix."""
    settings = {
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(plan.ports[name]),
        "KAFKA_BOOTSTRAP": f"127.0.0.1:{plan.ports['kafka']}",
        "JWKS_URL": f"{plan.url('auth')}/.well-known/jwks.json",
    }
    if name == GATEWAY:
        settings |= {f"{service.upper()}_URL": plan.url(service) for service in ROUTED}
        settings["MANAGEMENT_PORT"] = str(plan.ports["gateway-management"])
        settings["CORS_ORIGINS"] = os.environ.get("GATEWAY_CORS_ORIGINS", BROWSER_ORIGINS)
    if name in SERVICES:
        settings["DATABASE_URL"] = plan.database_url(name, secrets.roles[name])
    if name == "auth":
        settings |= {
            "SIGNING_KEY_FILE": str(plan.data / SIGNING_KEY),
            "BOOTSTRAP_ADMIN_EMAIL": ADMIN_EMAIL,
            "BOOTSTRAP_ADMIN_PASSWORD": secrets.admin_password,
        }
    if name == "ingestion":
        settings |= _providers(plan)
    return {f"{name.upper()}_{key}": value for key, value in settings.items()}


def owner_environment(plan: Plan, name: str, secrets: Secrets) -> dict[str, str]:
    """Return the same and the database address of the schema's owner, for `migrate` and `replay`."""
    owner = owner_of(name)
    url = plan.database_url(owner, secrets.roles[owner])
    return {**service_environment(plan, name, secrets), f"{name.upper()}_MIGRATION_DATABASE_URL": url}


def service_command(name: str, mode: str = "all") -> tuple[str, ...]:
    """Return the command line of a service."""
    return (sys.executable, "-m", name, mode)


def upstreams_command(plan: Plan) -> tuple[str, ...]:
    """Return the command line of the provider simulator."""
    command = [sys.executable, "-m", UPSTREAMS, "--host", "127.0.0.1", "--port", str(plan.ports[UPSTREAMS])]
    if not plan.real_budgets:
        for name, (requests, seconds) in _SIMULATOR_RATES.items():
            command += ["--limit", f"{name.lower()}={requests}/{seconds}"]
    if plan.recordings is not None:
        command += ["--recordings", str(plan.recordings)]
    if plan.scale is not None:
        command += ["--scale", str(plan.scale)]
    return tuple(command)


def _providers(plan: Plan) -> dict[str, str]:
    if plan.real_providers:
        return {**{f"{name}_BASE_URL": url for name, url in _REAL_PROVIDERS.items()}, **plan.provider_keys}
    simulator = plan.url(UPSTREAMS)
    addresses = {f"{name}_BASE_URL": simulator + path for name, path in _SIMULATOR_PATHS.items()}
    rates = {} if plan.real_budgets else {f"{name}_RATE": str(count) for name, (count, _) in _SIMULATOR_RATES.items()}
    # Its data is edited by hand; the next import must see the edit.
    return {**addresses, **rates, **_SIMULATOR_KEYS, "SYNC_FRESH_SECONDS": "0"}
