"""The way in by the Gateway API and the backups of Postgres, on every rendered combination.

Each rule returns the problems that it finds; `SEEDED` makes each find a mistake made on purpose.
"""

import re
from typing import Any, Final

from tests.deploy.manifests import Manifest, Mistakes, Rule, kinds, pick, title

from service_table.table import services

STREAM: Final = "/api/v1/events"
LIMITS: Final = ("request", "backendRequest")
ARCHIVER: Final = "barman-cloud.cloudnative-pg.io"


def longest_requests() -> dict[str, int]:
    """Return the seconds of the longest request that the gateway allows below each path."""
    routes = [route for spec in services() for route in spec.routes]
    return {f"/api/v1/{route.path}": int(route.rules.total_seconds or 0) for route in routes}


def entered_by_tls(manifests: list[Manifest]) -> list[str]:
    """Check that plain HTTP is only sent on to HTTPS, and that other routes belong to a listener with TLS."""
    gateways = {item["metadata"]["name"]: _listeners(item) for item in kinds(manifests, "Gateway")}
    problems = [
        f"Gateway {name}: listener {listener} ends no TLS"
        for name, listeners in gateways.items()
        for listener, spec in listeners.items()
        if spec["protocol"] != "HTTP" and not spec.get("tls", {}).get("certificateRefs")
    ]
    for route in kinds(manifests, "HTTPRoute"):
        for parent in route["spec"]["parentRefs"]:
            listener = gateways.get(parent["name"], {}).get(parent.get("sectionName", ""))
            if listener is None:
                problems.append(f"{title(route)}: has no listener")
            elif listener["protocol"] == "HTTP" and not _only_redirects(route):
                problems.append(f"{title(route)}: serves plain HTTP")
    return problems


def _listeners(gateway: Manifest) -> dict[str, Any]:
    return {listener["name"]: listener for listener in gateway["spec"]["listeners"]}


def _only_redirects(route: Manifest) -> bool:
    return all(
        "backendRefs" not in rule
        and [entry.get("requestRedirect", {}).get("scheme") for entry in rule.get("filters", ())] == ["https"]
        for rule in route["spec"]["rules"]
    )


def routed_with_time(manifests: list[Manifest]) -> list[str]:
    """Check that a stream of events has no limit, and no other request a shorter one than at the gateway itself."""
    problems = []
    for route in kinds(manifests, "HTTPRoute"):
        rules = [rule for rule in route["spec"]["rules"] if "backendRefs" in rule]
        limits = {match["path"]["value"]: rule.get("timeouts", {}) for rule in rules for match in rule["matches"]}
        if not limits:
            continue
        if limits.get(STREAM) != {"request": "0s", "backendRequest": "0s"}:
            problems.append(f"{title(route)}: ends streams of events")
        problems += [
            f"{title(route)}: ends requests to {path} before the gateway does"
            for path, longest in longest_requests().items()
            if not all(_allows(limits.get(path, limits.get("/", {})).get(name, ""), longest) for name in LIMITS)
        ]
        for rule in rules:
            if [(ref["name"], ref["port"]) for ref in rule["backendRefs"]] != [("gateway", 8080)]:
                problems.append(f"{title(route)}: leads past the gateway")
    return problems


def _allows(duration: str, longest: int) -> bool:
    """Return whether a limit is longer than a request may take; 0s is no limit."""
    match = re.fullmatch(r"(\d+)s", duration)
    return match is not None and (match[1] == "0" or int(match[1]) > longest)


