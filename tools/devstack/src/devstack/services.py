"""The environment and the command line of each service's process on one machine."""

import base64
import os
import sys
from collections.abc import Callable, Mapping

from devstack.folders import cache_folder
from devstack.media.tools import tools_folder
from devstack.options import Plan
from devstack.providers import (
    IMAGES,
    music_settings,
    payment_settings,
    real_settings,
    simulator_limits,
    simulator_settings,
    webhook_options,
)
from devstack.secret_files import (
    ADMIN_EMAIL,
    ENCRYPTION_KEY,
    FEDERATION_KEY,
    MUSIC_KEY,
    NOTICE_KEY,
    NOTIFICATIONS_KEY,
    PLAYBACK_KEY,
    SIGNING_KEY,
    SOURCES_KEY,
    Secrets,
)
from devstack.servers.object_storage import ACCESS_KEY, BUCKET

GATEWAY = "gateway"
SIMULATOR = "provider_simulator"
# generated region services
BACKENDS = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
    "search",
    "notifications",
    "web",
    "billing",
    "sources",
    "playback",
    "music",
    "social",
    "federation",
)
"""The services behind the gateway."""
ROUTED = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
    "search",
    "notifications",
    "web",
    "billing",
    "sources",
    "playback",
    "music",
    "social",
    "federation",
)
"""Those that the gateway sends requests to."""
SERVICES = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
    "notifications",
    "billing",
    "sources",
    "playback",
    "music",
    "social",
    "federation",
)
"""The services with a schema in Postgres."""
CALLS: Mapping[str, tuple[str, ...]] = {
    "search": ("ingestion",),
    "web": ("gateway",),
    "playback": ("sources",),
    "music": ("federation",),
    "federation": ("music", "library"),
}
"""The services that a service calls."""
FOLDERS: Mapping[str, str] = {
    "search": "INDEX_FOLDER",
    "music": "TRANSCODE_FOLDER",
}
"""The setting that holds the path of a service's own folder."""
# end of generated region
STORAGE = "object_storage"
VIEWER = "trace_viewer"
CATCHER = "mail_catcher"
"""The mail server of the stack, and the folder of what it has got."""
SAMPLE_LIBRARY = "sample-library"
"""The folder with the media files of the demo data."""
SAMPLE_MUSIC = "sample-music"
"""The folder with the music of the demo data."""
FEDERATED_MUSIC = "federated-music"
"""The folder with albums that were copied from other servers."""
SMS = "sms"
"""The folder with SMS to users."""
MAIL_FROM = "Marquee <no-reply@marquee.example>"
BROWSER_ORIGINS = "http://localhost:3000,http://localhost:3002"
"""Where web clients in development run; in production no origin is allowed unless it is named."""


def owner_of(service: str) -> str:
    """Return the database role that owns the service's schema."""
    return f"{service}_owner"


def roles_of(service: str) -> tuple[str, str]:
    """Return both database roles of a service: the one with DML only, and the owner."""
    return service, owner_of(service)


def browser_origins() -> str:
    """Return where web clients may run, divided by commas."""
    return os.environ.get("GATEWAY_CORS_ORIGINS", BROWSER_ORIGINS)


def site(plan: Plan) -> str:
    """Return the address of the web application. Passkeys need this name of the host: none works at a number."""
    return f"http://localhost:{plan.ports[GATEWAY]}"


def service_environment(plan: Plan, name: str, secrets: Secrets) -> dict[str, str]:
    """Return the settings of a service's process, under its own prefix."""
    settings = {
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(plan.ports[name]),
        # All processes end together: there is no other one to connect to.
        "LINGER_SECONDS": "0",
        "KAFKA_BOOTSTRAP": f"127.0.0.1:{plan.ports['kafka']}",
        "JWKS_URL": f"{plan.url('auth')}/.well-known/jwks.json",
    }
    settings |= {f"{called.upper()}_URL": plan.url(called) for called in CALLS.get(name, ())}
    if name in FOLDERS:
        settings[FOLDERS[name]] = str(plan.data / name)
    if name in SERVICES:
        settings["DATABASE_URL"] = plan.database_url(name, secrets.roles[name])
    if plan.observe:
        settings["ZIPKIN_ENDPOINT"] = plan.url(VIEWER)
    if name in _OWN:
        settings |= _OWN[name](plan, secrets)
    return {f"{name.upper()}_{key}": value for key, value in settings.items()}


