"""Addresses of services as the library apprise understands them: which of them may be targets.

apprise reaches about 180 services, and some of its addresses read files, run programs or call any server. Only the
services that are named here may be targets, and only their modules are loaded: each makes HTTP requests alone. No
address may have a parameter that is not named here, such as `template`, which names a file.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import apprise

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.core.rules.broken import BrokenRule
from notifications.domain.targets.errors import InvalidAddress
from notifications.infrastructure.channels.guarded_requests import guard

LONGEST: Final = 1024
SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "bark": ("barks", "bark"),
    "discord": ("discord",),
    "google_chat": ("gchat",),
    "gotify": ("gotifys", "gotify"),
    "ifttt": ("ifttt",),
    "mattermost": ("mmosts", "mmost"),
    "ntfy": ("ntfys", "ntfy"),
    "prowl": ("prowl",),
    "pushbullet": ("pbul",),
    "pushover": ("pover",),
    "pushy": ("pushy",),
    "revolt": ("revolt",),
    "rocketchat": ("rockets", "rocket"),
    "simplepush": ("spush",),
    "slack": ("slack",),
    "telegram": ("tgram",),
    "webexteams": ("wxteams",),
    "zulip": ("zulip",),
}
"""The schemes of the addresses of each service. Names are those of apprise's modules."""
_CLASSES: Final[Mapping[str, str]] = {
    "bark": "NotifyBark",
    "discord": "NotifyDiscord",
    "google_chat": "NotifyGoogleChat",
    "gotify": "NotifyGotify",
    "ifttt": "NotifyIFTTT",
    "mattermost": "NotifyMattermost",
    "ntfy": "NotifyNtfy",
    "prowl": "NotifyProwl",
    "pushbullet": "NotifyPushBullet",
    "pushover": "NotifyPushover",
    "pushy": "NotifyPushy",
    "revolt": "NotifyRevolt",
    "rocketchat": "NotifyRocketChat",
    "simplepush": "NotifySimplePush",
    "slack": "NotifySlack",
    "telegram": "NotifyTelegram",
    "webexteams": "NotifyWebexTeams",
    "zulip": "NotifyZulip",
}
_SELF_HOSTED: Final = frozenset({"bark", "gotify", "mattermost", "ntfy", "rocketchat"})
"""Services whose address names the server."""
_PARAMETERS: Final = frozenset(
    {"auth", "avatar", "channel", "group", "level", "mode", "priority", "sound", "tags", "thread", "topic"}
)
_RULE: Final = BrokenRule(
    "service_url", "must be the address of one receiver at a permitted service, like ntfys://ntfy.sh/my-topic"
)

# The library writes addresses into its log.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """An address that was checked."""

    service: str
    """Its name, for example `discord`."""
    url: str = field(repr=False)
    """As it was typed."""
    identity: str = field(repr=False)
    """The same for every form of the address."""
    masked: str
    """The scheme and the server alone: what follows is a secret of most services."""


class ServiceAddresses:
    """Checks addresses, and opens them for one message."""

    def __init__(self, services: Collection[str], rules: AddressRules) -> None:
        self._services = sorted(set(services) & SERVICES.keys())
        self._rules = rules
        # Nothing is loaded from files or kept in any.
        self._asset = apprise.AppriseAsset(
            async_mode=False, plugin_paths=[], secure_logging=True, storage_mode=apprise.PersistentStoreMode.MEMORY
        )

    def parse(self, url: str) -> ServiceAddress:
        """Return an address; raise InvalidAddress."""
        service, client = self._checked(url)
        scheme = url.partition(":")[0].lower()
        server = f"{client.host}/" if service in _SELF_HOSTED and client.host else ""
        return ServiceAddress(service, url, client.url(), f"{scheme}://{server}•••")

    def open(self, url: str) -> Any:
        """Return the library's client of an address; raise InvalidAddress."""
        return self._checked(url)[1]

    def _checked(self, url: str) -> tuple[str, Any]:
        if len(url) > LONGEST or not url.isprintable():
            raise InvalidAddress(
                "url",
                BrokenRule("printable", f"must have at most {LONGEST} printable characters", {"maxLength": LONGEST}),
            )
        try:
            names = {name.lower() for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
        except ValueError as error:
            raise InvalidAddress("url", BrokenRule("url_parsing", "must be a URL")) from error
        if unknown := names - _PARAMETERS:
            parameter = min(unknown)[:32]
            raise InvalidAddress(
                "url",
                BrokenRule("url_parameter", f"must not have the parameter {parameter}", {"parameter": parameter}),
            )
        service, client = self._opened(url)
        if client is None or len(client) != 1 or (service == "telegram" and not client.targets):
            raise InvalidAddress("url", _RULE)
        self._check_server(service, client)
        return service, client

    def _opened(self, url: str) -> tuple[str, Any]:
        """Return the service and the library's client of an address, which is null for one that it cannot read."""
        for service, read in self._readers(url.partition(":")[0].lower()):
            try:
                parts = read(url.replace("/#", "/%23"))
                if parts:
                    return service, plugin(service)(**parts, asset=self._asset)
            except Exception:  # noqa: BLE001 - the library reads whatever was typed
                return service, None
        return "", None

    def _readers(self, scheme: str) -> Iterator[tuple[str, Any]]:
        """Return what reads addresses of a scheme; those of web pages are the services' own forms."""
        for service in self._services:
            if scheme in SERVICES[service]:
                yield service, plugin(service).parse_url
            elif scheme == "https":
                yield service, plugin(service).parse_native_url

    def _check_server(self, service: str, client: Any) -> None:
        """Refuse servers that must not be called; the connection checks the address that their name has by then."""
        if service not in _SELF_HOSTED or not client.host or (service == "ntfy" and client.mode == "cloud"):
            return
        scheme = "https" if client.secure else "http"
        port = f":{client.port}" if client.port else ""
        host = client.host.strip("[]")
        host = f"[{host}]" if ":" in host else host
        if problem := self._rules.problem(f"{scheme}://{host}{port}/"):
            raise InvalidAddress("url", replace(problem, message=f"names a server that {problem}"))


@cache
def plugin(service: str) -> Any:
    """Return the library's class of a service."""
    module = import_module(f"apprise.plugins.{service}")
    for caller in (module, import_module("apprise.utils.http")):
        guard(caller)
    return getattr(module, _CLASSES[service])