def archived(manifests: list[Manifest]) -> list[str]:
    """Check that Postgres archives its changes where its backups are, that these are regular, and are kept for days."""
    stores = {item["metadata"]["name"]: item["spec"] for item in kinds(manifests, "ObjectStore")}
    schedules = [item["spec"] for item in kinds(manifests, "ScheduledBackup")]
    problems = [
        f"ObjectStore {name}: keeps backups for ever" for name in stores if "retentionPolicy" not in stores[name]
    ]
    for cluster in kinds(manifests, "Cluster") if stores else ():
        archivers = [entry for entry in cluster["spec"].get("plugins", ()) if entry.get("isWALArchiver")]
        targets = [entry["parameters"]["barmanObjectName"] for entry in archivers if entry["name"] == ARCHIVER]
        if len(archivers) != 1 or not set(targets) & stores.keys():
            problems.append(f"{title(cluster)}: archives no changes")
        name = cluster["metadata"]["name"]
        if [entry["cluster"]["name"] for entry in schedules if entry["method"] == "plugin"] != [name]:
            problems.append(f"{title(cluster)}: has no regular backup")
        sources = cluster["spec"].get("externalClusters", ())
        read = {entry["plugin"]["parameters"]["serverName"] for entry in sources}
        if any(entry["parameters"].get("serverName", name) in read for entry in archivers):
            problems.append(f"{title(cluster)}: writes into the archive from which it is made")
    return problems


RULES: tuple[Rule, ...] = (entered_by_tls, routed_with_time, archived)


def _route(manifests: list[Manifest], name: str = "gateway") -> Any:
    return pick(manifests, "HTTPRoute", name)["spec"]


def _archiver(manifests: list[Manifest]) -> Any:
    return pick(manifests, "Cluster", "postgres")["spec"]["plugins"][0]


SEEDED: Mistakes = {
    "a listener without a certificate": (
        entered_by_tls,
        lambda all_: pick(all_, "Gateway", "marquee")["spec"]["listeners"][1].pop("tls"),
        "Gateway marquee: listener https ends no TLS",
    ),
    "a route in plain text": (
        entered_by_tls,
        lambda all_: _route(all_)["parentRefs"][0].update(sectionName="http"),
        "HTTPRoute gateway: serves plain HTTP",
    ),
    "a redirect that stays": (
        entered_by_tls,
        lambda all_: _route(all_, "to-https")["rules"][0]["filters"][0]["requestRedirect"].pop("scheme"),
        "HTTPRoute to-https: serves plain HTTP",
    ),
    "a route to no listener": (
        entered_by_tls,
        lambda all_: _route(all_)["parentRefs"][0].update(sectionName="tls"),
        "HTTPRoute gateway: has no listener",
    ),
    "streams that end": (
        routed_with_time,
        lambda all_: _route(all_)["rules"][0]["timeouts"].update(backendRequest="15s"),
        "HTTPRoute gateway: ends streams of events",
    ),
    "requests that end early": (
        routed_with_time,
        lambda all_: _route(all_)["rules"][1]["timeouts"].update(request="300s"),
        "HTTPRoute gateway: ends requests to /api/v1/sources/files before the gateway does",
    ),
    "a way past the gateway": (
        routed_with_time,
        lambda all_: _route(all_)["rules"][1]["backendRefs"][0].update(name="auth"),
        "HTTPRoute gateway: leads past the gateway",
    ),
    "backups for ever": (
        archived,
        lambda all_: pick(all_, "ObjectStore", "postgres-backups")["spec"].pop("retentionPolicy"),
        "ObjectStore postgres-backups: keeps backups for ever",
    ),
    "changes that are lost": (
        archived,
        lambda all_: _archiver(all_).update(isWALArchiver=False),
        "Cluster postgres: archives no changes",
    ),
    "changes in a storage that nothing defines": (
        archived,
        lambda all_: _archiver(all_)["parameters"].update(barmanObjectName="other"),
        "Cluster postgres: archives no changes",
    ),
    "no base backup": (
        archived,
        lambda all_: pick(all_, "ScheduledBackup", "postgres")["spec"]["cluster"].update(name="other"),
        "Cluster postgres: has no regular backup",
    ),
    "an archive of two clusters": (
        archived,
        lambda all_: pick(all_, "Cluster", "postgres")["spec"].update(
            externalClusters=[{"name": "before", "plugin": {"parameters": {"serverName": "postgres"}}}]
        ),
        "Cluster postgres: writes into the archive from which it is made",
    ),
}