def _gateway(plan: Plan, secrets: Secrets) -> dict[str, str]:
    return {
        **{f"{service.upper()}_URL": plan.url(service) for service in ROUTED if plan.starts(service)},
        # In a container clients come from outside; on a laptop only its own user is served.
        "HTTP_HOST": os.environ.get("GATEWAY_HTTP_HOST", "127.0.0.1"),
        "MANAGEMENT_PORT": str(plan.ports["gateway-management"]),
        "CORS_ORIGINS": browser_origins(),
        # The web application calls the gateway from this machine, for clients whose address it states.
        "TRUSTED_PROXIES": "127.0.0.1",
        **_sign_ins(GATEWAY),
        **_image_host(plan),
        **_storage(plan, secrets),
        **_delivery(secrets),
    }


def _delivery(secrets: Secrets) -> dict[str, str]:
    key = base64.urlsafe_b64decode(secrets.delivery + "=" * (-len(secrets.delivery) % 4))
    return {"DELIVERY_KEYS": f"first:{key.hex()}"}


def _image_host(plan: Plan) -> dict[str, str]:
    # Real titles have pictures at the real host, those of the demo at the simulator.
    return {} if plan.real_providers else {"TMDB_IMAGES_URL": plan.url(SIMULATOR) + IMAGES}


def _auth(plan: Plan, secrets: Secrets) -> dict[str, str]:
    return {
        "SIGNING_KEY_FILE": str(plan.data / SIGNING_KEY),
        "ENCRYPTION_KEY_FILES": str(plan.data / ENCRYPTION_KEY),
        "NOTICE_KEY_FILES": str(plan.data / NOTICE_KEY),
        "PASSKEY_ORIGINS": browser_origins(),
        "WEB_URL": site(plan),
        "BOOTSTRAP_ADMIN_EMAIL": ADMIN_EMAIL,
        "BOOTSTRAP_ADMIN_PASSWORD": secrets.admin_password,
        # A provider of identities sends the browser back to this host, whose cookies know that the browser has begun.
        "PUBLIC_URL": site(plan),
        **_storage(plan, secrets),
        **_sign_ins("auth"),
    }


def _storage(plan: Plan, secrets: Secrets) -> dict[str, str]:
    return {
        "STORAGE_ENDPOINT": plan.url(STORAGE),
        "STORAGE_BUCKET": BUCKET,
        "STORAGE_ACCESS_KEY": ACCESS_KEY,
        "STORAGE_SECRET_KEY": secrets.storage,
    }


def _sign_ins(name: str) -> dict[str, str]:
    # All users of a stack on one machine have one address, those of the demo data among them.
    return {"SIGN_INS_PER_MINUTE": os.environ.get(f"{name.upper()}_SIGN_INS_PER_MINUTE", "120")}


def _notifications(plan: Plan, secrets: Secrets) -> dict[str, str]:
    return {
        "ENCRYPTION_KEY_FILES": str(plan.data / NOTIFICATIONS_KEY),
        "NOTICE_KEY_FILES": str(plan.data / NOTICE_KEY),
        "PUBLIC_URL": plan.url(GATEWAY),
        "WEB_URL": site(plan),
        "VAPID_KEY": secrets.vapid,
        "VAPID_SUBJECT": "mailto:operator@marquee.example",
        "SMS_FOLDER": str(plan.data / SMS),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(plan.ports[CATCHER]),
        "SMTP_TLS": "none",
        "MAIL_FROM": MAIL_FROM,
    }


def _playback(plan: Plan, secrets: Secrets) -> dict[str, str]:
    return {
        "ENCRYPTION_KEY_FILES": str(plan.data / PLAYBACK_KEY),
        "TOOLS_FOLDER": str(tools_folder(cache_folder(os.environ))),
        "SCRATCH_FOLDER": str(plan.data / "playback" / "scratch"),
        **_storage(plan, secrets),
        **_delivery(secrets),
    }


def _sources(plan: Plan, _: Secrets) -> dict[str, str]:
    return {"ENCRYPTION_KEY_FILES": str(plan.data / SOURCES_KEY), "FOLDERS": str(plan.data / SAMPLE_LIBRARY)}


def _music(plan: Plan, _: Secrets) -> dict[str, str]:
    databases = {} if plan.real_providers else music_settings(plan.url(SIMULATOR), real_budgets=plan.real_budgets)
    own = {
        "ENCRYPTION_KEY_FILES": str(plan.data / MUSIC_KEY),
        "FOLDERS": f"{plan.data / SAMPLE_MUSIC},{plan.data / FEDERATED_MUSIC}",
        "TOOLS_FOLDER": str(tools_folder(cache_folder(os.environ))),
        "TRANSCODE_FOLDER": str(plan.data / "music" / "transcodes"),
    }
    return {**own, **databases}


def _federation(plan: Plan, _: Secrets) -> dict[str, str]:
    # Another stack on this machine is a server as any other when `FEDERATION_EGRESS_…` permits it.
    return {
        "ENCRYPTION_KEY_FILES": str(plan.data / FEDERATION_KEY),
        "PUBLIC_URL": os.environ.get("FEDERATION_PUBLIC_URL", plan.url(GATEWAY)),
        "IMPORT_FOLDER": str(plan.data / FEDERATED_MUSIC),
    }


def _social(plan: Plan, _: Secrets) -> dict[str, str]:
    return {"NOTICE_KEY_FILES": str(plan.data / NOTICE_KEY)}


def _insights(_: Plan, __: Secrets) -> dict[str, str]:
    # A laptop's catalog and its history arrive within a minute; an hour or a day would be long to wait for these.
    return {
        "GROUPS_SECONDS": os.environ.get("INSIGHTS_GROUPS_SECONDS", "120"),
        "YEARS_SECONDS": os.environ.get("INSIGHTS_YEARS_SECONDS", "120"),
    }


def _library(_: Plan, __: Secrets) -> dict[str, str]:
    # The first ratings of a laptop's users are shown soon.
    return {"RATING_COUNT_SECONDS": os.environ.get("LIBRARY_RATING_COUNT_SECONDS", "20")}


def _web(plan: Plan, _: Secrets) -> dict[str, str]:
    return {
        "PUBLIC_URL": site(plan),
        "STORAGE_URL": plan.url(STORAGE),
        "SERVES_MUSIC": str(plan.starts("music")).lower(),
    }


def _ingestion(plan: Plan, _: Secrets) -> dict[str, str]:
    if plan.real_providers:
        return real_settings(plan.provider_keys)
    return simulator_settings(plan.url(SIMULATOR), real_budgets=plan.real_budgets)


def _billing(plan: Plan, _: Secrets) -> dict[str, str]:
    payments = {} if plan.real_providers else payment_settings(plan.url(SIMULATOR))
    return {"WEB_URL": site(plan), **payments}


_OWN: Mapping[str, Callable[[Plan, Secrets], dict[str, str]]] = {
    GATEWAY: _gateway,
    "auth": _auth,
    "billing": _billing,
    "federation": _federation,
    "ingestion": _ingestion,
    "insights": _insights,
    "library": _library,
    "music": _music,
    "notifications": _notifications,
    "playback": _playback,
    "social": _social,
    "sources": _sources,
    "web": _web,
}
"""The settings that only one service has."""


def owner_environment(plan: Plan, name: str, secrets: Secrets) -> dict[str, str]:
    """Return the same and the database address of the schema's owner, for `migrate` and `replay`."""
    owner = owner_of(name)
    url = plan.database_url(owner, secrets.roles[owner])
    return {**service_environment(plan, name, secrets), f"{name.upper()}_MIGRATION_DATABASE_URL": url}


def service_command(name: str, mode: str = "all") -> tuple[str, ...]:
    """Return the command line of a service."""
    return (sys.executable, "-m", name, mode)


def simulator_command(plan: Plan) -> tuple[str, ...]:
    """Return the command line of the provider simulator."""
    command = [sys.executable, "-m", SIMULATOR, "--host", "127.0.0.1", "--port", str(plan.ports[SIMULATOR])]
    command += webhook_options(plan.url("billing"))
    if not plan.real_budgets:
        command += simulator_limits()
    if plan.recordings is not None:
        command += ["--recordings", str(plan.recordings)]
    if plan.scale is not None:
        command += ["--scale", str(plan.scale)]
    return tuple(command)
